import { useEffect, useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { call } from "../api.ts";
import { type Case, isContact, needsNewPhone } from "../model.ts";
import { FieldError, Form, focusOn, Main, Notice, Page, Person } from "../parts.tsx";
import { store, usePortal } from "../portal.ts";
import { useRecovery } from "../recovery.ts";
import { TextBox, textFault, useCaseAct, useDraft } from "./parts.tsx";

/** P18: what it takes, before anything is asked. */
export function BeforeCase() {
  const { t } = usePortal().text;
  const recovery = useRecovery();
  const needed = ["story", needsNewPhone(recovery) ? "number" : null, "questions", "document"];
  return (
    <Page title={t("case.new.title")} back="/recover/methods">
      <p className="lead">{t("case.new.lead")}</p>
      <h2>{t("case.new.need")}</h2>
      <ul className="can">
        {needed.map((each) =>
          each === null ? null : (
            <li key={each}>
              <Icon of="tick" />
              <span>
                {t(`case.new.${each}`)}
                <small>{t(`case.new.${each}.more`)}</small>
              </span>
            </li>
          ),
        )}
      </ul>
      <h2>{t("case.new.then")}</h2>
      <ol className="num">
        {["people", "told", "wait"].map((each) => (
          <li key={each}>
            <div>
              <b>{t(`case.new.${each}`)}</b>
              <p>{t(`case.new.${each}.more`)}</p>
            </div>
          </li>
        ))}
      </ol>
      <div className="acts">
        <a className="btn go1" href="/recover/case/story">
          {t("case.new.start")}
        </a>
      </div>
      <Person />
    </Page>
  );
}

/** P19: what happened, in one's own words. */
export function TellCase() {
  const { text, state, set, go } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const [story, setStory] = useDraft("story", state.typed);
  const [contact, setContact] = useDraft("contact");
  const [pressed, setPressed] = useState(false);
  const at = `/v1/recoveries/${recovery.id}/case`;
  const { send, busy, refusal, clear } = useCaseAct<unknown>(async () => {
    const now = await call<{ case: Case }>("GET", at);
    for (const each of ["story", "contact"]) store.put(each, "");
    if (now.ok) set({ case: now.body.case });
    go("/recover/case", { replace: true });
  });
  const badContact =
    refusal?.code === "bad-contact" || (pressed && contact.trim() !== "" && !isContact(contact));
  const field = useRef<HTMLInputElement>(null);
  const fault = textFault(story, pressed || refusal?.status === 400);
  const line = fault ? t(`case.story.${fault}`) : "";
  useEffect(() => {
    if (badContact && !line) focusOn(field);
  }, [badContact, line]);
  const submit = () => {
    setPressed(true);
    const reach = contact.trim();
    if (textFault(story, true) || (reach && !isContact(reach))) return;
    void send("POST", at, { story: story.trim(), ...(reach && { contact: reach }) });
  };
  return (
    <Page title={t("case.story.title")} back="/recover/case/new" wrong={line !== "" || badContact}>
      {refusal && !fault && !badContact ? <Notice refusal={refusal} /> : null}
      <Form to="case-open" onSend={submit}>
        <TextBox
          id="story"
          label={t("case.story.label")}
          hint={t("case.story.hint")}
          words={story}
          line={line}
          onWords={setStory}
        />
        <label htmlFor="contact">{t("case.contact.label")}</label>
        <p className="hint" id="contact-hint">
          {t("case.contact.hint")}
        </p>
        <div className={`field${badContact ? " bad" : ""}`}>
          <input
            id="contact"
            name="contact"
            ref={field}
            autoComplete="off"
            maxLength={254}
            value={contact}
            aria-invalid={badContact ? "true" : undefined}
            aria-describedby={`contact-hint${badContact ? " contact-error" : ""}`}
            onInput={(event) => {
              setContact(event.currentTarget.value);
              if (refusal?.code === "bad-contact") clear();
            }}
          />
        </div>
        {badContact ? <FieldError id="contact-error">{t("case.contact.error")}</FieldError> : null}
        <div className="acts">
          <Main busy={busy}>{t("case.story.send")}</Main>
        </div>
      </Form>
      <p className="note">{t("case.story.note")}</p>
    </Page>
  );
}
