/**
 * On a phone a chart is seen whole. A name stands over its bar: beside it the bars would be cut off, and all look
 * alike; of a line only the first days would be seen.
 */
import { useSyncExternalStore } from "react";

/** What is left of such a screen within a panel, and of it what the words behind a bar take. */
export const NARROW = { names: 0, words: 130, width: 290 };
const SCREEN = "(max-width: 30rem)";

function onTurn(changed: () => void) {
  const list = matchMedia(SCREEN);
  list.addEventListener("change", changed);
  return () => list.removeEventListener("change", changed);
}

export const useNarrow = () => useSyncExternalStore(onTurn, () => matchMedia(SCREEN).matches);
