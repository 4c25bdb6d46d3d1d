import { useEffect, useRef, useState } from "react";
import { cleanDigits, cleanRecoveryCode } from "./code.ts";
import { CodeInput } from "./code-input.tsx";
import { type Asked, freshProofs, type Ways } from "./me.ts";
import { type Challenge, isSent, type ProofKind } from "./model.ts";
import type { Owner } from "./owner.ts";
import { FieldError, iconOf, Notice, RowInside } from "./parts.tsx";
import { usePortal, useSend } from "./portal.ts";

/** Asks for one proof, five minutes fresh, and then goes on with what the owner wanted. */
export function FreshProof({ ways, owner }: { ways: Ways; owner: Owner }) {
  const { text, when } = usePortal();
  const { t } = text;
  const [proof, setProof] = useState<ProofKind | null>(null);
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const [code, setCode] = useState("");
  const box = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const asking = useSend<Asked>((body) => setChallenge(body.challenge));
  const giving = useSend<unknown>(() => owner.goOn());
  useEffect(() => box.current?.focus(), []);

  const pick = (kind: ProofKind) => {
    setProof(kind);
    setCode("");
    if (isSent(kind)) void asking.send("POST", "/v1/me/challenges", { proof: kind });
  };
  const give = (digits: string) => {
    const body = { proof, code: digits, ...(challenge ? { challengeId: challenge.id } : {}) };
    void giving.send("POST", "/v1/me/freshness", body);
  };
  const wrong = giving.refusal?.code === "wrong-code";
  const refusal = asking.refusal ?? (wrong ? null : giving.refusal);
  const six = proof !== "recovery-code";
  return (
    <section className="ask" tabIndex={-1} ref={box} aria-labelledby="fresh-title">
      <h2 id="fresh-title">{t("fresh.title")}</h2>
      <p>{t("fresh.lead")}</p>
      {refusal ? <Notice refusal={refusal} /> : null}
      {proof === null || refusal ? (
        <ul className="list low">
          {freshProofs(ways).map((kind) => (
            <li key={kind}>
              <button type="button" className="row" onClick={() => pick(kind)}>
                <RowInside
                  icon={iconOf[kind]}
                  name={t(`proof.${kind}`)}
                  more={t(`proof.${kind}.hint`)}
                />
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            give(six ? cleanDigits(code) : cleanRecoveryCode(code));
          }}
        >
          {challenge ? (
            <p className="note">
              {t("fresh.sent", {
                sent: when.short(challenge.sentAt),
                until: when.short(challenge.expiresAt),
              })}
            </p>
          ) : null}
          <label htmlFor="code">{t(six ? "code.label" : "proof.recovery-code")}</label>
          {six ? (
            <CodeInput field={field} value={code} bad={wrong} onValue={setCode} onWhole={give} />
          ) : (
            <div className="field">
              <input
                id="code"
                className="mono"
                value={code}
                autoComplete="off"
                onInput={(event) => setCode(event.currentTarget.value)}
              />
            </div>
          )}
          {wrong ? <FieldError id="code-error">{t("fresh.wrong")}</FieldError> : null}
          <div className="acts">
            <button className="btn go1" type="submit">
              {giving.busy ? t("sending") : t("continue")}
            </button>
          </div>
        </form>
      )}
      <button type="button" className="link other" onClick={owner.drop}>
        {t("cancel")}
      </button>
    </section>
  );
}
