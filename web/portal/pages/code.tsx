import { useEffect, useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { cleanDigits } from "../code.ts";
import { CodeInput, useWebOtp } from "../code-input.tsx";
import { useCountdown } from "../countdown.ts";
import { willFreeze } from "../model.ts";
import { FieldError, Form, focusOn, Main, Notice, Page, say } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { useAct, useAsk, useRecovery } from "../recovery.ts";
import { typedBefore } from "./account.tsx";
import { Step } from "./methods.tsx";

/** P4: one real field drawn as six cells. The server holds the time and counts the tries. */
export function Code() {
  const { text, when, state } = usePortal();
  const { t, rich } = text;
  const recovery = useRecovery();
  const challenge = recovery.challenge;
  if (!challenge) throw new Error("no code was asked for");
  const { send, busy, refusal, clear } = useAct();
  const [code, setCode] = useState(cleanDigits(store6(state.typed)));
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const tried = useRef("");
  const typed = typedBefore(undefined);

  const submit = (digits: string) => {
    if (digits.length < 6) {
      setEarly(true);
      focusOn(field);
      return;
    }
    setEarly(false);
    void send("POST", `/v1/recoveries/${recovery.id}/proofs`, {
      proof: challenge.proof,
      challengeId: challenge.id,
      code: digits,
    });
  };
  /** A code that came whole is sent by itself, but one and the same code only once. */
  const arrived = (digits: string) => {
    if (tried.current === `${challenge.id} ${digits}`) return;
    tried.current = `${challenge.id} ${digits}`;
    submit(digits);
  };
  useWebOtp(challenge.id, busy, (digits) => {
    setCode(digits);
    arrived(digits);
  });

  const wrong = refusal?.code === "wrong-code";
  useEffect(() => {
    if (wrong) focusOn(field);
  }, [wrong, refusal]);
  const line = early
    ? t("code.short")
    : wrong
      ? t("code.wrong", { n: refusal.triesLeft ?? challenge.triesLeft })
      : "";
  useEffect(() => {
    if (line) say(line, "assertive");
  }, [line, refusal]);
  const sms = challenge.proof === "sms-code";
  const times = { sent: when.short(challenge.sentAt), until: when.short(challenge.expiresAt) };
  return (
    <Page
      title={t("code.title")}
      heading={rich("code.heading")}
      back="/recover/methods"
      step={<Step proof={challenge.proof} />}
      wrong={line !== ""}
    >
      <p className="lead">
        {typed
          ? rich(leadOf(sms, typed), { typed, ...times })
          : rich(sms ? "code.sent.sms" : "code.sent.mail", times)}
      </p>
      {refusal && !wrong ? <Notice refusal={refusal} /> : null}
      <Form to="proof" onSend={() => submit(code)}>
        <input type="hidden" name="proof" value={challenge.proof} />
        <input type="hidden" name="challengeId" value={challenge.id} />
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
          onWhole={arrived}
        />
        {line ? <FieldError id="code-error">{line}</FieldError> : null}
        <div className="acts">
          <Main busy={busy}>{t("continue")}</Main>
        </div>
      </Form>
      {willFreeze(recovery) ? (
        <p className="note" role="status">
          {t(busy || refusal?.code === "offline" ? "freeze.sending" : "freeze.at-code", {
            phone: state.portal.operator.phone,
          })}
        </p>
      ) : null}
      <Resend />
      <div className="others">
        <a className="other" href="/recover/no-code">
          {t("code.none")}
        </a>
        <a className="other" href="/recover/methods">
          {t("choose-another")}
        </a>
      </div>
    </Page>
  );
}

const store6 = (typed: string | undefined) => (typed && !typed.includes("@") ? typed : "");
const leadOf = (sms: boolean, typed: string) =>
  sms === !typed.includes("@") ? "code.lead" : sms ? "code.lead.sms" : "code.lead.mail";

/** When the next code may be asked for: counted from the server's time, said aloud three times. */
export function Resend() {
  const { text, when } = usePortal();
  const { t } = text;
  const challenge = useRecovery().challenge;
  const { ask, busy, refusal } = useAsk();
  const left = useCountdown(challenge?.resendAfter ?? null, (mark) =>
    say(mark === 0 ? t("resend.ready") : t("resend.wait", { n: mark })),
  );
  if (!challenge) return null;
  return (
    <>
      {refusal ? <Notice refusal={refusal} /> : null}
      {left > 0 ? (
        <p className="timer" role="timer">
          <Icon of="clock" small />
          <span className="js-only">{t("resend.wait", { n: left })}</span>
          <span className="no-js">{t("resend.at", { at: when.short(challenge.resendAfter) })}</span>
        </p>
      ) : (
        <Form to="challenge" className="timer" onSend={() => void ask(challenge.proof)}>
          <input type="hidden" name="proof" value={challenge.proof} />
          <button className="btn go2" type="submit" aria-disabled={busy ? "true" : undefined}>
            {busy ? t("sending") : t("resend.now")}
          </button>
        </Form>
      )}
    </>
  );
}
