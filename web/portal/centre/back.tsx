import type { Back } from "../centre.ts";
import { usePortal } from "../portal.ts";

/** "Could you get back in if you lost your phone today?": yes or no, and what is missing. */
export function useBack(back: Back): { answer: string; gap: string } {
  const { text, when } = usePortal();
  const { t, lang } = text;
  const list = (kinds: readonly string[]) =>
    kinds.map((kind) => t(`centre.kind.${kind}`)).join(lang === "zh" ? "和" : " and ");
  if (back.can)
    return {
      answer: t("me.yes"),
      gap: t("centre.back.with", { ways: list(back.uses), n: back.waitHours }),
    };
  if (back.from)
    return { answer: t("me.no"), gap: t("centre.back.from", { at: when.full(back.from) }) };
  return {
    answer: t("me.no"),
    gap:
      back.missing.length > 0
        ? t("centre.back.missing", { ways: list(back.missing) })
        : t("centre.back.person"),
  };
}
