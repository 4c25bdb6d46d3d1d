import { useEffect, useRef, useState } from "react";
import { Notice, say } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";
import { useRecovery } from "../recovery.ts";

/** A link that goes on with this claim in another browser, once: for a browser that has no passkeys. */
export function CopyLink() {
  const { text, when } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const [made, setMade] = useState<{ url: string; expiresAt: string } | null>(null);
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { send, busy, refusal } = useSend<{ url: string; expiresAt: string }>(setMade);
  useEffect(() => {
    if (!made) return;
    field.current?.select();
    // Some browsers have no clipboard, or ask first: the link stands there to be copied by hand.
    const copying = navigator.clipboard?.writeText(made.url) ?? Promise.reject();
    void copying.then(
      () => {
        setCopied(true);
        say(t("elsewhere.copied"));
      },
      () => field.current?.focus(),
    );
  }, [made]);
  return (
    <>
      <p className="hint">{t("passkey.none")}</p>
      {refusal ? <Notice refusal={refusal} /> : null}
      <div className="acts js-only">
        <button
          type="button"
          className="btn go2"
          aria-disabled={busy ? "true" : undefined}
          onClick={() => {
            setCopied(false);
            void send("POST", `/v1/recoveries/${recovery.id}/elsewhere`, {});
          }}
        >
          {busy ? t("sending") : t("elsewhere.copy")}
        </button>
      </div>
      {made ? (
        <>
          <label htmlFor="elsewhere">{t(copied ? "elsewhere.copied" : "elsewhere.link")}</label>
          <div className="field">
            <input id="elsewhere" ref={field} readOnly value={made.url} />
          </div>
          <p className="hint under">
            {t("elsewhere.until", { until: when.short(made.expiresAt) })}
          </p>
        </>
      ) : null}
    </>
  );
}
