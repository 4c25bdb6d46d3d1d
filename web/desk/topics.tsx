/** Hot topics: what many people talk about now, what of it is rising, and which guide helps. */
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { fresh } from "./house-queries.ts";
import { type Text, useText } from "./i18n.ts";
import { InsightsNav } from "./insights/frame.tsx";
import { readsInsights } from "./insights/who.ts";
import { Loading, useMe } from "./shell.tsx";
import { TopicAlerts } from "./topic-alerts.tsx";
import { TopicProposals } from "./topic-proposals.tsx";
import { TopicSources } from "./topic-sources.tsx";
import { type Filter, type Row, type Table, topicsApi } from "./topics-api.ts";
import { barsOf, csvOf, windows } from "./topics-model.ts";

export const useTopics = (filter: Filter) => {
  const { lang } = useText();
  return useQuery({
    ...{ ...fresh, queryKey: ["topics", "table", filter, lang] },
    queryFn: () => topicsApi.table(filter, lang),
  });
};

export function TopicsPage() {
  const text = useText();
  const { t } = text;
  const { role } = useMe();
  const filter = useSearch({ from: "/inside/desk/topics" });
  const title = t("topics.title", { days: filter.days });
  useEffect(() => {
    document.title = `${title} · ${t("brand")}`;
  }, [title, t]);
  const table = useTopics(filter);
  return (
    <>
      {readsInsights(role) ? <InsightsNav tab="topics" /> : null}
      <main className="house topics" id="main">
        <h1>{title}</h1>
        {table.data ? (
          <>
            <p className="lead">{leadOf(table.data, text)}</p>
            <TopicAlerts filter={filter} />
            <Counted table={table.data} filter={filter} isOld={table.isError} />
          </>
        ) : (
          <Loading error={table.error} again={() => void table.refetch()} />
        )}
        <TopicSources />
        <TopicProposals />
      </main>
    </>
  );
}

/** One sentence: what rises most, and what is talked of most. */
function leadOf({ rows }: Table, { t, say }: Text): string {
  const [first] = rows;
  if (!first) return t("topics.none");
  const rising = rows
    .filter(({ trend, change }) => trend === "rising" && change !== null)
    .sort((a, b) => (b.change ?? 0) - (a.change ?? 0))[0];
  const most = t("topics.lead.most", { name: say(first.name) });
  const surging = rows.find(({ spiking }) => spiking);
  if (surging) return `${t("topics.lead.surging", { name: say(surging.name) })} ${most}`;
  if (!rising) return most;
  return `${t("topics.lead.rising", { name: say(rising.name), times: times(rising.change) })} ${most}`;
}

const times = (change: number | null) =>
  change === null ? "" : String(Math.round(change * 10) / 10);

const trendWords = ({ t }: Text, { trend, change }: Row) =>
  change === null ? t(`topics.trend.${trend}`) : `${t(`topics.trend.${trend}`)} ×${times(change)}`;

const UNITS_FROM = 500;
/** In ten thousands, with the unit beside it; a small number is itself. */
const discussionsOf = ({ t, say }: Text, { discussions, shown }: Row) =>
  discussions < UNITS_FROM ? say(shown) : t("topics.in-units", { n: say(shown) });

function Counted({ table, filter, isOld }: { table: Table; filter: Filter; isOld: boolean }) {
  const text = useText();
  const { t, say, moment } = text;
  const [isPlain, setPlain] = useState(false);
  const heads = plainHeads.map((head) => t(`topics.head.${head}`));
  const save = () => {
    const csv = csvOf(table, text.lang, heads, (row) => t(`topics.trend.${row.trend}`));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
    link.download = `topics-${table.days}-days.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const bad = table.sources.filter(({ state }) => state !== "fresh");
  return (
    <>
      <Chosen table={table} filter={filter} />
      {isOld ? (
        <p className="wrong" role="alert">
          {t("topics.old", { time: moment(table.updatedAt) })}
        </p>
      ) : null}
      {bad.length > 0 ? (
        <p className="missing" role="status">
          {t("topics.missing", { names: bad.map(({ name }) => say(name)).join(t("topics.and")) })}
        </p>
      ) : null}
      {table.rows.length === 0 ? (
        <p className="blank">{t("topics.none")}</p>
      ) : isPlain ? (
        <Plain table={table} />
      ) : (
        <Ranked table={table} filter={filter} />
      )}
      <div className="under">
        <button
          className="b"
          type="button"
          aria-pressed={isPlain}
          onClick={() => setPlain(!isPlain)}
        >
          {t("topics.plain")}
        </button>
        <button className="b" type="button" onClick={save}>
          {t("topics.csv")}
        </button>
        <p className="m">{t("topics.updated", { time: moment(table.updatedAt) })}</p>
      </div>
      <p className="m">{say(table.note)}</p>
    </>
  );
}

/** Days and source; each choice is an address. */
function Chosen({ table, filter }: { table: Table; filter: Filter }) {
  const { t, say } = useText();
  return (
    <nav className="chosen" aria-label={t("topics.filter")}>
      <span>{t("topics.over")}</span>
      {windows.map((days) => (
        <Link
          key={days}
          className="tab"
          to="/desk/topics"
          search={{ ...filter, days }}
          aria-current={days === filter.days ? "true" : undefined}
        >
          {days === 1 ? t("topics.day") : t("topics.days", { count: days })}
        </Link>
      ))}
      <span>{t("topics.from")}</span>
      <Link
        className="tab"
        to="/desk/topics"
        search={{ days: filter.days }}
        aria-current={filter.source === undefined ? "true" : undefined}
      >
        {t("topics.all-sources", { count: table.sources.length })}
      </Link>
      {table.sources.map(({ id, name }) => (
        <Link
          key={id}
          className="tab"
          to="/desk/topics"
          search={{ days: filter.days, source: id }}
          aria-current={filter.source === id ? "true" : undefined}
        >
          {say(name)}
        </Link>
      ))}
    </nav>
  );
}

const heads = ["topic", "discussions", "focus", "trend", "daily", "guide"] as const;

function Ranked({ table, filter }: { table: Table; filter: Filter }) {
  const text = useText();
  const { t, say } = text;
  return (
    <div className="wide">
      <table className="tt">
        <caption className="vh">{t("topics.title", { days: table.days })}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="vh">{t("topics.head.rank")}</span>
            </th>
            {heads.map((head) => (
              <th key={head} scope="col" className={head === "discussions" ? "n" : undefined}>
                {t(`topics.head.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.id}>
              <td className="rank">{row.rank}</td>
              <th scope="row">
                <Link to="/desk/topics/$topicId" params={{ topicId: row.id }} search={filter}>
                  {say(row.name)}
                </Link>
                {row.spiking ? <span className="pill hot">{t("topics.spiking")}</span> : null}
                {row.trend === "new" ? <span className="pill">{t("topics.new")}</span> : null}
              </th>
              <td className="n">
                <b className="cnt">{discussionsOf(text, row)}</b>
                <p className="m">
                  {t("topics.parts", { items: row.items, stories: row.stories, own: row.own })}
                </p>
              </td>
              <td>
                {row.focus[text.lang].join(t("topics.and"))}
                {row.focusIsDefault ? <p className="m">{t("topics.usual")}</p> : null}
              </td>
              <td>
                <Trend row={row} />
              </td>
              <td>
                <Spark row={row} />
              </td>
              <td>
                {row.guide ? (
                  <a href={`/help/${row.guide.slug}`}>{say(row.guide.title)}</a>
                ) : (
                  <span className="r">{t("topics.no-guide")}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const arrows = {
  rising: "M12 19V5.5M6.5 11 12 5.5l5.5 5.5",
  falling: "M12 5v13.5M6.5 13l5.5 5.5 5.5-5.5",
  steady: "M6 9.5h12M6 14.5h12",
  new: "M12 5v14M5 12h14",
  "too-few": "M6 12h12",
} as const;

function Trend({ row }: { row: Row }) {
  const text = useText();
  return (
    <span className="chg">
      <svg className="i" viewBox="0 0 24 24" aria-hidden="true">
        <path d={arrows[row.trend]} />
      </svg>
      {trendWords(text, row)}
    </span>
  );
}

const BAR = 9;
const STEP = 12;
const HEIGHT = 34;

/** Items of each day, on a scale of its own; said in words to whoever does not see it. */
function Spark({ row: { daily, spiking } }: { row: Row }) {
  const { t } = useText();
  const shown = daily.slice(-14);
  const bars = barsOf(shown, HEIGHT);
  const width = bars.length * STEP - (STEP - BAR);
  return (
    <svg
      className="sp"
      role="img"
      aria-label={t("topics.daily-is", { list: shown.join(", ") })}
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
    >
      {bars.map((height, n) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a day has no other name than its place.
          key={n}
          className={spiking && n === bars.length - 1 ? "hot" : undefined}
          x={n * STEP}
          y={HEIGHT - height}
          width={BAR}
          height={height}
          rx="1"
        />
      ))}
    </svg>
  );
}

const plainHeads = [
  ...(["rank", "topic", "discussions", "items", "stories", "own"] as const),
  ...(["trend", "change", "focus", "guide"] as const),
];

/** The same in numbers alone, day by day. */
function Plain({ table }: { table: Table }) {
  const text = useText();
  const { t, say } = text;
  return (
    <div className="wide">
      <table>
        <caption className="vh">{t("topics.title", { days: table.days })}</caption>
        <thead>
          <tr>
            {plainHeads.map((head) => (
              <th key={head} scope="col">
                {t(`topics.head.${head}`)}
              </th>
            ))}
            <th scope="col">{t("topics.head.daily")}</th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.id}>
              <td className="n">{row.rank}</td>
              <th scope="row">{say(row.name)}</th>
              <td className="n">{row.discussions}</td>
              <td className="n">{row.items}</td>
              <td className="n">{row.stories}</td>
              <td className="n">{row.own}</td>
              <td>{t(`topics.trend.${row.trend}`)}</td>
              <td className="n">{row.change === null ? "–" : `×${row.change}`}</td>
              <td>{row.focus[text.lang].join(t("topics.and"))}</td>
              <td>{row.guide ? say(row.guide.title) : t("topics.no-guide")}</td>
              <td>{row.daily.join(", ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
