import { useState } from "react";
import { FieldError, Form, Main, Notice, Page, Person } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { useAct, useRecovery } from "../recovery.ts";

/** Several accounts share this number: asked only after the first proof. */
export function ChooseAccount() {
  const { text } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const [choice, setChoice] = useState("");
  const [early, setEarly] = useState(false);
  const { send, busy, refusal } = useAct();
  const submit = () => {
    setEarly(choice === "");
    if (choice) void send("POST", `/v1/recoveries/${recovery.id}/account`, { choice });
  };
  return (
    <Page title={t("choose.title")} back="/" wrong={early}>
      <p className="lead">{t("choose.lead")}</p>
      {refusal ? <Notice refusal={refusal} /> : null}
      <Form to="account" onSend={submit}>
        <fieldset>
          <legend className="vh">{t("choose.title")}</legend>
          <div className="list first">
            {recovery.choices?.map(({ id, label }, at) => (
              <label className="pick" key={id} htmlFor={`choice-${at}`}>
                <input
                  id={`choice-${at}`}
                  type="radio"
                  name="choice"
                  value={id}
                  checked={choice === id}
                  onChange={() => setChoice(id)}
                />
                <b>{label}</b>
              </label>
            ))}
          </div>
        </fieldset>
        {early ? <FieldError id="choice-error">{t("choose.early")}</FieldError> : null}
        <div className="acts">
          <Main busy={busy}>{t("continue")}</Main>
        </div>
      </Form>
      <Person />
    </Page>
  );
}
