import { useEffect, useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { cleanDigits } from "../code.ts";
import { CodeInput } from "../code-input.tsx";
import type { Recovery } from "../model.ts";
import { Step } from "../pages/methods.tsx";
import { Cancel } from "../pages/wait.tsx";
import { FieldError, Form, focusOn, Main, Notice, Page, Person, say } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";
import { useAct, useRecovery } from "../recovery.ts";
import type { ContactsAsked } from "./facts.ts";

/** P9: the owner's contacts are asked, and the codes that they read out are entered. */
export function AskContacts() {
  const { text } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const { contacts } = recovery;
  return (
    <Page
      title={t("contacts.title")}
      back="/recover/methods"
      step={<Step proof="contact-approval" />}
    >
      {contacts ? <Round recovery={recovery} contacts={contacts} /> : <None />}
      <a className="other" href="/recover/methods">
        {t("choose-another")}
      </a>
      <Person />
      {contacts?.askedAt ? (
        <div className="acts">
          <Cancel />
        </div>
      ) : null}
    </Page>
  );
}

const None = () => <p className="lead">{usePortal().text.t("contacts.none")}</p>;

function Round({ recovery, contacts }: { recovery: Recovery; contacts: ContactsAsked }) {
  const { text, when, look, state } = usePortal();
  const { t } = text;
  const { needed, people, askedAt, expiresAt, mayAsk, entered } = contacts;
  const asking = useSend<unknown>(() => void look(), state.refusal ?? null);
  const ask = () =>
    void asking.send("POST", `/v1/recoveries/${recovery.id}/challenges`, {
      proof: "contact-approval",
    });
  const refusal = asking.refusal?.code === "wrong-code" ? null : asking.refusal;
  return (
    <>
      <p className="lead">
        <b>{t("contacts.needed", { needed, of: people.length })}</b>
      </p>
      <p>{t(askedAt ? "contacts.asked" : "contacts.how")}</p>
      {refusal ? <Notice refusal={refusal} /> : null}
      {mayAsk ? (
        <>
          {askedAt ? <p className="note">{t("contacts.stuck")}</p> : null}
          <Form to="contacts-ask" className="acts" onSend={ask}>
            <Main busy={asking.busy}>{t(askedAt ? "contacts.again" : "contacts.go")}</Main>
          </Form>
        </>
      ) : null}
      {askedAt ? <Enter recovery={recovery} entered={entered} needed={needed} /> : null}
      <h2>{t("contacts.list")}</h2>
      <People contacts={contacts} />
      {expiresAt ? (
        <p className="note">{t("contacts.until", { at: when.full(expiresAt) })}</p>
      ) : null}
    </>
  );
}

/** Where each stands; told to a screen reader when it changes. */
function People({ contacts: { people } }: { contacts: ContactsAsked }) {
  const { text, when } = usePortal();
  const { t } = text;
  const lines = people.map(({ nickname, is }) => `${nickname}: ${t(`contacts.is.${is}`)}`);
  const before = useRef(lines);
  useEffect(() => {
    const [news] = lines.filter((line) => !before.current.includes(line));
    before.current = lines;
    if (news) say(news);
  }, [lines.join()]);
  return (
    <ul className="can people">
      {people.map(({ nickname, is, at }) => (
        <li key={nickname} className={is === "entered" || is === "yes" ? undefined : "no"}>
          <Icon of={is === "entered" ? "tick" : is === "yes" ? "talk" : "clock"} />
          <span>
            {nickname}
            <small>
              {t(`contacts.is.${is}`)}
              {at ? ` · ${when.short(at)}` : ""}
            </small>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Enter(props: { recovery: Recovery; entered: number; needed: number }) {
  const { recovery, entered, needed } = props;
  const { text } = usePortal();
  const { t } = text;
  const { send, busy, refusal, clear } = useAct();
  const [code, setCode] = useState("");
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = async (digits: string) => {
    setEarly(digits.length < 6);
    if (digits.length < 6) return focusOn(field);
    const body = { proof: "contact-approval", code: cleanDigits(digits) };
    const answer = await send("POST", `/v1/recoveries/${recovery.id}/proofs`, body);
    if (answer?.ok) setCode("");
    focusOn(field);
  };
  const wrong = refusal?.code === "wrong-code";
  const line = early
    ? t("code.short")
    : wrong
      ? t("contacts.wrong", { n: refusal.triesLeft ?? 0 })
      : "";
  return (
    <>
      {refusal && !wrong ? <Notice refusal={refusal} /> : null}
      {entered > 0 ? (
        <p className="tag ok first" role="status">
          <Icon of="done" small />
          {t("contacts.entered", { n: entered, needed })}
        </p>
      ) : null}
      <Form to="proof" onSend={() => void submit(code)}>
        <input type="hidden" name="proof" value="contact-approval" />
        <label htmlFor="code">{t("contacts.code")}</label>
        <CodeInput
          field={field}
          value={code}
          bad={line !== ""}
          onValue={(digits) => {
            setCode(digits);
            setEarly(false);
            if (wrong) clear();
          }}
          onWhole={(digits) => void submit(digits)}
        />
        {line ? <FieldError id="code-error">{line}</FieldError> : null}
        <div className="acts">
          <Main busy={busy}>{t("continue")}</Main>
        </div>
      </Form>
    </>
  );
}
