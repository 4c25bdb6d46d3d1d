/** Topics that rose sharply: what each alert was raised on, and who has it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { fresh } from "./house-queries.ts";
import { useSend, Wrong } from "./house-words.tsx";
import { useText } from "./i18n.ts";
import { Loading } from "./shell.tsx";
import { type Alert, type Filter, topicsApi } from "./topics-api.ts";

export function TopicAlerts({ filter }: { filter: Filter }) {
  const { t } = useText();
  const list = useQuery({ ...fresh, queryKey: ["topics", "alerts"], queryFn: topicsApi.alerts });
  if (!list.data) return <Loading error={list.error} again={() => void list.refetch()} />;
  const { alerts } = list.data;
  const open = alerts.filter(({ closedAt }) => closedAt === null);
  const closed = alerts.filter(({ closedAt }) => closedAt !== null);
  return (
    <section aria-label={t("topics.alerts")}>
      {open.map((alert) => (
        <Open key={alert.id} alert={alert} filter={filter} />
      ))}
      {open.length === 0 ? <p className="m">{t("topics.alerts.none")}</p> : null}
      {closed.length > 0 ? (
        <details>
          <summary>{t("topics.alerts.closed", { count: closed.length })}</summary>
          <ul className="list">
            {closed.map((alert) => (
              <li key={alert.id}>
                <Closed alert={alert} />
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

function Open({ alert, filter }: { alert: Alert; filter: Filter }) {
  const { t, say, moment } = useText();
  const queries = useQueryClient();
  const { send, busy, wrong } = useSend();
  const { id, topic, name, toldAt, takenBy, takenAt, evidence } = alert;
  const take = () =>
    void send(async () => {
      await topicsApi.take(id);
      await queries.invalidateQueries({ queryKey: ["topics", "alerts"] });
    });
  return (
    <div className="alert">
      <svg className="i" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M12 4 2.8 20h18.4L12 4Z" />
        <path d="M12 10.5v4" />
        <circle className="d" cx="12" cy="17.2" r="1.1" />
      </svg>
      <div>
        <p>
          <b>{say(name)}</b>{" "}
          {t("topics.alert.says", {
            ...{ time: moment(toldAt), n: evidence.n, usual: evidence.mean },
            sources: evidence.sources.length,
          })}{" "}
          {takenBy && takenAt
            ? t("topics.alert.taken", { name: takenBy, time: moment(takenAt) })
            : t("topics.alert.free")}
        </p>
        <details>
          <summary>{t("topics.alert.why")}</summary>
          <Evidence alert={alert} />
        </details>
        <Wrong text={wrong} />
      </div>
      <div className="deeds">
        <Link
          className="b sm"
          to="/desk/topics/$topicId"
          params={{ topicId: topic }}
          search={filter}
        >
          {t("topics.alert.posts")}
        </Link>
        {takenBy ? null : (
          <button className="b sm" type="button" aria-disabled={busy} onClick={take}>
            {busy ? t("sending") : t("topics.alert.take")}
          </button>
        )}
      </div>
    </div>
  );
}

/** Titles are other people's text: shown as text, and not as links. */
function Evidence({ alert: { evidence, timesTold } }: { alert: Alert }) {
  const { t, moment } = useText();
  return (
    <>
      <p className="m">
        {t("topics.alert.counts", { days: evidence.days.join(", "), n: evidence.n, z: evidence.z })}
        {timesTold > 1 ? ` ${t("topics.alert.again", { count: timesTold })}` : null}
      </p>
      <p className="m">
        {evidence.sources
          .map(({ id, stories, authors }) => t("topics.alert.source", { id, stories, authors }))
          .join(t("topics.and"))}
      </p>
      <ul className="titles">
        {evidence.titles.map(({ title, source, at }) => (
          <li key={`${source} ${at} ${title}`}>
            {title}{" "}
            <span className="m">
              {source}, {moment(at)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Closed({ alert }: { alert: Alert }) {
  const { t, say, moment } = useText();
  const { name, openedAt, closedAt, takenBy, evidence } = alert;
  return (
    <div>
      <b>{say(name)}</b>
      <p className="m">
        {t("topics.alert.was", {
          ...{ from: moment(openedAt), to: moment(closedAt ?? openedAt), n: evidence.n },
        })}{" "}
        {takenBy ? t("topics.alert.had", { name: takenBy }) : t("topics.alert.nobody")}
      </p>
      <details>
        <summary>{t("topics.alert.why")}</summary>
        <Evidence alert={alert} />
      </details>
    </div>
  );
}
