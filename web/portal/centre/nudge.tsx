/** One calm card: what to add, why, and how long it takes. It can be put away, and comes back in a month at the earliest. */
import { useState } from "react";
import type { Nudge } from "../centre.ts";
import type { ProofKind } from "../model.ts";
import { Form, Notice } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";

/** Where the first of them is added. */
const leads: Partial<Record<ProofKind, string>> = {
  "recovery-code": "/me/ways-back#codes",
  passkey: "/me/ways-back#passkey",
  "contact-approval": "/me/contacts",
};

export function AddOne({ nudge: { add } }: { nudge: Nudge }) {
  const { text, set } = usePortal();
  const { t, lang } = text;
  const [isGone, setGone] = useState(false);
  const { busy, refusal, send } = useSend<null>(() => {
    setGone(true);
    set({ nudge: null });
  });
  if (isGone) return null;
  const ways = add.map((kind) => t(`centre.kind.${kind}`)).join(lang === "zh" ? "和" : " and ");
  const first = add.find((kind) => leads[kind]);
  return (
    <section className="nudge" aria-labelledby="nudge-title">
      <h2 id="nudge-title">{t("nudge.title", { ways })}</h2>
      <p>{t("nudge.why")}</p>
      <p className="note">{t("nudge.takes", { n: add.length })}</p>
      {refusal ? <Notice refusal={refusal} /> : null}
      <div className="both">
        <a className="btn sec" href={(first && leads[first]) ?? "/me/ways-back"}>
          {t("nudge.go")}
        </a>
        <Form to="nudge-later" onSend={() => void send("DELETE", "/v1/me/nudge")}>
          <button type="submit" className="link inline" aria-disabled={busy ? "true" : undefined}>
            {busy ? t("sending") : t("nudge.later")}
          </button>
        </Form>
      </div>
    </section>
  );
}
