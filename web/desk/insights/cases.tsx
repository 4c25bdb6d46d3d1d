/** The cases behind a figure, newest first. */
import { useSearch } from "@tanstack/react-router";
import { useText } from "../i18n.ts";
import { Loading } from "../shell.tsx";
import { type CaseRow, useCases } from "./cases-api.ts";
import { behindOf, csvHref } from "./filter.ts";
import { FilterLine } from "./filter-line.tsx";
import { InsightsPage, useFilter } from "./frame.tsx";
import { timeWords } from "./methods-model.ts";
import { count } from "./say.ts";

const heads = [
  ...(["reference", "day", "situation", "risk", "locale", "way", "with-people"] as const),
  ...(["outcome", "starts", "seconds", "wait", "disputed"] as const),
] as const;
const numbers = new Set<string>(["starts", "seconds", "wait"]);

export function CasesPage() {
  const { t } = useText();
  const filter = useFilter();
  const behind = behindOf(useSearch({ strict: false }));
  const cases = useCases(filter, behind);
  const pages = cases.data?.pages;
  const rows = pages?.flatMap((page) => page.rows) ?? [];
  const total = pages?.[0]?.total ?? 0;
  const tab = behind.journey ? "funnel" : filter.way || behind.outcome ? "methods" : "overview";
  return (
    <InsightsPage
      tab={tab}
      title={t("insights.cases.title")}
      lead={
        pages ? t("insights.cases.lead", { total: count(total), shown: count(rows.length) }) : null
      }
    >
      <FilterLine head={pages?.[0]} />
      {!pages ? (
        <Loading error={cases.error} again={() => void cases.refetch()} />
      ) : rows.length === 0 ? (
        <p className="blank">{t("insights.nothing")}</p>
      ) : (
        <section className="panel">
          <div className="fig-head">
            <h2>{t("insights.cases.list")}</h2>
            <div className="fig-ways">
              <a href={csvHref("cases", filter, behind)} download>
                {t("insights.csv")}
              </a>
            </div>
          </div>
          <Listed rows={rows} />
          {cases.hasNextPage ? (
            <button
              type="button"
              className="b"
              aria-disabled={cases.isFetchingNextPage || undefined}
              onClick={() => (cases.isFetchingNextPage ? undefined : void cases.fetchNextPage())}
            >
              {t(cases.isFetchingNextPage ? "loading" : "insights.cases.more")}
            </button>
          ) : null}
          {cases.isFetchNextPageError ? (
            <p className="wrong" role="alert">
              {t("unreachable")}
            </p>
          ) : null}
        </section>
      )}
    </InsightsPage>
  );
}

function Listed({ rows }: { rows: readonly CaseRow[] }) {
  const { t, lang } = useText();
  const yes = (is: boolean) => t(is ? "insights.yes" : "insights.no");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it.
    <div className="wide" tabIndex={0}>
      <table className="twin">
        <caption className="vh">{t("insights.cases.list")}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" className={numbers.has(head) ? "n" : undefined}>
                {t(`insights.cases.head.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.reference}>
              <th scope="row">
                <code>{row.reference}</code>
              </th>
              <td>{row.day}</td>
              <td>{t(`insights.f.situation.${row.situation}`)}</td>
              <td>{t(`risk.${row.risk}`)}</td>
              <td>{t(`insights.f.locale.${row.locale}`)}</td>
              <td>{t(`insights.way.${row.way}`)}</td>
              <td>{yes(row.withPeople)}</td>
              <td>{t(`insights.outcome.${row.outcome}`)}</td>
              <td className="n">{row.starts}</td>
              <td className="n">{timeWords(row.seconds, lang)}</td>
              <td className="n">{timeWords(row.waitSeconds, lang)}</td>
              <td>{yes(row.disputed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
