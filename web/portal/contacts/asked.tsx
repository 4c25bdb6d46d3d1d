import { type ReactNode, useEffect, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { Form, Notice, Page, Person } from "../parts.tsx";
import { type Sender, usePortal, useSend } from "../portal.ts";
import type { HelperAsk } from "./facts.ts";
import { Gone } from "./gone.tsx";

/**
 * P10: a contact is asked. Opening it does nothing. It says whom to call and how, and what a fraudster would
 * say, before it says what to press; the code is there only after "yes, I spoke with them".
 */
export function Helper() {
  const { state, url } = usePortal();
  const [ask, setAsk] = useState(state.helper ?? null);
  const token = url.searchParams.get("t") ?? "";
  const sender = useSend<Partial<HelperAsk>>((said) => {
    setAsk((before) => before && { ...before, ...said });
    scrollTo(0, 0);
  }, state.refusal ?? null);
  if (!ask || sender.refusal?.status === 410) return <Gone />;
  if (ask.code) return <Code ask={ask} />;
  if (ask.answer === "no" || ask.answer === "stop") return <Thanks said={ask.answer} />;
  return <Question ask={ask} token={token} sender={sender} />;
}

type Asking = { ask: HelperAsk; token: string; sender: Sender<Partial<HelperAsk>> };

function Question({ ask: { name, answer }, token, sender }: Asking) {
  const { text, operator } = usePortal();
  const { t } = text;
  const isUnsure = answer === "unsure";
  useEffect(() => {
    if (isUnsure) document.querySelector<HTMLElement>("[role=status]")?.focus();
  }, [isUnsure]);
  const give = { token, sender };
  return (
    <Page title={t("helper.title", { name })} bare>
      {sender.refusal ? <Notice refusal={sender.refusal} /> : null}
      {isUnsure ? (
        <div className="notice" role="status" tabIndex={-1}>
          <p>
            <b>{t("helper.unsure.title")}</b>
          </p>
          <p>{t("helper.unsure.more", { name })}</p>
        </div>
      ) : null}
      <p className="lead">{t("helper.lead", { name, operator })}</p>
      <p className="question">{t("helper.call", { name })}</p>
      <h2>{t("helper.scam")}</h2>
      <ul className="can first">
        {["helper.scam.1", "helper.scam.2", "helper.scam.3"].map((id) => (
          <li key={id} className="no">
            <Icon of="alert" />
            <span>{t(id, { name, operator })}</span>
          </li>
        ))}
      </ul>
      <h2>{t("helper.spoken", { name })}</h2>
      <div className="acts">
        <Give {...give} answer="yes" look="btn go1">
          {t("helper.yes")}
        </Give>
        <Give {...give} answer="no" look="btn stop">
          {t("helper.no")}
        </Give>
        <Give {...give} answer="unsure" look="btn go2">
          {t("helper.unsure")}
        </Give>
      </div>
      <p className="note">{t("helper.yes.more")}</p>
      <Give {...give} answer="stop" look="link other">
        {t("helper.stop")}
      </Give>
      <Person />
    </Page>
  );
}

function Give(props: {
  token: string;
  sender: Sender<Partial<HelperAsk>>;
  answer: string;
  look: string;
  children: ReactNode;
}) {
  const { token, sender, answer, look, children } = props;
  const { text } = usePortal();
  const path = `/v1/contact-approvals/${encodeURIComponent(token)}`;
  return (
    <Form to="contact-answer" onSend={() => void sender.send("POST", path, { answer })}>
      <input type="hidden" name="t" value={token} />
      <input type="hidden" name="answer" value={answer} />
      <button className={look} type="submit" aria-disabled={sender.busy ? "true" : undefined}>
        {sender.busy ? text.t("sending") : children}
      </button>
    </Form>
  );
}

function Code({ ask: { name, code = "", until } }: { ask: HelperAsk }) {
  const { text, when } = usePortal();
  const { t } = text;
  useEffect(() => document.querySelector("h1")?.focus(), []);
  return (
    <Page title={t("helper.code.title", { name })} bare>
      <div className="hero">
        <p className="k">{t("helper.code")}</p>
        {/* Spoken digit by digit. */}
        <p className="v mono" aria-label={[...code].join(" ")} role="img">
          {code.replace(/(...)(?=.)/g, "$1 ")}
        </p>
        {until ? <p className="n">{t("helper.code.until", { at: when.full(until) })}</p> : null}
      </div>
      <ul className="can">
        <li>
          <Icon of="tick" />
          <span>{t("helper.code.say", { name })}</span>
        </li>
        <li className="no">
          <Icon of="cross" />
          <span>{t("helper.code.never", { name })}</span>
        </li>
      </ul>
      <p className="note">{t("helper.code.keep")}</p>
    </Page>
  );
}

function Thanks({ said }: { said: "no" | "stop" }) {
  const { text } = usePortal();
  const { t } = text;
  useEffect(() => document.querySelector("h1")?.focus(), []);
  return (
    <Page title={t(`helper.${said}.title`)} bare>
      <p className="lead">{t(`helper.${said}.more`)}</p>
      <Person />
    </Page>
  );
}
