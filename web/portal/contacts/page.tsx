import { type ReactNode, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { Form, Notice, Page } from "../parts.tsx";
import { type Sender, usePortal, useSend } from "../portal.ts";
import type { ContactPage as Facts } from "./facts.ts";
import { Gone } from "./gone.tsx";

/** A contact's own page: what it means, yes or no, and at any time later the way out. */
export function ContactPage() {
  const { state, url, text, operator } = usePortal();
  const { t } = text;
  const [page, setPage] = useState(state.contactPage ?? null);
  const token = url.searchParams.get("t") ?? "";
  const sender = useSend<Facts>((said) => {
    setPage(said);
    scrollTo(0, 0);
    requestAnimationFrame(() => document.querySelector("h1")?.focus());
  }, state.refusal ?? null);
  if (!page || sender.refusal?.status === 410) return <Gone />;
  const { name, state: is } = page;
  const facts = { name, operator };
  const give = { token, sender };
  const erase = (
    <Wish {...give} wish="erase" look="link other">
      {t("contact.erase")}
    </Wish>
  );
  if (is === "stopped" || is === "erased")
    return (
      <Page title={t(`contact.${is}.title`)} bare>
        <p className="lead">{t(`contact.${is}.more`, facts)}</p>
        {is === "stopped" ? erase : null}
      </Page>
    );
  return (
    <Page title={t(`contact.${is}.title`, facts)} bare>
      {sender.refusal ? <Notice refusal={sender.refusal} /> : null}
      <p className="lead">{t(`contact.${is}.lead`, facts)}</p>
      <h2>{t("contact.asked")}</h2>
      <ul className="can">
        {["contact.asked.1", "contact.asked.2"].map((id) => (
          <li key={id}>
            <Icon of="tick" />
            <span>{t(id, facts)}</span>
          </li>
        ))}
      </ul>
      <h2>{t("contact.never")}</h2>
      <ul className="can">
        {["contact.never.1", "contact.never.2", "contact.never.3"].map((id) => (
          <li key={id} className="no">
            <Icon of="cross" />
            <span>{t(id, facts)}</span>
          </li>
        ))}
      </ul>
      <p className="note">{t("contact.kept", facts)}</p>
      <div className="acts">
        {is === "invited" ? (
          <Wish {...give} wish="yes" look="btn go1">
            {t("contact.yes")}
          </Wish>
        ) : null}
        <Wish {...give} wish="stop" look="btn go2">
          {t(is === "invited" ? "contact.no" : "contact.stop")}
        </Wish>
      </div>
      {erase}
    </Page>
  );
}

function Wish(props: {
  token: string;
  sender: Sender<Facts>;
  wish: string;
  look: string;
  children: ReactNode;
}) {
  const { token, sender, wish, look, children } = props;
  const { text } = usePortal();
  const path = `/v1/contact-invitations/${encodeURIComponent(token)}`;
  return (
    <Form to="contact-wish" onSend={() => void sender.send("POST", path, { answer: wish })}>
      <input type="hidden" name="t" value={token} />
      <input type="hidden" name="answer" value={wish} />
      <button className={look} type="submit" aria-disabled={sender.busy ? "true" : undefined}>
        {sender.busy ? text.t("sending") : children}
      </button>
    </Form>
  );
}
