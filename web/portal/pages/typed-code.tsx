import { useRef, useState } from "react";
import { cleanDigits, cleanRecoveryCode } from "../code.ts";
import { CodeInput } from "../code-input.tsx";
import { FieldError, Form, focusOn, Main, Notice, Page, Person } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { useAct, useRecovery } from "../recovery.ts";
import { Step } from "./methods.tsx";

/** P7: a saved recovery code, typed as it comes: with or without dashes, O for 0, l for 1. */
export function RecoveryCode() {
  const { text, state } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const { send, busy, refusal, clear } = useAct();
  const [typed, setTyped] = useState(state.typed ?? "");
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = async () => {
    const code = cleanRecoveryCode(typed);
    setEarly(code.length < 16);
    if (code.length < 16) return focusOn(field);
    await send("POST", `/v1/recoveries/${recovery.id}/proofs`, { proof: "recovery-code", code });
    focusOn(field);
  };
  const wrong = refusal?.code === "wrong-code";
  const line = early
    ? t("recovery-code.short")
    : wrong
      ? t("recovery-code.wrong", { n: refusal.triesLeft ?? 0 })
      : "";
  return (
    <Page
      title={t("recovery-code.title")}
      back="/recover/methods"
      step={<Step proof="recovery-code" />}
      wrong={line !== ""}
    >
      <p className="lead">{t("recovery-code.lead")}</p>
      {refusal && !wrong ? <Notice refusal={refusal} /> : null}
      <Form to="proof" onSend={() => void submit()}>
        <input type="hidden" name="proof" value="recovery-code" />
        <label htmlFor="saved">{t("proof.recovery-code")}</label>
        <div className={`field${line ? " bad" : ""}`}>
          <input
            id="saved"
            name="code"
            ref={field}
            className="mono"
            autoCapitalize="characters"
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            maxLength={64}
            value={typed}
            aria-invalid={line ? "true" : undefined}
            aria-describedby={line ? "saved-hint saved-error" : "saved-hint"}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              setEarly(false);
              if (wrong) clear();
            }}
          />
        </div>
        <p className="hint under" id="saved-hint">
          {t("recovery-code.hint")}
        </p>
        {line ? <FieldError id="saved-error">{line}</FieldError> : null}
        <div className="acts">
          <Main busy={busy}>{t("continue")}</Main>
        </div>
      </Form>
      <a className="other" href="/recover/methods">
        {t("choose-another")}
      </a>
      <Person />
    </Page>
  );
}

/** The six digits of an authenticator app. They change every 30 seconds, so paste sends at once. */
export function Authenticator() {
  const { text } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const { send, busy, refusal, clear } = useAct();
  const [code, setCode] = useState("");
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = async (digits: string) => {
    setEarly(digits.length < 6);
    if (digits.length < 6) return focusOn(field);
    await send("POST", `/v1/recoveries/${recovery.id}/proofs`, {
      proof: "authenticator-code",
      code: cleanDigits(digits),
    });
    focusOn(field);
  };
  const wrong = refusal?.code === "wrong-code";
  const line = early
    ? t("code.short")
    : wrong
      ? t("authenticator.wrong", { n: refusal.triesLeft ?? 0 })
      : "";
  return (
    <Page
      title={t("authenticator.title")}
      back="/recover/methods"
      step={<Step proof="authenticator-code" />}
      wrong={line !== ""}
    >
      <p className="lead">{t("authenticator.lead")}</p>
      {refusal && !wrong ? <Notice refusal={refusal} /> : null}
      <Form to="proof" onSend={() => void submit(code)}>
        <input type="hidden" name="proof" value="authenticator-code" />
        <label htmlFor="code">{t("code.label")}</label>
        <CodeInput
          field={field}
          value={code}
          bad={line !== ""}
          onValue={(digits) => {
            setCode(digits);
            setEarly(false);
            if (wrong) clear();
          }}
          onWhole={(digits) => void submit(digits)}
        />
        {line ? <FieldError id="code-error">{line}</FieldError> : null}
        <div className="acts">
          <Main busy={busy}>{t("continue")}</Main>
        </div>
      </Form>
      <a className="other" href="/recover/methods">
        {t("choose-another")}
      </a>
      <Person />
    </Page>
  );
}
