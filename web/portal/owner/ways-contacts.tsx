/** Contacts among the ways back: how many there are, and the page on which they are kept. */
import type { Contacts } from "../contacts/facts.ts";
import { usePortal } from "../portal.ts";

export function ContactsWay({ contacts }: { contacts: Contacts }) {
  const { text } = usePortal();
  const { t } = text;
  const willing = contacts.list.filter(({ state }) => state === "confirmed").length;
  const has = contacts.list.length > 0;
  const enough = contacts.counting >= contacts.min;
  return (
    <section className="way" id="contacts">
      <h2>
        {t("ways.contacts")}
        <span className={enough ? "tag ok" : "tag"}>
          {has ? t("ways.contacts.count", { n: willing, min: contacts.min }) : t("ways.none")}
        </span>
      </h2>
      <p>{t(enough ? "ways.contacts.more" : has ? "ways.contacts.few" : "ways.contacts.none")}</p>
      <div className="others">
        <a className="other" href="/me/contacts">
          {t(has ? "ways.contacts.manage" : "ways.contacts.add")}
        </a>
      </div>
    </section>
  );
}
