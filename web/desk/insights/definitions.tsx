/** I8: what each figure means and who answers for it, and whether what it is counted from still comes. */
import { useText } from "../i18n.ts";
import { Answered } from "./answered.tsx";
import { InsightsPage } from "./frame.tsx";
import { type Definition, type Definitions, useDefinitions } from "./head.ts";
import { leadOf } from "./health-model.ts";
import { count } from "./say.ts";

export function DefinitionsPage() {
  const { t } = useText();
  const definitions = useDefinitions();
  return (
    <InsightsPage
      tab="definitions"
      title={t("insights.definitions.title")}
      lead={definitions.data ? t(leadOf(definitions.data.health)) : null}
    >
      <Answered query={definitions}>
        {(answer) => (
          <>
            <Health health={answer.health} />
            <Meanings of={answer.definitions} />
          </>
        )}
      </Answered>
    </InsightsPage>
  );
}

function Health({ health }: Pick<Definitions, "health">) {
  const { t, moment, day } = useText();
  const { freshAt, facts, backfilled, recount, missing } = health;
  return (
    <section className="panel">
      <h2>{t("insights.health")}</h2>
      <dl className="kv">
        <div>
          <dt>{t("insights.health.fresh")}</dt>
          <dd>{freshAt ? moment(freshAt) : t("insights.health.never")}</dd>
        </div>
        <div>
          <dt>{t("insights.health.facts")}</dt>
          <dd>
            {count(facts)} {backfilled ? null : t("insights.health.filling")}
          </dd>
        </div>
        <div>
          <dt>{t("insights.health.recount")}</dt>
          <dd>
            {recount
              ? t("insights.health.recount.text", {
                  ...{ at: moment(recount.at), day: day(recount.day) },
                  ...{ cases: count(recount.cases), differences: count(recount.differences) },
                })
              : t("insights.health.no-recount")}
          </dd>
        </div>
      </dl>
      <h3>{t("insights.health.missing")}</h3>
      {missing.length === 0 ? <p>{t("insights.health.none-missing")}</p> : null}
      {missing.length > 0 ? (
        <ul className="list">
          {missing.map(({ type, lastAt, silentHours, usualHours }) => (
            <li key={type}>
              <code>{type}</code>
              <span>
                {t("insights.health.silent", {
                  ...{ silent: silentHours, usual: usualHours },
                  last: lastAt ? moment(lastAt) : t("insights.health.never"),
                })}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

const heads = ["name", "formula", "version", "owner", "checked"] as const;

/** A table by nature: its file holds the same. */
function Meanings({ of }: { of: readonly Definition[] }) {
  const { t, say, moment } = useText();
  const pages = [...new Set(of.map(({ page }) => page))];
  return (
    <section className="panel">
      <div className="fig-head">
        <h2>{t("insights.definitions.all")}</h2>
        <div className="fig-ways">
          <a href="/v1/insights/definitions?format=csv" download>
            {t("insights.csv")}
          </a>
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it. */}
      <div className="wide" tabIndex={0}>
        <table className="twin meanings">
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col" className={head === "version" ? "n" : undefined}>
                  {t(`insights.definitions.head.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          {pages.map((page) => (
            <tbody key={page}>
              <tr className="grp">
                <th scope="colgroup" colSpan={heads.length}>
                  {t(`insights.nav.${page}`)}
                </th>
              </tr>
              {of
                .filter((each) => each.page === page)
                .map(({ id, name, formula, version, owner, checkedAt, differences }) => (
                  <tr key={id} id={id}>
                    <th scope="row">{say(name)}</th>
                    <td>{say(formula)}</td>
                    <td className="n">{version}</td>
                    <td>{t(`insights.owner.${owner}`)}</td>
                    <td>
                      {checkedAt === null ? (
                        <span className="m">{t("insights.definitions.unchecked")}</span>
                      ) : (
                        t("insights.definitions.checked", {
                          ...{ at: moment(checkedAt), n: count(differences ?? 0) },
                        })
                      )}
                    </td>
                  </tr>
                ))}
            </tbody>
          ))}
        </table>
      </div>
    </section>
  );
}
