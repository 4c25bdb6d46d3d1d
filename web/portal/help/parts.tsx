/** The pieces of the help pages. They are written by the server and never taken over: no script of theirs draws. */
import type { ReactNode } from "react";
import { Icon } from "../../shared/icons.tsx";
import { Row, telephone } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import type { Listed } from "./facts.ts";

/** One help page: its title and its offline banner, which is shown where `html` says that this is a copy. */
export function HelpPage({ title, children }: { title: string; children: ReactNode }) {
  const { text, head, state, when } = usePortal();
  const { t } = text;
  const { phone } = state.portal.operator;
  head.title = `${title} · ${text.t("brand")}`;
  return (
    <>
      <div className="bar off copy" role="status" tabIndex={-1} id="copy">
        <p>
          {t("help.copy", { at: when.full(state.now) })}{" "}
          <a href={telephone(phone)}>{t("help.copy.call", { phone })}</a>
        </p>
      </div>
      {children}
    </>
  );
}

/** A form that any browser sends by itself: the question stands in the address, and nothing else. */
export function Find({ asked, large }: { asked: string; large?: boolean }) {
  const { t } = usePortal().text;
  return (
    <search className="find1">
      <form action="/help" method="get">
        <label className={large ? "" : "vh"} htmlFor="q">
          {t("help.find")}
        </label>
        <div className="field">
          <Icon of="find" small />
          <input
            id="q"
            name="q"
            type="search"
            maxLength={200}
            defaultValue={asked}
            placeholder={t("help.find.hint")}
            autoComplete="off"
          />
          <button type="submit">{t("help.find.go")}</button>
        </div>
      </form>
    </search>
  );
}

export function Emergency() {
  const { text, state } = usePortal();
  const { t } = text;
  const { phone } = state.portal.operator;
  return (
    <aside className="emerg" aria-labelledby="emergency">
      <h2 id="emergency">{t("help.now")}</h2>
      <p>{t("help.now.more")}</p>
      <a className="btn red" href="/freeze">
        <Icon of="freeze" />
        {t("freeze.go")}
      </a>
      <a className="btn go2" href={telephone(phone)}>
        <Icon of="call" />
        {phone}
      </a>
      <p className="note">{t("help.now.police")}</p>
    </aside>
  );
}

/** Chat is part of a case, and a case of a claim: so the way to a person begins with one of the two. */
export function Persons() {
  const { text, state } = usePortal();
  const { t } = text;
  const { phone } = state.portal.operator;
  return (
    <ul className="list six">
      <Row
        href="/recover/return"
        icon="talk"
        name={t("help.person.chat")}
        more={t("help.person.chat.more")}
      />
      <Row
        href="/recover/account?situation=lost-phone"
        icon="contacts"
        name={t("help.person.case")}
        more={t("help.person.case.more")}
      />
      <Row
        href={telephone(phone)}
        icon="call"
        name={t("help.person.call", { phone })}
        more={t("help.person.call.more")}
      />
      <Row
        href="/check"
        icon="link"
        name={t("help.person.check")}
        more={t("help.person.check.more")}
      />
    </ul>
  );
}

export const GuideList = ({ guides, brief }: { guides: Listed[]; brief?: boolean }) => (
  <ul className="guides">
    {guides.map(({ slug, title, summary }) => (
      <li key={slug}>
        <a href={`/help/${slug}`}>{title}</a>
        {brief ? null : <p>{summary}</p>}
      </li>
    ))}
  </ul>
);
