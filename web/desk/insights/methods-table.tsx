/** The table of ways: numbers and dots in one row, the two of the comparison above, the rest as it was asked to be sorted. */
import { useState } from "react";
import { useText } from "../i18n.ts";
import { type Claim, DotCell, Ticks, valuesOf } from "./charts/dot-interval.tsx";
import { CasesLink } from "./charts/figure.tsx";
import { secondsAxis, shareAxis } from "./charts/geometry.ts";
import { Points } from "./charts/points.tsx";
import { casesHref, type Filter } from "./filter.ts";
import type { Measures, WayRow } from "./methods-api.ts";
import { isCompared, rateWords, type Sort, sorted, timeWords } from "./methods-model.ts";
import { axisWords, count, interval, percent, seconds } from "./say.ts";

const SHARES = 230;
const TIMES = 200;
type Article = Measures["article"];

/** The dots of a row: none where too few were counted. */
const dotsOf = ({ success, medianSeconds, p90Seconds }: WayRow) => ({
  share: success.rate === null ? null : { at: success.rate, low: success.low, high: success.high },
  time: medianSeconds === null ? null : { at: medianSeconds, p90: p90Seconds },
});

export function WaysTable({
  rows,
  article,
  filter,
}: {
  rows: readonly WayRow[];
  article: Article;
  filter: Filter;
}) {
  const { t } = useText();
  const [sort, setSort] = useState<{ by: Sort; isDown: boolean }>({ by: "success", isDown: true });
  const claims = article.filter(({ way }) => rows.some((row) => row.way === way));
  const dots = rows.map(dotsOf);
  const shares = shareAxis(
    valuesOf([
      ...dots.map(({ share }) => ({ dot: share })),
      ...claims.map(({ rate }) => ({ dot: null, claim: { at: rate, words: "" } })),
    ]),
    SHARES,
  );
  const times = secondsAxis(
    valuesOf([
      ...dots.map(({ time }) => ({ dot: time })),
      ...claims.map(({ seconds }) => ({ dot: null, claim: { at: seconds, words: "" } })),
    ]),
    TIMES,
  );
  const big = rows.filter(isCompared);
  const rest = sorted(rows, sort.by, sort.isDown);
  const placed = withPlaces([...big, ...rest]);
  const head = (by: Sort, spare = false) => (
    <th
      scope="col"
      className={spare ? "n spare" : "n"}
      aria-sort={sort.by === by ? (sort.isDown ? "descending" : "ascending") : "none"}
    >
      <button
        type="button"
        className="sorts"
        onClick={() => setSort({ by, isDown: sort.by === by ? !sort.isDown : true })}
      >
        {t(`insights.methods.head.${by}`)}
        <span aria-hidden="true">{sort.by === by ? (sort.isDown ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
  return (
    <div className="wide">
      <Points count={placed.count} label={t("insights.methods.figure")}>
        <table className="mt">
          <caption className="vh">{t("insights.methods.figure")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("insights.methods.head.way")}</th>
              {head("n")}
              {head("success")}
              <th scope="col" className="n spare">
                {t("insights.methods.head.interval")}
              </th>
              <th scope="col">
                <span className="vh">{t("insights.methods.plot.success")}</span>
                <Ticks axis={shares} kind="share" />
              </th>
              {head("median")}
              {head("p90", true)}
              <th scope="col">
                <span className="vh">{t("insights.methods.plot.time")}</span>
                <Ticks axis={times} kind="seconds" />
              </th>
              {head("abandon")}
            </tr>
          </thead>
          <tbody>
            {placed.rows.map(({ row, at }, n) => (
              <Way
                key={row.way}
                row={row}
                look={isCompared(row) ? (n === big.length - 1 ? "big rule" : "big") : ""}
                {...{ at, shares, times, filter }}
                claim={claims.find(({ way }) => way === row.way)}
                group={n === big.length && rest.length > 0 && big.length > 0}
              />
            ))}
          </tbody>
        </table>
      </Points>
    </div>
  );
}

/** Where the points of each row stand among all points of the table. */
function withPlaces(rows: readonly WayRow[]) {
  let count = 0;
  const numbered = rows.map((row) => {
    const { share, time } = dotsOf(row);
    const at = { share: count, time: count + (share ? 1 : 0) };
    count += (share ? 1 : 0) + (time ? 1 : 0);
    return { row, at };
  });
  return { rows: numbered, count };
}

type Axis = ReturnType<typeof shareAxis>;
type WayProps = {
  row: WayRow;
  look: string;
  at: { share: number; time: number };
  shares: Axis;
  times: Axis;
  claim: Article[number] | undefined;
  filter: Filter;
  /** The others begin here. */
  group: boolean;
};

function Way({ row, look, at, shares, times, claim, filter, group }: WayProps) {
  const { t, say, lang } = useText();
  const name = say(row.name);
  const { share, time } = dotsOf(row);
  const claimOf = (value: number, words: string): Claim | undefined =>
    claim && { at: value, words };
  const [median, p90] = [row.medianSeconds, row.p90Seconds].map((each) => timeWords(each, lang));
  return (
    <>
      {group ? (
        <tr className="grp">
          <th scope="colgroup" colSpan={9}>
            {t("insights.methods.group")}
          </th>
        </tr>
      ) : null}
      <tr className={look}>
        <th scope="row">
          <CasesLink href={casesHref(filter, row.cases)}>{name}</CasesLink>
          {row.off ? <span className="off">{t(`insights.methods.off.${row.off}`)}</span> : null}
        </th>
        <td className="n">{count(row.n)}</td>
        {share && row.success.rate !== null ? (
          <>
            <td className="n rate">{rateWords(row.success)}</td>
            <td className="n m spare">{interval(row.success)}</td>
            <td>
              <DotCell
                axis={shares}
                dot={share}
                claim={claimOf(claim?.rate ?? 0, axisWords(claim?.rate ?? 0, "share", lang))}
                said={t("insights.methods.said.success", {
                  ...{ name, rate: percent(share.at), n: count(row.n) },
                  ...{ low: percent(share.low), high: percent(share.high) },
                })}
                n={at.share}
              />
            </td>
            <td className="n">{median}</td>
            <td className="n m spare">{p90}</td>
            <td>
              <DotCell
                axis={times}
                dot={time}
                claim={claimOf(
                  claim?.seconds ?? 0,
                  axisWords(claim?.seconds ?? 0, "seconds", lang),
                )}
                said={
                  time
                    ? t("insights.methods.said.time", {
                        ...{ name, median: seconds(time.at, lang), p90: p90 ?? "" },
                      })
                    : ""
                }
                n={at.time}
              />
            </td>
            <td className="n">{rateWords(row.abandon)}</td>
          </>
        ) : (
          <td className="m few" colSpan={7}>
            {t("insights.few", { n: row.n })}
          </td>
        )}
      </tr>
    </>
  );
}

/** What the marks mean, and what the article says, which gives no number of cases. */
export function MethodsLegend({ article }: { article: Article }) {
  const { t, say, lang } = useText();
  const claims = article
    .map(({ way, rate, seconds }) =>
      t(`insights.methods.claim.${way}`, {
        rate: axisWords(rate, "share", lang),
        time: axisWords(seconds, "seconds", lang),
      }),
    )
    .join(t("insights.comma"));
  return (
    <>
      <span>
        <svg width="14" height="12" aria-hidden="true">
          <rect className="pt" x="2" y="1" width="10" height="10" rx="1.5" />
        </svg>
        {t("insights.methods.legend.measured")}
      </span>
      <span>
        <svg width="26" height="12" aria-hidden="true">
          <path className="ci" d="M1 6h24M1 2v8M25 2v8" />
        </svg>
        {t("insights.methods.legend.interval")}
      </span>
      <span>
        <svg width="14" height="12" aria-hidden="true">
          <rect className="p90" x="3" y="2" width="8" height="8" rx="1.5" />
        </svg>
        {t("insights.methods.legend.p90")}
      </span>
      <span>
        <svg width="14" height="14" aria-hidden="true">
          <path className="art" d="M7 1l6 6-6 6-6-6z" />
        </svg>
        {t("insights.methods.legend.claims", { claims })}
        {article[0] ? t("insights.brackets", { words: say(article[0].note) }) : ""}
      </span>
    </>
  );
}
