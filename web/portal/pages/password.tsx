import { useRef, useState } from "react";
import { needsNewPhone, type Refusal } from "../model.ts";
import { NewPassword } from "../new-password.tsx";
import { Form, focusOn, Main, Notice, Page, Summary } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { useAct, useRecovery } from "../recovery.ts";
import { typedBefore } from "./account.tsx";
import { NewNumber } from "./wait.tsx";

/** P11: one field, no second one to repeat it; the server says what is wrong, in words. */
export function Password() {
  const { text, large } = usePortal();
  const { t, lang } = text;
  const recovery = useRecovery();
  const { send, busy, refusal, clear } = useAct();
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = () => {
    setEarly(password === "");
    if (password === "") return focusOn(field);
    void send("POST", `/v1/recoveries/${recovery.id}/completion`, { newPassword: password });
  };
  const weak = refusal?.code === "weak-password" || refusal?.status === 400 ? refusal : null;
  const lines = early ? [t("password.empty")] : weak ? reasons(weak, lang, t("password.weak")) : [];
  const codesLeft = recovery.codesLeft;
  return (
    <Page title={t("password.title")} bare wrong={lines.length > 0}>
      {lines.length > 0 ? <Summary field="password" lines={lines} /> : null}
      {refusal && !weak ? <Notice refusal={refusal} /> : null}
      <p className="lead">{t("password.lead")}</p>
      {typeof codesLeft === "number" && recovery.given.includes("recovery-code") ? (
        <p className="note">{t("codes.left", { n: codesLeft })}</p>
      ) : null}
      <Form to="password" onSend={submit}>
        <input
          className="vh"
          type="text"
          name="username"
          autoComplete="username"
          readOnly
          tabIndex={-1}
          aria-hidden="true"
          value={typedBefore(undefined)}
        />
        <NewPassword
          id="password"
          field={field}
          value={password}
          shown={shown}
          onShown={setShown}
          onValue={(value) => {
            setPassword(value);
            setEarly(false);
            if (weak) clear();
          }}
          hint={t(large ? "password.hint.large" : "password.hint")}
          lines={lines}
        />
        <div className="acts">
          <Main busy={busy}>{t("password.save")}</Main>
        </div>
      </Form>
      <p className="note">{t("password.after")}</p>
      {needsNewPhone(recovery) ? <NewNumber /> : null}
      {recovery.hold ? (
        <section>
          <h2>{t("password.frozen")}</h2>
          <p>
            {t(recovery.situation === "account-stolen" ? "password.thaws" : "password.thaws-not")}
          </p>
          <a className="inline" href="/unfreeze">
            {t("unfreeze.go")}
          </a>
        </section>
      ) : null}
    </Page>
  );
}

function reasons({ reasons, errors }: Refusal, lang: "en" | "zh", otherwise: string): string[] {
  const said = reasons?.map(({ text }) => text[lang]) ?? errors?.map(({ detail }) => detail);
  return said && said.length > 0 ? [...new Set(said)] : [otherwise];
}
