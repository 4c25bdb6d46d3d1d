/** One article. Its markup was drawn by the server from six constructions and holds nothing else. */
import { Icon } from "../../shared/icons.tsx";
import { ErrorPage } from "../pages/plain.tsx";
import { usePortal } from "../portal.ts";
import { HelpPage, Persons } from "./parts.tsx";
import { ofGuide } from "./structured.ts";

export function Guide() {
  const { text, state, head } = usePortal();
  const { t, lang } = text;
  const { guide, help } = state;
  if (!guide) return <ErrorPage status={404} />;
  head.data = ofGuide(
    lang,
    help?.origin ?? "",
    [
      { name: t("brand"), path: "/" },
      { name: t("help.crumb"), path: "/help" },
      { name: guide.title, path: `/help/${guide.slug}` },
    ],
    guide,
  );
  return (
    <HelpPage title={guide.title}>
      <main className="narrow">
        <a className="back" href="/help">
          <Icon of="back" />
          {t("help.all")}
        </a>
        <article>
          <h1>{guide.title}</h1>
          <p className="lead">{guide.summary}</p>
          <div className="guide" dangerouslySetInnerHTML={{ __html: guide.html }} />
          <p className="note">
            {t("help.checked", { on: guide.checkedOn })} · {t("foot.never")}
          </p>
        </article>
        <h2>{t("help.related")}</h2>
        <ul className="guides">
          {guide.related.map(({ slug, title }) => (
            <li key={slug}>
              <a href={`/help/${slug}`}>{title}</a>
            </li>
          ))}
        </ul>
        <h2 id="person">{t("help.person")}</h2>
        <Persons />
      </main>
    </HelpPage>
  );
}
