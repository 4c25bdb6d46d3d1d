/** Adding a way back in: ten codes on paper, an app, an e-mail address. */
import { useEffect, useRef, useState } from "react";
import { cleanDigits } from "../code.ts";
import { CodeInput } from "../code-input.tsx";
import type { Asked } from "../me.ts";
import type { Owner } from "../owner.ts";
import { FieldError } from "../parts.tsx";
import { usePortal } from "../portal.ts";

export type NewApp = { secret: string; otpauthUrl: string; qrSvg: string };

export function SavedCodes(props: {
  codes: string[];
  countsFrom: string | null;
  done: () => void;
}) {
  const { text, when } = usePortal();
  const { t } = text;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <div className="ask">
      <h2 ref={title} tabIndex={-1}>
        {t("codes.title")}
      </h2>
      <p>{t("codes.lead")}</p>
      <ol className="codes">
        {props.codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <p className="note">
        {props.countsFrom ? `${t("ways.counts", { at: when.short(props.countsFrom) })}. ` : ""}
        {t("codes.old")}
      </p>
      <div className="acts">
        <button type="button" className="btn go1" onClick={() => print()}>
          {t("codes.print")}
        </button>
        <button type="button" className="btn go2" onClick={props.done}>
          {t("codes.saved")}
        </button>
      </div>
    </div>
  );
}

type Adding = { owner: Owner; then: () => void; drop: () => void };

export function AddAuthenticator({ app, owner, then, drop }: Adding & { app: NewApp }) {
  const { text } = usePortal();
  const { t } = text;
  const [code, setCode] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const wrong = owner.refusal?.code === "wrong-code";
  const confirm = (digits: string) =>
    owner.act("POST", "/v1/me/proofs/authenticator/confirmation", { code: digits }, then);
  return (
    <div className="ask">
      <h2>{t("app.title")}</h2>
      <p>{t("app.lead")}</p>
      <img
        className="qr"
        alt={t("app.qr")}
        src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(app.qrSvg)}`}
      />
      <p className="note">
        {t("app.key")} <span className="secret">{app.secret.replace(/(.{4})(?=.)/g, "$1 ")}</span>
      </p>
      <a className="other" href={app.otpauthUrl}>
        {t("app.open")}
      </a>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          confirm(cleanDigits(code));
        }}
      >
        <label htmlFor="code">{t("app.confirm")}</label>
        <CodeInput field={field} value={code} bad={wrong} onValue={setCode} onWhole={confirm} />
        {wrong ? <FieldError id="code-error">{t("app.wrong")}</FieldError> : null}
        <div className="acts">
          <button className="btn go1" type="submit">
            {owner.busy ? t("sending") : t("continue")}
          </button>
          <button type="button" className="btn go2" onClick={drop}>
            {t("cancel")}
          </button>
        </div>
      </form>
    </div>
  );
}

export function AddEmail({ owner, then, drop }: Adding) {
  const { text } = usePortal();
  const { t } = text;
  const [email, setEmail] = useState("");
  const [code, setCode] = useState("");
  const [sentTo, setSentTo] = useState("");
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const wrong = owner.refusal?.code === "wrong-code";
  const bad = early || (owner.refusal?.status === 422 && !wrong);
  const ask = () => {
    const typed = email.trim();
    setEarly(!/^\S+@\S+\.\S+$/.test(typed));
    if (!/^\S+@\S+\.\S+$/.test(typed)) return field.current?.focus();
    owner.act<Asked>("POST", "/v1/me/proofs/email", { email: typed }, () => setSentTo(typed));
  };
  const give = (digits: string) =>
    owner.act("POST", "/v1/me/proofs/email", { email: sentTo, code: digits }, then);
  return (
    <form
      className="ask"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (sentTo) give(cleanDigits(code));
        else ask();
      }}
    >
      <h2>{t("email.title")}</h2>
      <label htmlFor={sentTo ? "code" : "new-email"}>
        {t(sentTo ? "email.code" : "email.label")}
      </label>
      {sentTo ? (
        <CodeInput field={field} value={code} bad={wrong} onValue={setCode} onWhole={give} />
      ) : (
        <div className={`field${bad ? " bad" : ""}`}>
          <input
            id="new-email"
            ref={field}
            type="email"
            autoComplete="email"
            value={email}
            aria-invalid={bad ? "true" : undefined}
            aria-describedby={bad ? "email-error" : undefined}
            onInput={(event) => {
              setEmail(event.currentTarget.value);
              setEarly(false);
            }}
          />
        </div>
      )}
      {bad ? <FieldError id="email-error">{t("email.bad")}</FieldError> : null}
      {wrong ? <FieldError id="code-error">{t("fresh.wrong")}</FieldError> : null}
      <div className="acts">
        <button className="btn go1" type="submit">
          {owner.busy ? t("sending") : t(sentTo ? "continue" : "email.send")}
        </button>
        <button type="button" className="btn go2" onClick={drop}>
          {t("cancel")}
        </button>
      </div>
    </form>
  );
}
