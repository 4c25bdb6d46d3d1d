/** Somebody calls and says to be of the desk: the code that they read out is typed, and the answer is plain. */
import { useEffect, useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { SignedOut } from "../pages/me.tsx";
import { FieldError, Form, focusOn, Main, Notice, Page, telephone } from "../parts.tsx";
import { type Checked, usePortal, useSend } from "../portal.ts";

const DIGITS = 8;

export function Call() {
  const { state } = usePortal();
  return state.me ? <Check /> : <SignedOut />;
}

function Check() {
  const { text, state, set } = usePortal();
  const { t } = text;
  const [typed, setTyped] = useState(state.typed ?? "");
  const [early, setEarly] = useState(state.refusal?.code === "short");
  const field = useRef<HTMLInputElement>(null);
  const { busy, refusal, send } = useSend<Checked>(
    (check) => set({ check, refusal: null }),
    state.refusal?.code === "short" ? null : (state.refusal ?? null),
  );
  const submit = () => {
    const digits = typed.normalize("NFKC").replace(/\D/g, "");
    setEarly(digits.length !== DIGITS);
    set({ check: null });
    if (digits.length !== DIGITS) return focusOn(field);
    void send("POST", "/v1/checks", { agentCode: digits });
  };
  return (
    <Page title={t("call.title")} back="/me" wrong={early}>
      {state.check ? <Answer check={state.check} /> : null}
      {refusal ? (
        <Notice refusal={refusal}>
          <p>{t("call.unsure")}</p>
        </Notice>
      ) : null}
      <p className="lead">{t("call.lead")}</p>
      <Form to="check-call" onSend={submit}>
        <label htmlFor="agent-code">{t("call.label")}</label>
        <div className={`field${early ? " bad" : ""}`}>
          <input
            id="agent-code"
            name="agentCode"
            ref={field}
            className="mono"
            inputMode="numeric"
            autoComplete="off"
            maxLength={40}
            value={typed}
            aria-invalid={early ? "true" : undefined}
            aria-describedby={early ? "agent-code-hint agent-code-error" : "agent-code-hint"}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              setEarly(false);
            }}
          />
        </div>
        <p className="hint under" id="agent-code-hint">
          {t("call.hint")}
        </p>
        {early ? <FieldError id="agent-code-error">{t("call.short")}</FieldError> : null}
        <div className="acts">
          <Main busy={busy}>{t("call.check")}</Main>
        </div>
      </Form>
      <p className="note">{t("call.never")}</p>
      <Protect />
    </Page>
  );
}

/** The freeze and the number that one knows: at hand whatever the answer is. */
function Protect() {
  const { text, state } = usePortal();
  const { phone } = state.portal.operator;
  return (
    <p className="others">
      <a className="other" href="/me/freeze">
        {text.t("freeze.go")}
      </a>
      <a className="other" href={telephone(phone)}>
        {text.t("freeze.call", { phone })}
      </a>
    </p>
  );
}

/** Red is for what has to be done now: hanging up. */
function Answer({ check }: { check: Checked }) {
  const { text } = usePortal();
  const { t, lang } = text;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [check]);
  const isOurs = check.verdict === "official";
  return (
    <div className={`notice verdict ${isOurs ? "ok" : "act"}`} role="alert" tabIndex={-1} ref={box}>
      <h2>
        <Icon of={isOurs ? "done" : "alert"} />
        {t(isOurs ? "call.official" : "call.hang-up")}
      </h2>
      {check.reasons.map(({ code, text }) => (
        <p key={code}>{text[lang]}</p>
      ))}
      {isOurs ? null : (
        <a className="btn stop under" href="/me/freeze">
          <Icon of="freeze" />
          {t("freeze.go")}
        </a>
      )}
    </div>
  );
}
