/** The two tables of the article, live. On a phone they are laid out as cards, and keep the roles of a table. */
import { usePortal } from "../portal.ts";
import type { Methods, Topics } from "./facts.ts";

const TAGGED = ["rising", "falling", "new"];
/** Below so many, `shown` is the number itself and no part of ten thousand. */
const PLAIN_BELOW = 500;

export function HotTopics({ topics }: { topics: Topics | null }) {
  const { text, when } = usePortal();
  const { t, lang } = text;
  const rows = topics?.rows ?? [];
  const silent = topics?.sources.filter(({ state }) => state !== "fresh") ?? [];
  if (rows.length === 0)
    return <p className="none">{t(topics ? "help.hot.empty" : "help.hot.failed")}</p>;
  return (
    <div>
      {/* biome-ignore-start lint/a11y/noRedundantRoles: a grid on phones, which takes a table's own roles away */}
      <table className="hot" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              <span className="vh">{t("help.hot.rank")}</span>
            </th>
            <th role="columnheader" scope="col">
              {t("help.hot.topic")}
            </th>
            <th role="columnheader" scope="col" className="num1">
              {t("help.hot.count")}
            </th>
            <th role="columnheader" scope="col">
              {t("help.hot.focus")}
            </th>
            <th role="columnheader" scope="col">
              {t("help.hot.guide")}
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr role="row" key={row.id}>
              <td role="cell" className="rk">
                {row.rank}
              </td>
              <th role="rowheader" scope="row" className="nm">
                {row.name[lang]}
                {row.spiking || TAGGED.includes(row.trend) ? (
                  <span className={`tag1${row.spiking ? "" : " nw"}`}>
                    {t(row.spiking ? "help.trend.spiking" : `help.trend.${row.trend}`)}
                  </span>
                ) : null}
              </th>
              <td role="cell" className="cn">
                {row.shown[lang]}
                <small>
                  {t(row.discussions < PLAIN_BELOW ? "help.hot.plain" : "help.hot.unit")}
                </small>
              </td>
              <td role="cell" className="fo">
                {row.focus[lang].join(t("help.hot.join"))}
              </td>
              <td role="cell" className="gd">
                {row.guide ? (
                  <a href={`/help/${row.guide.slug}`}>{row.guide.title[lang]}</a>
                ) : (
                  <a href="#person">{t("help.hot.ask")}</a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: as above */}
      <p className="note">
        {topics?.updatedAt ? t("help.hot.at", { at: when.full(topics.updatedAt) }) : null}{" "}
        {topics?.note?.[lang]}
      </p>
      {silent.length > 0 ? (
        <p className="note">
          {t("help.hot.silent", {
            n: silent.length,
            of: topics?.sources.length ?? 0,
            names: silent.map(({ name }) => name[lang]).join(t("help.hot.join")),
          })}
        </p>
      ) : null}
    </div>
  );
}

export function Measured({ methods }: { methods: Methods | null }) {
  const { t, lang } = usePortal().text;
  const article = methods?.article ?? said;
  // The article's two ways first; what else was measured follows.
  const named = article.map(({ way }) => way);
  const rows = [
    ...article.map((claim) => ({
      ...{ name: { en: "", zh: "" }, n: 0, success: null, medianSeconds: null, p90Seconds: null },
      ...methods?.rows.find(({ way }) => way === claim.way),
      ...{ way: claim.way, claim },
    })),
    ...(methods?.rows ?? [])
      .filter(({ way }) => !named.includes(way))
      .map((row) => ({ ...row, claim: undefined })),
  ];
  return (
    <div>
      {/* biome-ignore-start lint/a11y/noRedundantRoles: a grid on phones, which takes a table's own roles away */}
      <table className="res" role="table">
        <thead role="rowgroup">
          <tr role="row">
            {["way", "rate", "time", "said"].map((name) => (
              <th role="columnheader" scope="col" key={name}>
                {t(`help.measured.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(({ way, name, n, success, medianSeconds, p90Seconds, claim }) => (
            <tr role="row" key={way}>
              <th role="rowheader" scope="row">
                {name[lang] || t(`help.way.${way}`)}
              </th>
              <td role="cell">
                <span className={success ? "v" : "v few"}>
                  {success ? percent(success.rate) : t("help.few")}
                </span>
                <small>
                  {success
                    ? t("help.measured.range", {
                        n: n.toLocaleString("en"),
                        low: percent(success.low),
                        high: percent(success.high),
                      })
                    : t("help.few.n", { n })}
                </small>
              </td>
              <td role="cell">
                <span className={success && medianSeconds !== null ? "v" : "v few"}>
                  {success && medianSeconds !== null ? span(medianSeconds, t) : t("help.few")}
                </span>
                {success && p90Seconds !== null ? (
                  <small>{t("help.measured.p90", { time: span(p90Seconds, t) })}</small>
                ) : null}
              </td>
              <td role="cell" className="said1">
                {claim ? (
                  <>
                    <span className="l">{t("help.measured.said")}: </span>
                    {t("help.measured.claim", {
                      rate: percent(claim.rate),
                      time: span(claim.seconds, t),
                    })}
                    <small>{claim.note[lang]}</small>
                  </>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: as above */}
      <p className="note">{t(methods ? "help.measured.how" : "help.measured.failed")}</p>
    </div>
  );
}

const none = { en: "no n published", zh: "未公布样本数" };
/** What the article claims, where the measurements cannot be read. */
const said = [
  { way: "self-service", rate: 0.92, seconds: 300, note: none },
  { way: "customer-service", rate: 0.78, seconds: 86_400, note: none },
];

const percent = (rate: number) => `${(rate * 100).toFixed(1).replace(/\.0$/, "")} %`;

const HOUR = 3600;
/** 1 m 38 s; 9 h 20 m; 24 hours in full are 24 h. */
function span(seconds: number, t: (id: string, values?: Record<string, number>) => string): string {
  const whole = Math.round(seconds);
  if (whole < 60) return t("help.span.s", { s: whole });
  if (whole < HOUR) {
    const [m, s] = [Math.floor(whole / 60), whole % 60];
    return t(s === 0 ? "help.span.m" : "help.span.ms", { m, s });
  }
  const minutes = Math.round(whole / 60);
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  return t(m === 0 ? "help.span.h" : "help.span.hm", { h, m });
}
