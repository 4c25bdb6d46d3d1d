/** P33: could you get back in? Tried out on a calm day, without using anything up. */
import { useRef, useState } from "react";
import type { Rehearsed } from "../centre.ts";
import { cleanDigits, cleanRecoveryCode } from "../code.ts";
import type { Ways } from "../me.ts";
import { SignedOut } from "../pages/me.tsx";
import { FieldError, Form, focusOn, Main, Notice, Page } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";
import { useBack } from "./back.tsx";

export function Rehearsal() {
  const { state } = usePortal();
  return state.me && state.ways ? <Try ways={state.ways} /> : <SignedOut />;
}

const proofs = ["recovery-code", "authenticator-code"] as const;
type Proof = (typeof proofs)[number];

function Try({ ways }: { ways: Ways }) {
  const { text, state, set, when, url } = usePortal();
  const { t } = text;
  const has = proofs.filter((proof) =>
    proof === "recovery-code" ? (ways.recoveryCodes?.left ?? 0) > 0 : ways.authenticator !== null,
  );
  const named = has.find((proof) => proof === url.searchParams.get("with"));
  const [proof, setProof] = useState<Proof | undefined>(named ?? has[0]);
  const [code, setCode] = useState("");
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { busy, refusal, send, clear } = useSend<Rehearsed>((rehearsed) => {
    set({ rehearsed, refusal: null });
    setCode("");
    scrollTo(0, 0);
  }, state.refusal ?? null);
  const { gap } = useBack(state.me?.back ?? { can: false, from: null, missing: [] });
  const submit = () => {
    setEarly(code.trim() === "");
    set({ rehearsed: null });
    if (code.trim() === "") return focusOn(field);
    const clean = proof === "recovery-code" ? cleanRecoveryCode(code) : cleanDigits(code);
    void send("POST", "/v1/me/rehearsals", { proof, code: clean });
  };
  const wrong = refusal?.code === "wrong-code";
  const bad = early || wrong;
  const worked = state.rehearsed;
  return (
    <Page title={t("centre.try")} back="/me" wrong={bad}>
      <p className="lead">{t("rehearsal.question")}</p>
      <p>
        <b>{t(state.me?.back.can ? "rehearsal.yes" : "rehearsal.no")}</b> {gap}
      </p>
      {state.me?.back.can ? null : (
        <p className="others">
          <a className="other" href="/me/ways-back">
            {t("me.ways")}
          </a>
        </p>
      )}
      {worked ? (
        <div className="notice ok" role="status">
          <p>
            <b>{t("rehearsal.works")}</b>
          </p>
          <p>
            {worked.countsFrom && Date.parse(worked.countsFrom) > Date.parse(state.now)
              ? t("ways.counts", { at: when.full(worked.countsFrom) })
              : t("rehearsal.kept")}
          </p>
        </div>
      ) : null}
      {refusal && !wrong ? <Notice refusal={refusal} /> : null}
      {proof === undefined ? (
        <p className="note">{t("rehearsal.none")}</p>
      ) : (
        <section aria-labelledby="try-title">
          <h2 id="try-title">{t("rehearsal.now")}</h2>
          <p className="hint">{t("rehearsal.now.more")}</p>
          <Form to="rehearse" onSend={submit}>
            {has.length > 1 ? (
              <fieldset>
                <legend className="lab">{t("rehearsal.which")}</legend>
                <div className="picks">
                  {has.map((kind) => (
                    <label key={kind} className="pick1">
                      <input
                        type="radio"
                        name="proof"
                        value={kind}
                        checked={proof === kind}
                        onChange={() => {
                          setProof(kind);
                          clear();
                        }}
                      />
                      <span>{t(`proof.${kind}`)}</span>
                    </label>
                  ))}
                </div>
              </fieldset>
            ) : (
              <input type="hidden" name="proof" value={proof} />
            )}
            <label htmlFor="try-code">{t(`rehearsal.code.${proof}`)}</label>
            <div className={`field${bad ? " bad" : ""}`}>
              <input
                id="try-code"
                name="code"
                ref={field}
                className="mono"
                autoComplete="off"
                autoCapitalize="characters"
                spellCheck={false}
                maxLength={60}
                value={code}
                aria-invalid={bad ? "true" : undefined}
                aria-describedby={bad ? "try-error" : undefined}
                onInput={(event) => {
                  setCode(event.currentTarget.value);
                  setEarly(false);
                  if (refusal) clear();
                }}
              />
            </div>
            {early ? <FieldError id="try-error">{t("rehearsal.empty")}</FieldError> : null}
            {wrong ? (
              <FieldError id="try-error">
                {t("rehearsal.wrong", { n: refusal?.triesLeft ?? 0 })}
              </FieldError>
            ) : null}
            <div className="acts">
              <Main busy={busy}>{t("rehearsal.go")}</Main>
            </div>
          </Form>
        </section>
      )}
    </Page>
  );
}
