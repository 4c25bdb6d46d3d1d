/** I1: six figures, each with its days, what it counts, its number of cases, and the cases themselves. */
import { Link } from "@tanstack/react-router";
import { type Text, useText } from "../i18n.ts";
import { Answered } from "./answered.tsx";
import { Explained, Figure } from "./charts/figure.tsx";
import { type Change, Lines } from "./charts/lines.tsx";
import { casesHref, csvHref, type Filter } from "./filter.ts";
import { FilterLine } from "./filter-line.tsx";
import { InsightsPage, useFilter } from "./frame.tsx";
import { useDefinition, useFigures } from "./head.ts";
import { type CountTile, type Overview, type Tile, useFiring } from "./overview-api.ts";
import { hasLine, pointsOf, twinOf } from "./overview-model.ts";
import { Rich } from "./rich.tsx";
import { count, interval, percent, seconds, shortDay } from "./say.ts";

/** Fits a third of the page, and half of it where that is narrow. */
const WIDTH = 344;
const HEIGHT = 132;

export function OverviewPage() {
  const text = useText();
  const { t } = text;
  const filter = useFilter();
  const overview = useFigures<Overview>("overview", filter);
  const lead = overview.data ? leadOf(overview.data, text) : null;
  return (
    <InsightsPage
      tab="overview"
      title={t("insights.overview.title")}
      lead={lead && <Rich words={lead} />}
    >
      <FilterLine head={overview.data} />
      <Answered query={overview}>
        {({ tiles, changes }) => (
          <div className="tiles">
            {tiles.map((tile) =>
              tile.kind === "count" ? (
                <Alerts key={tile.id} tile={tile} />
              ) : (
                <Shown key={tile.id} {...{ tile, filter, changes }} />
              ),
            )}
          </div>
        )}
      </Answered>
    </InsightsPage>
  );
}

/** Net and gross in one sentence, and what waits. */
function leadOf({ tiles, gross }: Overview, { t, lang }: Text): string {
  const net = tiles.find(({ id }) => id === "recovery-success-net");
  const open = tiles.find((tile) => tile.kind === "open");
  const first =
    net?.kind !== "rate" || net.rate.rate === null || gross.rate === null
      ? t("insights.overview.lead.few", { n: count(gross.n) })
      : t("insights.overview.lead", {
          ...{ net: percent(net.rate.rate), gross: percent(gross.rate), n: count(gross.n) },
        });
  if (open?.kind !== "open") return first;
  const { total, late } = open.open;
  const second = t(late > 0 ? "insights.overview.lead.late" : "insights.overview.lead.open", {
    ...{ total: count(total), late: count(late) },
  });
  return [first, second].join(lang === "zh" ? "" : " ");
}

type ShownTile = Exclude<Tile, CountTile>;

function Shown({
  tile,
  filter,
  changes,
}: {
  tile: ShownTile;
  filter: Filter;
  changes: Overview["changes"];
}) {
  const text = useText();
  const { t, say, lang } = text;
  const definition = useDefinition(tile.definition);
  const title = t(`insights.tile.${tile.id}`);
  const points = pointsOf(tile, lang, (day, value, n) =>
    t("insights.tile.said", { ...{ day: shortDay(day, lang), value, n: count(n) } }),
  );
  const { heads, rows } = twinOf(tile, lang);
  const marks: Change[] = changes.map(({ day, policy, version }) => ({
    ...{ day, words: `${policy} v${version}` },
  }));
  return (
    <Figure
      title={definition ? say(definition.name) : title}
      summary={summaryOf(tile, text)}
      columns={heads.map((head, n) => ({ name: t(`insights.head.${head}`), number: n > 0 }))}
      rows={rows}
      csvHref={csvHref("overview", filter)}
      {...(tile.cases !== null && { casesHref: casesHref(filter, tile.cases) })}
      definition={definition}
    >
      <Value tile={tile} />
      {hasLine(points) ? (
        <Lines
          series={[{ id: tile.id, name: title, points }]}
          kind={tile.kind === "rate" ? "share" : tile.kind === "seconds" ? "seconds" : "count"}
          label={title}
          hint={t("insights.keys")}
          changes={marks}
          width={WIDTH}
          height={HEIGHT}
        />
      ) : (
        <p className="m no-line">{t("insights.no-line")}</p>
      )}
    </Figure>
  );
}

/** The figure itself, with the number of cases that it is of. */
function Value({ tile }: { tile: ShownTile }) {
  const { t, lang } = useText();
  if (tile.kind === "open") {
    const { total, onTime, dueSoon, late, paused } = tile.open;
    return (
      <p>
        <b className="val">{count(total)}</b>{" "}
        <span className={late > 0 ? "r" : "m"}>
          {t("insights.tile.open", { ...{ onTime, dueSoon, late, paused } })}
        </span>
      </p>
    );
  }
  if (tile.kind === "seconds")
    return tile.seconds === null ? (
      <p className="val words">{t("insights.tile.few-times", { n: count(tile.n) })}</p>
    ) : (
      <p>
        <b className="val">{seconds(tile.seconds, lang)}</b>{" "}
        <span className="m">{t("insights.tile.of", { n: count(tile.n) })}</span>
      </p>
    );
  return tile.rate.rate === null ? (
    <p className="val words">{t("insights.tile.few", { n: count(tile.rate.n) })}</p>
  ) : (
    <p>
      <b className="val">{percent(tile.rate.rate)}</b>{" "}
      <span className="m">
        {interval(tile.rate)} · {t("insights.tile.of", { n: count(tile.rate.n) })}
      </span>
    </p>
  );
}

function summaryOf(tile: ShownTile, { t, lang }: Text): string {
  if (tile.kind === "open")
    return t("insights.tile.sum.open", { total: count(tile.open.total), late: tile.open.late });
  if (tile.kind === "seconds")
    return tile.seconds === null
      ? t("insights.tile.sum.few", { n: count(tile.n) })
      : t("insights.tile.sum.median-time", {
          ...{ time: seconds(tile.seconds, lang), n: count(tile.n) },
        });
  if (tile.rate.rate === null) return t("insights.tile.sum.few", { n: count(tile.rate.n) });
  const { rate, n, count: had } = tile.rate;
  return t(`insights.tile.sum.${tile.id}`, {
    ...{ rate: percent(rate), n: count(n), count: count(had) },
  });
}

/** Counted by the page of alerts. */
function Alerts({ tile }: { tile: CountTile }) {
  const { t, say } = useText();
  const definition = useDefinition(tile.definition);
  const firing = useFiring();
  return (
    <section className="panel">
      <div className="fig-head">
        <h2>{definition ? say(definition.name) : t(`insights.tile.${tile.id}`)}</h2>
        {definition ? <Explained of={definition} /> : null}
      </div>
      {firing === undefined ? (
        <p className="val words">{t("insights.tile.alerts.unknown")}</p>
      ) : (
        <p>
          <b className={firing > 0 ? "val r" : "val"}>{firing}</b>{" "}
          <span className="m">
            {t(firing > 0 ? "insights.tile.alerts.firing" : "insights.tile.alerts.none")}
          </span>
        </p>
      )}
      <p>
        <Link to="/desk/insights/alerts">{t("insights.tile.alerts.all")}</Link>
      </p>
    </section>
  );
}
