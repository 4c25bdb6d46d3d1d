import { useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { hasEnded, pageFor, type Recovery } from "../model.ts";
import { FieldError, Form, focusOn, Notice, Page, Person, Summary, telephone } from "../parts.tsx";
import { store, usePortal, useSend } from "../portal.ts";

/** P15: one field and one red button. The first proof accepted after it places the hold. */
export function Freeze() {
  const { text, state, set, go, clock } = usePortal();
  const { t, lang } = text;
  const { phone } = state.portal.operator;
  const [typed, setTyped] = useState(state.typed ?? store.get("typed"));
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { busy, refusal, send, clear } = useSend<{ recovery: Recovery }>(({ recovery }) => {
    store.put("typed", typed);
    // The wallet's token of this device is good for one start only.
    store.put("device", "");
    clock.passed(recovery.challenge?.sentAt ?? recovery.createdAt);
    set({ recovery });
    go(pageFor(recovery));
  }, state.refusal ?? null);

  const submit = () => {
    const identifier = typed.normalize("NFKC").trim();
    setEarly(!identifier);
    if (!identifier) return focusOn(field);
    const device = store.get("device");
    void send("POST", "/v1/recoveries", {
      identifier,
      situation: "account-stolen",
      proof: identifier.includes("@") ? "email-code" : "sms-code",
      locale: lang,
      ...(device ? { deviceToken: device } : {}),
    });
  };
  const bad = refusal?.code === "bad-identifier" || refusal?.status === 400;
  const line = early || bad ? t("freeze.error") : "";
  return (
    <Page title={t("freeze.title")} back="/" wrong={line !== ""}>
      {line ? <Summary field="identifier" lines={[line]} /> : null}
      {refusal && !bad ? <Notice refusal={refusal} /> : null}
      <p className="lead">{t("freeze.stops")}</p>
      <p>{t("freeze.goes-on")}</p>
      <Form to="freeze" onSend={submit}>
        <label htmlFor="identifier">{t("freeze.label")}</label>
        <div className={`field${line ? " bad" : ""}`}>
          <input
            id="identifier"
            name="identifier"
            ref={field}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={254}
            value={typed}
            aria-invalid={line ? "true" : undefined}
            aria-describedby={line ? "identifier-error" : undefined}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              if (bad) clear();
            }}
          />
        </div>
        {line ? <FieldError id="identifier-error">{line}</FieldError> : null}
        <div className="acts near">
          <button className="btn stop" type="submit" aria-disabled={busy ? "true" : undefined}>
            <Icon of="freeze" />
            {busy ? t("sending") : t("freeze.go")}
          </button>
          <a className="btn go2" href="/">
            {t("freeze.not-now")}
          </a>
        </div>
      </Form>
      <p className="note">{t("freeze.code")}</p>
      <a className="other" href={telephone(phone)}>
        {t("freeze.call", { phone })}
      </a>
    </Page>
  );
}

/** P16: frozen, as the server says it. Without a hold in its answer the page never says so. */
export function Frozen() {
  const { text, state, when, operator } = usePortal();
  const { t } = text;
  const { recovery } = state;
  const { phone } = state.portal.operator;
  const hold = recovery?.hold;
  if (!recovery || !hold) return <NotFrozen />;
  const stops = hold.scope === "everything" ? ["outgoing", "sign-in"] : [hold.scope];
  const has = hold.pending.includes("ledger")
    ? t("frozen.pending")
    : t(hold.enforcedBy.includes("ledger") ? "frozen.confirmed" : "frozen.decided", { operator });
  return (
    <Page title={t(`frozen.${hold.scope}.title`)}>
      <div className="frozen on-frozen" role="status">
        <Icon of="freeze" />
        <p>{t("frozen.since")}</p>
        <p className="big">{when.exact(hold.effectiveAt)}</p>
        <p>{when.full(hold.effectiveAt)}</p>
        <p>{has}</p>
        <p>
          {t("reference")} <b>{recovery.reference}</b>
        </p>
      </div>
      <h2>{t("frozen.what")}</h2>
      <ul className="can">
        {stops.map((scope) => (
          <li key={scope} className="no">
            <Icon of="dash" />
            <span>{t(`frozen.stops.${scope}`)}</span>
          </li>
        ))}
        <li>
          <Icon of="tick" />
          <span>{t("frozen.in")}</span>
        </li>
      </ul>
      <Next recovery={recovery} />
      <h2>{t("frozen.ends")}</h2>
      <p>
        {t(`frozen.ends.${hold.reason}`, { at: hold.expiresAt ? when.full(hold.expiresAt) : "" })}
      </p>
      <p className="note">{t("frozen.scam")}</p>
      <button type="button" className="btn go2 js-only" onClick={() => window.print()}>
        {t("frozen.print")}
      </button>
      <a className="other" href={telephone(phone)}>
        {t("freeze.call", { phone })}
      </a>
    </Page>
  );
}

function NotFrozen() {
  const { text, state } = usePortal();
  const { t } = text;
  const { phone } = state.portal.operator;
  return (
    <Page title={t("frozen.not.title")}>
      <p className="lead">{t("frozen.not")}</p>
      <div className="acts">
        <a className="btn stop" href={telephone(phone)}>
          <Icon of="call" />
          {t("freeze.call", { phone })}
        </a>
      </div>
      {state.recovery && !hasEnded(state.recovery) ? (
        <Next recovery={state.recovery} />
      ) : (
        <Person />
      )}
    </Page>
  );
}

function Next({ recovery }: { recovery: Recovery }) {
  const { t } = usePortal().text;
  const on = recovery.state === "proving" ? "/recover/methods" : pageFor(recovery);
  return (
    <>
      <h2>{t("freeze.next")}</h2>
      <ol className="num">
        <li>
          <div>
            <b>{t("freeze.1")}</b>
            <p>{t("freeze.1.more")}</p>
            <div className="calls">
              <a href="tel:110">
                <Icon of="call" small />
                {t("freeze.110")}
              </a>
              <a href="tel:96110">
                <Icon of="call" small />
                {t("freeze.96110")}
              </a>
            </div>
          </div>
        </li>
        <li>
          <div>
            <b>{t("freeze.2")}</b>
            <p>{t("freeze.2.more")}</p>
            <a className="inline" href={on}>
              {t("freeze.2.go")}
            </a>
          </div>
        </li>
        <li>
          <div>
            <b>{t("freeze.3")}</b>
            <p>{t("freeze.3.more")}</p>
          </div>
        </li>
      </ol>
    </>
  );
}
