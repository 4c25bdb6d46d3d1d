import { type ReactNode, useEffect, useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { call } from "../api.ts";
import { CodeInput, useWebOtp } from "../code-input.tsx";
import { useCountdown } from "../countdown.ts";
import { type Case, type Challenge, pageFor, type Recovery, readReference } from "../model.ts";
import { FieldError, Form, focusOn, Main, Notice, Page, Person, Summary, say } from "../parts.tsx";
import { store, usePortal, useSend } from "../portal.ts";

const RETURN = "/recover/return";
const CODE = "/recover/return/code";
const AT = "/v1/case-returns";

type Asked = { reference: string; challenge: Challenge };

/** What was asked for in this tab: no address carries it. */
function readAsked(): Asked | null {
  try {
    return JSON.parse(store.get("return") || "null") as Asked | null;
  } catch {
    return null;
  }
}

/** Asks for the code; whether any is sent is not told. */
function useReference(reference: string, then: (asked: Asked) => void) {
  const { clock, state } = usePortal();
  const sender = useSend<{ challenge: Challenge }>(({ challenge }) => {
    clock.passed(challenge.sentAt);
    store.put("return", JSON.stringify({ reference, challenge }));
    then({ reference, challenge });
  }, state.refusal ?? null);
  return { ...sender, ask: () => void sender.send("POST", AT, { reference }) };
}

/** P27: a case that was begun in another browser. */
export function Return() {
  const { text, state, go } = usePortal();
  const { t } = text;
  const [typed, setTyped] = useState(state.typed ?? "");
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped((typed) => typed || (readAsked()?.reference ?? "")), []);
  const { ask, busy, refusal, clear } = useReference(typed, () => go(CODE));
  const bad = refusal?.code === "bad-reference" || refusal?.status === 400;
  const line = early || bad ? t("return.error") : "";
  const submit = () => {
    const isWrong = readReference(typed) === null;
    setEarly(isWrong);
    if (isWrong) focusOn(field);
    else ask();
  };
  return (
    <Page title={t("return.title")} back="/" wrong={line !== ""}>
      {line ? <Summary field="reference" lines={[line]} /> : null}
      {refusal && !bad ? <Notice refusal={refusal} /> : null}
      <p className="lead">{t("return.lead")}</p>
      <Form to="case-return" onSend={submit}>
        <label htmlFor="reference">{t("case.reference")}</label>
        <p className="hint" id="reference-hint">
          {t("return.hint")}
        </p>
        <div className={`field${line ? " bad" : ""}`}>
          <input
            id="reference"
            name="reference"
            ref={field}
            className="mono"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={40}
            value={typed}
            aria-invalid={line ? "true" : undefined}
            aria-describedby={`reference-hint${line ? " reference-error" : ""}`}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              setEarly(false);
              if (bad) clear();
            }}
          />
        </div>
        {line ? <FieldError id="reference-error">{line}</FieldError> : null}
        <div className="acts">
          <Main busy={busy}>{t("methods.send")}</Main>
        </div>
      </Form>
      <p className="note">{t("return.note")}</p>
      <OtherWays />
    </Page>
  );
}

/** Nothing came, or the reference is gone: begin anew, or a person. */
function OtherWays({ children }: { children?: ReactNode }) {
  const { t } = usePortal().text;
  return (
    <>
      <div className="others">
        {children}
        <a className="other" href="/">
          {t("return.anew")}
        </a>
      </div>
      <Person />
    </>
  );
}

export function ReturnCode() {
  const { text, state } = usePortal();
  const [asked, setAsked] = useState<{ reference: string; challenge: Challenge | null } | null>(
    state.typed ? { reference: state.typed, challenge: null } : null,
  );
  useEffect(() => {
    const kept = readAsked();
    if (kept) setAsked(kept);
  }, []);
  const { t } = text;
  if (asked) return <EnterCode {...asked} onAsked={setAsked} />;
  return (
    <Page title={t("return.title")} back={RETURN}>
      <p className="lead">{t("return.again")}</p>
      <div className="acts">
        <a className="btn go1" href={RETURN}>
          {t("continue")}
        </a>
      </div>
      <OtherWays />
    </Page>
  );
}

type Known = { reference: string; challenge: Challenge | null; onAsked: (asked: Asked) => void };

function EnterCode({ reference, challenge, onAsked }: Known) {
  const { text, when, state, set, go } = usePortal();
  const { t, rich } = text;
  const { send, busy, refusal, clear } = useSend<{ recovery: Recovery }>(async ({ recovery }) => {
    store.put("return", "");
    const now = await call<{ case: Case }>("GET", `/v1/recoveries/${recovery.id}/case`);
    const held = now.ok ? now.body.case : null;
    set({ recovery, case: held });
    say(t("return.done"));
    go(pageFor(recovery, held), { replace: true });
  }, state.refusal ?? null);
  const [code, setCode] = useState("");
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const tried = useRef("");
  const submit = (digits: string) => {
    setEarly(digits.length < 6);
    if (digits.length < 6) return focusOn(field);
    void send("POST", AT, { reference, code: digits });
  };
  /** A code that came whole is sent by itself, but one and the same code only once. */
  const arrived = (digits: string) => {
    if (tried.current === digits) return;
    tried.current = digits;
    submit(digits);
  };
  useWebOtp(challenge?.id ?? reference, busy, (digits) => {
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
    <Page title={t("code.title")} heading={rich("code.heading")} back={RETURN} wrong={line !== ""}>
      <p className="lead">
        {rich(until ? "return.sent-until" : "return.sent", {
          reference: readReference(reference) ?? reference,
          until,
        })}
      </p>
      {refusal && !wrong ? <Notice refusal={refusal} /> : null}
      <Form to="case-return-code" onSend={() => submit(code)}>
        <input type="hidden" name="reference" value={reference} />
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
      {challenge ? <Again reference={reference} challenge={challenge} onAsked={onAsked} /> : null}
      <h2>{t("return.none")}</h2>
      <p>{t("return.none.more")}</p>
      <OtherWays>
        <a className="other" href={RETURN}>
          {t("return.another")}
        </a>
      </OtherWays>
    </Page>
  );
}

/** Another code, when the server's time for it has come. */
function Again({ reference, challenge, onAsked }: Asked & Pick<Known, "onAsked">) {
  const { t } = usePortal().text;
  const { ask, busy, refusal } = useReference(reference, onAsked);
  const left = useCountdown(challenge.resendAfter, (mark) =>
    say(mark === 0 ? t("resend.ready") : t("resend.wait", { n: mark })),
  );
  return (
    <>
      {refusal && refusal.code !== "wrong-code" ? <Notice refusal={refusal} /> : null}
      {left > 0 ? (
        <p className="timer" role="timer">
          <Icon of="clock" small />
          <span>{t("resend.wait", { n: left })}</span>
        </p>
      ) : (
        <Form to="case-return" className="timer" onSend={ask}>
          <input type="hidden" name="reference" value={reference} />
          <button className="btn go2" type="submit" aria-disabled={busy ? "true" : undefined}>
            {busy ? t("sending") : t("resend.now")}
          </button>
        </Form>
      )}
    </>
  );
}
