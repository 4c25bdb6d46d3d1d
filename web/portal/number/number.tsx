/**
 * "This number is mine now": for whoever got a number that somebody else had before. The pages say the same
 * whether an account had it or not.
 */
import { useEffect, useRef, useState } from "react";
import { spaced } from "../code.ts";
import { CodeInput, useWebOtp } from "../code-input.tsx";
import type { Challenge, Refusal } from "../model.ts";
import { withPrefix } from "../pages/account.tsx";
import { FieldError, Form, focusOn, Main, Notice, Page, Summary, say } from "../parts.tsx";
import { PhoneField } from "../phone-field.tsx";
import { store, usePortal, useSend } from "../portal.ts";

const NUMBER = "/number";
const CODE = "/number/code";
const DONE = "/number/done";
const AT = "/v1/number-claims";

type Asked = { phone: string; challenge: Challenge | null };

/** What was asked for in this tab: no address carries it. */
function readAsked(): Asked | null {
  try {
    return JSON.parse(store.get("number") || "null") as Asked | null;
  } catch {
    return null;
  }
}

const isBadNumber = (refusal: Refusal | null) =>
  refusal?.code === "not-a-phone" || refusal?.code === "bad-identifier" || refusal?.status === 400;

export function NumberMine() {
  const { text, state, clock, go } = usePortal();
  const { t, lang } = text;
  const [typed, setTyped] = useState(state.typed ?? "");
  const [prefix, setPrefix] = useState("+86");
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const phone = withPrefix(prefix, typed);
  const { send, busy, refusal, clear } = useSend<{ challenge: Challenge }>(({ challenge }) => {
    clock.passed(challenge.sentAt);
    store.put("number", JSON.stringify({ phone, challenge }));
    go(CODE);
  }, state.refusal ?? null);
  const bad = isBadNumber(refusal);
  const line = early || bad ? t("number.error") : "";
  const submit = () => {
    setEarly(typed.trim() === "");
    if (typed.trim()) void send("POST", AT, { phone, locale: lang });
    else focusOn(field);
  };
  return (
    <Page title={t("number.title")} back="/help" wrong={line !== ""}>
      {line ? <Summary field="phone" lines={[line]} /> : null}
      {refusal && !bad ? <Notice refusal={refusal} /> : null}
      <p className="lead">{t("number.lead")}</p>
      <Form to="number-claim" onSend={submit}>
        <PhoneField
          label={t("number.label")}
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
      <h2>{t("number.then")}</h2>
      <p>{t("number.then.more")}</p>
      <p className="note">{t("number.own")}</p>
    </Page>
  );
}

export function NumberCode() {
  const { text, state } = usePortal();
  const { t } = text;
  const [asked, setAsked] = useState<Asked | null>(
    state.typed ? { phone: state.typed, challenge: null } : null,
  );
  useEffect(() => {
    const kept = readAsked();
    if (kept) setAsked(kept);
  }, []);
  if (asked) return <EnterCode {...asked} />;
  return (
    <Page title={t("number.title")} back={NUMBER}>
      <p className="lead">{t("number.again")}</p>
      <div className="acts">
        <a className="btn go1" href={NUMBER}>
          {t("continue")}
        </a>
      </div>
    </Page>
  );
}

function EnterCode({ phone, challenge }: Asked) {
  const { text, when, state, go } = usePortal();
  const { t, rich } = text;
  const { send, busy, refusal, clear } = useSend<{ received: true }>(() => {
    store.put("number", "");
    go(DONE, { replace: true });
  }, state.refusal ?? null);
  const [code, setCode] = useState("");
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const tried = useRef("");
  const submit = (digits: string) => {
    setEarly(digits.length < 6);
    if (digits.length < 6) return focusOn(field);
    void send("POST", AT, { phone, code: digits });
  };
  /** A code that came whole is sent by itself, but one and the same code only once. */
  const arrived = (digits: string) => {
    if (tried.current === digits) return;
    tried.current = digits;
    submit(digits);
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
        {rich(until ? "number.sent-until" : "number.sent", { phone: spaced(phone), until })}
      </p>
      {refusal && !wrong ? <Notice refusal={refusal} /> : null}
      <Form to="number-claim-code" onSend={() => submit(code)}>
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
      <div className="others">
        <a className="other" href={NUMBER}>
          {t("number.another")}
        </a>
      </div>
    </Page>
  );
}

export function NumberDone() {
  const { t } = usePortal().text;
  return (
    <Page title={t("number.done")}>
      <p className="lead">{t("number.done.lead")}</p>
      <ul className="can first">
        {["1", "2", "3"].map((n) => (
          <li key={n}>
            <span>{t(`number.done.${n}`)}</span>
          </li>
        ))}
      </ul>
      <div className="acts">
        <a className="btn go2" href="/">
          {t("number.done.home")}
        </a>
      </div>
    </Page>
  );
}
