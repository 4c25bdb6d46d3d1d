/** Third step: what the police will read, before it is made; and what is in it without having been chosen. */
import { Icon } from "../../shared/icons.tsx";
import { Fact, Form, Main } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { Payment, Sum } from "./make-events.tsx";
import { type Chosen, needed, optional, type PackDraft, type Transaction } from "./pack.ts";

type Props = {
  draft: PackDraft;
  picked: readonly Transaction[];
  words: Chosen["words"];
  busy: boolean;
  make: () => void;
};

const SHOWN = 20;

export function Preview({ draft, picked, words, busy, make }: Props) {
  const { text, when } = usePortal();
  const { t } = text;
  const { person, limits } = draft;
  const held = draft.cases.find(({ id }) => id === draft.caseId);
  const contact = [person.phone, person.email].filter(Boolean).join(" · ");
  return (
    <Form to="none" onSend={make}>
      <p className="lead">{t("pack.look.lead")}</p>
      <dl className="facts receipt">
        <Fact name={t("pack.look.person")}>
          {person.name ?? person.accountId}
          {contact ? <small className="under">{contact}</small> : null}
        </Fact>
        {[...needed, ...optional]
          .filter((part) => (words[part] ?? "").trim())
          .map((part) => (
            <Fact key={part} name={t(`pack.${part}`)}>
              <span className="words">{words[part]}</span>
            </Fact>
          ))}
      </dl>
      <h2>
        {t("pack.events.picked", { n: picked.length })} <Sum of={picked} />
      </h2>
      {picked.length > 0 ? (
        <ul className="list record">
          {picked.slice(0, SHOWN).map((each) => (
            <li key={each.id}>
              <Payment of={each} />
            </li>
          ))}
        </ul>
      ) : null}
      {picked.length > SHOWN ? (
        <p className="note">{t("pack.look.others", { n: picked.length - SHOWN })}</p>
      ) : null}
      <h2>{t("pack.look.besides")}</h2>
      <ul className="can">
        <li>
          <Icon of="tick" />
          <span>
            {t("pack.holds.sign-ins")}
            <small>
              {t("pack.events.period", { from: when.full(draft.from), to: when.full(draft.to) })}
            </small>
          </span>
        </li>
        {held ? (
          <li>
            <Icon of="tick" />
            <span>
              {t("pack.look.case", { reference: held.reference })}
              <small>{t("pack.look.files", { files: held.files, messages: held.messages })}</small>
            </span>
          </li>
        ) : null}
        <li className={draft.counterAccounts === "full" ? "" : "no"}>
          <Icon of={draft.counterAccounts === "full" ? "tick" : "dash"} />
          <span>{t(`pack.look.counter.${draft.counterAccounts}`)}</span>
        </li>
      </ul>
      <div className="acts">
        <Main busy={busy}>{t("pack.look.go")}</Main>
      </div>
      <p className="note">
        {t("pack.look.note", { days: limits.days, downloads: limits.downloads })}
      </p>
    </Form>
  );
}
