/** What is in force, who wanted it and who agreed; what waits for a second person; what was tried. */
import { Link } from "@tanstack/react-router";
import { useText } from "../i18n.ts";
import { Loading } from "../shell.tsx";
import { InsightsPage } from "./frame.tsx";
import { isOpen, type Policies, type Policy, usePolicies } from "./policies-api.ts";
import { Rules } from "./policy-words.tsx";
import { count } from "./say.ts";

export function PoliciesPage() {
  const text = useText();
  const { t, day } = text;
  const list = usePolicies();
  const since = list.data?.versions.find(({ isInForce }) => isInForce)?.since;
  const lead = list.data
    ? t("policies.lead", { version: list.data.inForce.version, time: since ? day(since) : "" })
    : null;
  return (
    <InsightsPage tab="policies" title={t("policies.title")} lead={lead}>
      {list.data ? (
        <Lists data={list.data} />
      ) : (
        <Loading error={list.error} again={() => void list.refetch()} />
      )}
    </InsightsPage>
  );
}

function Lists({ data }: { data: Policies }) {
  const { t } = useText();
  const waiting = data.proposals.filter(({ state }) => state === "waiting");
  return (
    <>
      <p className="go">
        <Link className="b p" to="/desk/policies/draft" search={{}}>
          {t("policies.change")}
        </Link>
        <span className="m">{t("policies.how")}</span>
      </p>
      <section className="panel" aria-labelledby="waiting">
        <h2 id="waiting">{t("policies.waiting", { count: waiting.length })}</h2>
        {waiting.length === 0 ? <p className="m">{t("policies.waiting.none")}</p> : null}
        <Proposals data={data} rows={waiting} />
      </section>
      <section className="panel" aria-labelledby="rules">
        <h2 id="rules">{t("policies.in-force", { version: data.inForce.version })}</h2>
        <p className="m">{t("policies.brakes")}</p>
        <Rules policy={JSON.parse(data.text) as Policy} />
      </section>
      <History data={data} />
      <Decided data={data} />
      <Tried data={data} />
    </>
  );
}

type Rows = { data: Policies; rows: Policies["proposals"] };
function Proposals({ data: { people }, rows }: Rows) {
  const { t, moment } = useText();
  if (rows.length === 0) return null;
  return (
    <ul className="list">
      {rows.map((one) => (
        <li key={one.id}>
          <div>
            <Link to="/desk/policies/proposals/$proposalId" params={{ proposalId: one.id }}>
              {one.why}
            </Link>
            <p className="m">
              {t("policies.by", {
                ...{ name: people[one.proposedBy] ?? one.proposedBy, time: moment(one.proposedAt) },
              })}
              {one.state === "waiting" ? null : ` · ${t(`policies.state.${one.state}`)}`}
            </p>
          </div>
          {one.allowed.includes("approve") ? <b className="r">{t("changes.you")}</b> : null}
        </li>
      ))}
    </ul>
  );
}

function Decided({ data }: { data: Policies }) {
  const { t } = useText();
  const rows = data.proposals.filter(
    ({ state }) => !["waiting", "in-force", "former"].includes(state),
  );
  if (rows.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="not-taken">
      <h2 id="not-taken">{t("policies.not-taken")}</h2>
      <Proposals data={data} rows={rows} />
    </section>
  );
}

function History({ data: { versions, people } }: { data: Policies }) {
  const { t, day } = useText();
  return (
    <section className="panel" aria-labelledby="history">
      <h2 id="history">{t("policies.history")}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it. */}
      <div className="wide" tabIndex={0}>
        <table className="twin">
          <caption className="vh">{t("policies.history")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("policies.version")}</th>
              <th scope="col">{t("policies.since")}</th>
              <th scope="col">{t("policies.wanted-by")}</th>
              <th scope="col">{t("policies.agreed-by")}</th>
              <th scope="col">{t("ask.reason")}</th>
              <th scope="col">
                <span className="vh">{t("policies.back")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {versions.map((one) => (
              <tr key={one.version}>
                <th scope="row">{one.version}</th>
                <td>{day(one.since)}</td>
                <td>
                  {one.proposedBy ? (people[one.proposedBy] ?? one.proposedBy) : t("policies.file")}
                </td>
                <td>{one.decidedBy ? (people[one.decidedBy] ?? one.decidedBy) : "–"}</td>
                <td>
                  {one.proposalId && one.why ? (
                    <Link
                      to="/desk/policies/proposals/$proposalId"
                      params={{ proposalId: one.proposalId }}
                    >
                      {one.why}
                    </Link>
                  ) : (
                    "–"
                  )}
                </td>
                <td>
                  {one.isInForce ? (
                    t("policies.state.in-force")
                  ) : (
                    <Link to="/desk/policies/draft" search={{ from: one.version }}>
                      {t("policies.back-to", { version: one.version })}
                    </Link>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Tried({ data: { trials, people } }: { data: Policies }) {
  const { t, moment } = useText();
  return (
    <section className="panel" aria-labelledby="tried">
      <h2 id="tried">{t("policies.tried")}</h2>
      {trials.length === 0 ? <p className="m">{t("policies.tried.none")}</p> : null}
      <ul className="list">
        {trials.map((one) => (
          <li key={one.id}>
            <div>
              <Link to="/desk/policies/trials/$trialId" params={{ trialId: one.id }}>
                {t("policies.trial-of", { owners: count(one.cases), seed: one.seed })}
              </Link>
              <p className="m">
                {t("policies.by", {
                  ...{ name: people[one.askedBy] ?? one.askedBy, time: moment(one.askedAt) },
                })}
              </p>
            </div>
            <span className={isOpen(one) ? "r" : "m"}>{t(`policies.trial.${one.state}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
