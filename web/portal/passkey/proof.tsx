import { startAuthentication } from "@simplewebauthn/browser";
import { useRef, useState } from "react";
import { CopyLink } from "../pages/copy-link.tsx";
import { Step } from "../pages/methods.tsx";
import { Notice, Page, Person, say } from "../parts.tsx";
import { usePasskeys } from "../passkeys.ts";
import { usePortal, useSend } from "../portal.ts";
import { useAct, useRecovery } from "../recovery.ts";

type Options = Parameters<typeof startAuthentication>[0]["optionsJSON"];

/** P6: the browser asks its authenticator, after a press and never by itself. */
export function PasskeyProof() {
  const { t } = usePortal().text;
  const recovery = useRecovery();
  const can = usePasskeys();
  const asking = useSend<{ challenge: { options: Options } }>();
  const giving = useAct();
  const [line, setLine] = useState("");
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const base = `/v1/recoveries/${recovery.id}`;
  /** Nothing was done: said, and the button has the focus again. */
  const backTo = (words: string) => {
    setLine(words);
    say(words, "assertive");
    button.current?.focus();
  };
  const prove = async () => {
    if (open) return;
    setLine("");
    giving.clear();
    const asked = await asking.send("POST", `${base}/challenges`, { proof: "passkey" });
    if (!asked?.ok) return;
    setOpen(true);
    const response = await startAuthentication({ optionsJSON: asked.body.challenge.options })
      .catch(() => null)
      .finally(() => setOpen(false));
    if (!response) return backTo(t("passkey.cancelled"));
    const given = await giving.send("POST", `${base}/proofs`, { proof: "passkey", response });
    if (given && !given.ok && given.refusal.code === "wrong-code") backTo(t("passkey.wrong"));
  };
  const refusal = asking.refusal ?? (giving.refusal?.code === "wrong-code" ? null : giving.refusal);
  const busy = asking.busy || giving.busy || open;
  return (
    <Page title={t("passkey.title")} back="/recover/methods" step={<Step proof="passkey" />}>
      {can === "none" ? (
        <section className="best">
          <CopyLink />
        </section>
      ) : (
        <>
          <p className="lead">{t("passkey.lead")}</p>
          {refusal ? <Notice refusal={refusal} /> : null}
          {line ? <p className="notice said">{line}</p> : null}
          <div className="acts js-only">
            <button
              type="button"
              ref={button}
              className="btn go1"
              aria-disabled={busy ? "true" : undefined}
              onClick={() => void (busy || prove())}
            >
              {open ? t("passkey.open") : busy ? t("sending") : t("proof.passkey.use")}
            </button>
          </div>
          <p className="note js-only">{t("passkey.note")}</p>
          <p className="note no-js">{t("passkey.no-script")}</p>
        </>
      )}
      <a className="other" href="/recover/methods">
        {t("choose-another")}
      </a>
      <Person />
    </Page>
  );
}
