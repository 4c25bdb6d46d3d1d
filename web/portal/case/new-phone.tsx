import { useEffect, useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { spaced } from "../code.ts";
import { CodeInput, useWebOtp } from "../code-input.tsx";
import { useCountdown } from "../countdown.ts";
import { Interrupt } from "../interrupt.tsx";
import { type Challenge, pageFor, type Refusal } from "../model.ts";
import { withPrefix } from "../pages/account.tsx";
import { FieldError, Form, focusOn, Main, Notice, Page, Summary, say } from "../parts.tsx";
import { PhoneField } from "../phone-field.tsx";
import { store, usePortal, useSend } from "../portal.ts";
import { useAct, useRecovery } from "../recovery.ts";

const NUMBER = "/recover/new-phone/number";
const CODE = "/recover/new-phone/code";
const reasons = ["new-phone.scam.1", "new-phone.scam.2", "new-phone.scam.3"];

/** P12: a new number is what a caller wants to hear; first the question, then the number. */
export function NewPhone() {
  const { text, state } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  return (
    <Interrupt
      title={t("new-phone.title")}
      reasons={reasons.map((words) => t(words))}
      stop={
        <a className="btn go1" href={pageFor(recovery, state.case)}>
          {t("new-phone.stop")}
        </a>
      }
      goOn={
        <a className="btn go2" href={NUMBER}>
          {t("interrupt.go-on")}
        </a>
      }
    />
  );
}

type Asked = { phone: string; challenge: Challenge };

/** The number that was asked for in this tab: no address and no page of the server carries it. */
function readAsked(): Asked | null {
  try {
    return JSON.parse(store.get("new-phone") || "null") as Asked | null;
  } catch {
    return null;
  }
}

const isBadNumber = (refusal: Refusal | null) =>
  refusal?.code === "not-a-phone" || refusal?.code === "bad-identifier" || refusal?.status === 400;

/** Sends a code to a number. */
function useNumber(phone: string, then: (asked: Asked) => void) {
  const { clock, state } = usePortal();
  const recovery = useRecovery();
  const sender = useSend<{ challenge: Challenge }>(({ challenge }) => {
    clock.passed(challenge.sentAt);
    store.put("new-phone", JSON.stringify({ phone, challenge }));
    then({ phone, challenge });
  }, state.refusal ?? null);
  const ask = () => void sender.send("POST", `/v1/recoveries/${recovery.id}/phone`, { phone });
  return { ...sender, ask };
}

export function NewPhoneNumber() {
  const { text, state, go } = usePortal();
  const { t } = text;
  const [typed, setTyped] = useState(state.typed ?? "");
  const [prefix, setPrefix] = useState("+86");
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped((typed) => typed || readAsked()?.phone || ""), []);
  const { ask, busy, refusal, clear } = useNumber(withPrefix(prefix, typed), () => go(CODE));
  const bad = isBadNumber(refusal);
  const line = early || bad ? t("new-phone.error") : "";
  const submit = () => {
    setEarly(typed.trim() === "");
    if (typed.trim()) ask();
    else focusOn(field);
  };
  return (
    <Page title={t("new-phone.number.title")} back="/recover/new-phone" wrong={line !== ""}>
      {line ? <Summary field="phone" lines={[line]} /> : null}
      {refusal && !bad ? <Notice refusal={refusal} /> : null}
      <p className="lead">{t("new-phone.lead")}</p>
      <Form to="new-phone" onSend={submit}>
        <PhoneField
          label={t("new-phone.label")}
          field={field}
          prefix={prefix}
          onPrefix={setPrefix}
          value={typed}
          onValue={(value) => {
            setTyped(value);
            setEarly(false);
            if (bad) clear();
          }}
          line={line}
        />
        <div className="acts">
          <Main busy={busy}>{t("methods.send")}</Main>
        </div>
      </Form>
      <p className="note">{t("new-phone.note")}</p>
      <p className="note">{t("new-phone.old")}</p>
      <p className="note">{t("new-phone.recycled")}</p>
    </Page>
  );
}

export function NewPhoneCode() {
  const { text, state } = usePortal();
  const [asked, setAsked] = useState<{ phone: string; challenge: Challenge | null } | null>(
    state.typed ? { phone: state.typed, challenge: null } : null,
  );
  useEffect(() => {
    const kept = readAsked();
    if (kept) setAsked(kept);
  }, []);
  const { t } = text;
  if (asked) return <EnterCode {...asked} onAsked={setAsked} />;
  return (
    <Page title={t("new-phone.number.title")} back={NUMBER}>
      <p className="lead">{t("new-phone.again")}</p>
      <div className="acts">
        <a className="btn go1" href={NUMBER}>
          {t("continue")}
        </a>
      </div>
    </Page>
  );
}

type Known = { phone: string; challenge: Challenge | null; onAsked: (asked: Asked) => void };

function EnterCode({ phone, challenge, onAsked }: Known) {
  const { text, when } = usePortal();
  const { t, rich } = text;
  const recovery = useRecovery();
  const { send, busy, refusal, clear } = useAct();
  const [code, setCode] = useState("");
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const tried = useRef("");
  const submit = async (digits: string) => {
    setEarly(digits.length < 6);
    if (digits.length < 6) return focusOn(field);
    const body = { phone, code: digits };
    const answer = await send("POST", `/v1/recoveries/${recovery.id}/phone`, body);
    if (!answer?.ok) return;
    store.put("new-phone", "");
    say(t("new-phone.done"));
  };
  /** A code that came whole is sent by itself, but one and the same code only once. */
  const arrived = (digits: string) => {
    if (tried.current === digits) return;
    tried.current = digits;
    void submit(digits);
  };
  useWebOtp(challenge?.id ?? phone, busy, (digits) => {
    setCode(digits);
    arrived(digits);
  });
  const wrong = refusal?.code === "wrong-code";
  const line = early
    ? t("code.short")
    : wrong
      ? t("code.wrong", { n: refusal.triesLeft ?? challenge?.triesLeft ?? 0 })
      : "";
  useEffect(() => {
    if (!line) return;
    focusOn(field);
    say(line, "assertive");
  }, [line, refusal]);
  const until = challenge ? when.short(challenge.expiresAt) : "";
  return (
    <Page title={t("code.title")} heading={rich("code.heading")} back={NUMBER} wrong={line !== ""}>
      <p className="lead">
        {rich(until ? "new-phone.sent-until" : "new-phone.sent", { phone: spaced(phone), until })}
      </p>
      {refusal && !wrong ? <Notice refusal={refusal} /> : null}
      <Form to="new-phone-code" onSend={() => void submit(code)}>
        <input type="hidden" name="phone" value={phone} />
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
      {challenge ? <Again phone={phone} challenge={challenge} onAsked={onAsked} /> : null}
      <div className="others">
        <a className="other" href={NUMBER}>
          {t("new-phone.another")}
        </a>
      </div>
    </Page>
  );
}

/** Another code to the same number, when the server's time for it has come. */
function Again({ phone, challenge, onAsked }: Asked & Pick<Known, "onAsked">) {
  const { t } = usePortal().text;
  const { ask, busy, refusal } = useNumber(phone, onAsked);
  const left = useCountdown(challenge.resendAfter, (mark) =>
    say(mark === 0 ? t("resend.ready") : t("resend.wait", { n: mark })),
  );
  return (
    <>
      {refusal ? <Notice refusal={refusal} /> : null}
      {left > 0 ? (
        <p className="timer" role="timer">
          <Icon of="clock" small />
          <span>{t("resend.wait", { n: left })}</span>
        </p>
      ) : (
        <Form to="new-phone" className="timer" onSend={ask}>
          <input type="hidden" name="phone" value={phone} />
          <button className="btn go2" type="submit" aria-disabled={busy ? "true" : undefined}>
            {busy ? t("sending") : t("resend.now")}
          </button>
        </Form>
      )}
    </>
  );
}
