/** The demo's invented operator: it knows the demo's numbers, says that all is well with every other one. */
import type { Telecom } from "../../ports/telecom/telecom.ts";
import { canonical, parseIdentifier } from "../accounts/index.ts";
import { people } from "./seed.ts";

const DAY_MS = 86_400_000;
const became = new Map(
  people.flatMap(({ phone, number }) => {
    const parsed = parseIdentifier(phone, { defaultCountry: "CN" });
    return number && !("is" in parsed) ? [[canonical(parsed), number]] : [];
  }),
);

export function demoOperator(now: () => Date): Telecom {
  // "Yesterday" is counted from the first question: the demo's clock goes on, and the card stays as it was.
  let swappedAt: Date | undefined;
  return {
    covers: () => true,
    check: async (number) => {
      swappedAt ??= new Date(now().getTime() - DAY_MS);
      return {
        simSwappedAt: became.get(number) === "swapped" ? swappedAt : null,
        recycled: became.get(number) === "recycled",
        forwarding: false,
        faults: [],
      };
    },
    probe: async () => "the demo's invented operator",
  };
}
