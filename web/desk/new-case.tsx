/** A case for somebody on the telephone: what they say goes in, and what to tell them comes out. */
import { Link } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Refusal } from "./api.ts";
import { house } from "./house-api.ts";
import { useSend, Wrong } from "./house-words.tsx";
import { useText } from "./i18n.ts";
import type { Case } from "./model.ts";

const situations = ["forgot-password", "lost-phone", "account-stolen"] as const;

export function NewCasePage() {
  const { t, lang } = useText();
  const [opened, setOpened] = useState<Case | null>(null);
  const [identifier, setIdentifier] = useState("");
  const [situation, setSituation] = useState<string>("lost-phone");
  const [locale, setLocale] = useState<string>(lang);
  const [story, setStory] = useState("");
  const key = useRef(crypto.randomUUID());
  const { send, busy, wrong, setWrong } = useSend();
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${t("new-case")} · ${t("brand")}`;
    if (opened) head.current?.focus();
  }, [opened, t]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!identifier.trim() || !story.trim()) return setWrong(t("new-case.missing"));
    void send(async () => {
      const caller = { identifier: identifier.trim(), situation, locale, story: story.trim() };
      try {
        setOpened((await house.openFor(caller, key.current)).case);
      } catch (error) {
        // Refused for good: the next try is another one. Unknown: the same key asks what became of it.
        if (error instanceof Refusal && error.status >= 400 && error.status < 500)
          key.current = crypto.randomUUID();
        throw error;
      }
    });
  };
  return (
    <main className="house one" id="main">
      <p>
        <Link to="/desk">{t("to-queue")}</Link>
      </p>
      <h1 ref={head} tabIndex={-1}>
        {opened ? t("new-case.opened", { reference: opened.reference }) : t("new-case")}
      </h1>
      {opened ? (
        <>
          <section className="said">
            <h2>{t("new-case.tell")}</h2>
            <ol className="steps">
              <li>{t("new-case.tell.reference", { reference: opened.reference })}</li>
              <li>{t("new-case.tell.portal", { address: `${location.host}/recover` })}</li>
              <li>{t("new-case.tell.number")}</li>
              <li>{t("new-case.tell.never")}</li>
            </ol>
          </section>
          <p className="m">{t("new-case.not-you")}</p>
          <p>
            <Link className="b" to="/desk/cases/$caseId" params={{ caseId: opened.id }}>
              {t("new-case.look")}
            </Link>
          </p>
        </>
      ) : (
        <form className="form" onSubmit={submit}>
          <p className="m">{t("new-case.lead")}</p>
          <label htmlFor="caller">{t("new-case.identifier")}</label>
          <input
            id="caller"
            autoComplete="off"
            maxLength={320}
            value={identifier}
            onChange={(event) => setIdentifier(event.target.value)}
          />
          <label htmlFor="situation">{t("head.what")}</label>
          <select
            id="situation"
            value={situation}
            onChange={(event) => setSituation(event.target.value)}
          >
            {situations.map((name) => (
              <option key={name} value={name}>
                {t(`situation.${name}`)}
              </option>
            ))}
          </select>
          <label htmlFor="language">{t("fact.language")}</label>
          <select id="language" value={locale} onChange={(event) => setLocale(event.target.value)}>
            {(["zh", "en"] as const).map((name) => (
              <option key={name} value={name}>
                {t(`language.${name}`)}
              </option>
            ))}
          </select>
          <label htmlFor="story">{t("story")}</label>
          <textarea
            id="story"
            rows={5}
            maxLength={2000}
            value={story}
            onChange={(event) => setStory(event.target.value)}
          />
          <Wrong text={wrong} />
          <button className="b p" type="submit" aria-disabled={busy}>
            {busy ? t("sending") : t("new-case.open")}
          </button>
        </form>
      )}
    </main>
  );
}
