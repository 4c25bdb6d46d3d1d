import { useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { pageFor, type Recovery } from "../model.ts";
import { FieldError, Form, focusOn, Notice, Page, Summary, telephone } from "../parts.tsx";
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
