/** I7: every alert with its state, owner and runbook; what fired; and whether one would reach anybody. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { fresh } from "../house-queries.ts";
import { AskForm, useSend, Wrong } from "../house-words.tsx";
import { type Text, useText } from "../i18n.ts";
import { Loading, useMe } from "../shell.tsx";
import { type AlertRule, type Alerts, alertsApi, type Firing } from "./alerts-api.ts";
import { InsightsPage } from "./frame.tsx";
import { zoneWords } from "./say.ts";

const KEY = ["insights", "alerts"];
const place = { firing: 0, silenced: 1, "no-data": 2, ok: 3 } as const;

export function AlertsPage() {
  const { t } = useText();
  const { role } = useMe();
  const list = useQuery({
    ...{ ...fresh, queryKey: KEY, queryFn: alertsApi.list, enabled: role !== "agent" },
  });
  const { data } = list;
  const lead = data && leadOf(t, data);
  return (
    <InsightsPage tab="alerts" title={t("insights.nav.alerts")} lead={lead}>
      {data ? (
        <Page data={data} />
      ) : (
        <Loading error={list.error} again={() => void list.refetch()} />
      )}
    </InsightsPage>
  );
}

function leadOf(t: Text["t"], { firing, alerts }: Alerts): string {
  const silent = alerts.filter((each) => each.isFiring && each.silence).length;
  if (firing > 0) return t("insights.al.firing", { n: firing });
  return silent > 0 ? t("insights.al.only-silent", { n: silent }) : t("insights.al.well");
}

function Page({ data }: { data: Alerts }) {
  const { t, say, moment } = useText();
  const { alerts, history, notHere, isStale, lookedAt, zone, freshAt } = data;
  const sorted = [...alerts].sort((a, b) => place[a.state] - place[b.state]);
  return (
    <>
      {isStale ? (
        <p className="stale" role="status">
          {lookedAt ? t("insights.al.stale", { time: moment(lookedAt) }) : t("insights.al.never")}
        </p>
      ) : null}
      <section className="panel" aria-labelledby="al-rules">
        <h2 id="al-rules">{t("insights.al.rules")}</h2>
        <p className="m">
          {t("insights.al.how")}{" "}
          {t("insights.al.zone", { zone: zoneWords(zone, new Date(freshAt)) })}
        </p>
        <NoMail alerts={alerts} />
        <ul className="als">
          {sorted.map((rule) => (
            <Rule key={rule.id} rule={rule} />
          ))}
        </ul>
      </section>
      <section className="panel" aria-labelledby="al-history">
        <h2 id="al-history">{t("insights.al.history")}</h2>
        <History rows={history} />
      </section>
      <section className="panel" aria-labelledby="al-others">
        <h2 id="al-others">{t("insights.al.others")}</h2>
        <dl className="al-others">
          {notHere.map(({ name, why, href }) => (
            <div key={name.en}>
              <dt>{href ? <a href={href}>{say(name)}</a> : say(name)}</dt>
              <dd className="m">{say(why)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

/** Owners who would hear of an alert at the desk and by webhooks only. */
function NoMail({ alerts }: { alerts: AlertRule[] }) {
  const { t, lang } = useText();
  const owners = new Set(alerts.flatMap((each) => (each.ownerHasMail ? [] : each.owner)));
  if (owners.size === 0) return null;
  const list = [...owners].map((owner) => t(`insights.al.owner.${owner}`));
  return (
    <p className="m">
      {t("insights.al.no-mail", { owners: list.join(lang === "zh" ? "、" : ", ") })}
    </p>
  );
}

function Rule({ rule }: { rule: AlertRule }) {
  const { t, say, moment, lang } = useText();
  const { id, name, condition, level, owner, state, says, since, silence, open, test } = rule;
  return (
    <li id={id} className={rule.isFiring ? "on" : undefined}>
      <div>
        <h3>
          <span className={`al-state ${state}`}>{t(`insights.al.state.${state}`)}</span> {say(name)}
        </h3>
        {says ? <p>{say(says)}</p> : null}
        <p className="m">
          {say(condition)}
          {lang === "zh" ? "。" : "."}
        </p>
        <p className="m">
          {t("insights.al.owned", {
            owner: t(`insights.al.owner.${owner}`),
            level: t(`insights.al.level.${level}`),
          })}
          {rule.everyMinutes > 1 ? ` ${t("insights.al.every", { n: rule.everyMinutes })}` : null}
        </p>
        <Standing {...{ open, since, silence, isFiring: rule.isFiring }} />
        {test ? (
          <p className="al-test">
            <b>{t("insights.al.test")}</b>{" "}
            {t("insights.al.test-by", { name: test.testedBy ?? "", time: moment(test.firedAt) })}{" "}
            {test.takenBy ? t("insights.al.test-taken", { name: test.takenBy }) : null}
          </p>
        ) : null}
      </div>
      <Deeds rule={rule} />
    </li>
  );
}

function Standing({
  open,
  since,
  silence,
  isFiring,
}: Pick<AlertRule, "open" | "since" | "silence" | "isFiring">) {
  const { t, moment } = useText();
  return (
    <>
      {isFiring && since ? (
        <p>
          {t("insights.al.since", { time: moment(since) })}{" "}
          {open?.takenBy && open.takenAt
            ? t("insights.al.taken", { name: open.takenBy, time: moment(open.takenAt) })
            : t("insights.al.free")}
        </p>
      ) : since ? (
        <p className="m">{t("insights.al.cleared", { time: moment(since) })}</p>
      ) : null}
      {silence ? (
        <p>
          {t("insights.al.silent", {
            ...{ time: moment(silence.until), name: silence.by ?? "", why: silence.why },
          })}
        </p>
      ) : null}
    </>
  );
}

const HOUR_MS = 3_600_000;
const lengths = [1, 4, 24, 168] as const;

function Deeds({ rule }: { rule: AlertRule }) {
  const { t, lang } = useText();
  const { role } = useMe();
  const queries = useQueryClient();
  const { send, busy, wrong } = useSend();
  const mayAct = role === "supervisor" || role === "admin";
  const { id, open, test, silence } = rule;
  const keep = (answer: Alerts) => queries.setQueryData(KEY, answer);
  const press = (deed: () => Promise<Alerts>) =>
    void send(async () => {
      keep(await deed());
    });
  const isFree = (open && !open.takenBy) || (test && !test.takenBy);
  return (
    <div className="deeds">
      <a
        className="b sm"
        href={`/docs/runbooks?lang=${lang}#${id}`}
        target="_blank"
        rel="noreferrer"
      >
        {t("insights.al.runbook")}
      </a>
      {mayAct && isFree ? (
        <button
          className="b sm p"
          type="button"
          aria-disabled={busy}
          onClick={() => press(() => alertsApi.take(id))}
        >
          {t("insights.al.take")}
        </button>
      ) : null}
      {mayAct ? (
        <button
          className="b sm"
          type="button"
          aria-disabled={busy || test !== null}
          onClick={() => (test ? undefined : press(() => alertsApi.test(id)))}
        >
          {t("insights.al.try")}
        </button>
      ) : null}
      {mayAct && silence ? (
        <button
          className="b sm"
          type="button"
          aria-disabled={busy}
          onClick={() => press(() => alertsApi.silence(id, null))}
        >
          {t("insights.al.unsilence")}
        </button>
      ) : null}
      {mayAct && !silence ? <Silence id={id} keep={keep} /> : null}
      <Wrong text={wrong} />
    </div>
  );
}

function Silence({ id, keep }: { id: string; keep(answer: Alerts): void }) {
  const { t } = useText();
  const [hours, setHours] = useState<number>(1);
  const queries = useQueryClient();
  const until = () => {
    // By the server's clock: what was last heard of it, and not this machine's.
    const heard = queries.getQueryData<Alerts>(KEY)?.freshAt ?? "";
    return new Date(Date.parse(heard) + hours * HOUR_MS).toISOString();
  };
  return (
    <details>
      <summary>{t("insights.al.silence")}</summary>
      <AskForm
        id={`silence-${id}`}
        label={t("insights.al.silence")}
        deed={async (why) => keep(await alertsApi.silence(id, until(), why))}
      >
        <label htmlFor={`silence-${id}-hours`}>{t("insights.al.how-long")}</label>
        <select
          id={`silence-${id}-hours`}
          value={hours}
          onChange={(event) => setHours(Number(event.target.value))}
        >
          {lengths.map((each) => (
            <option key={each} value={each}>
              {each < 24
                ? t("insights.al.hours", { n: each })
                : t("insights.al.days", { n: each / 24 })}
            </option>
          ))}
        </select>
      </AskForm>
    </details>
  );
}

function History({ rows }: { rows: Firing[] }) {
  const { t, say, moment } = useText();
  if (rows.length === 0) return <p className="blank">{t("insights.al.nothing-fired")}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it.
    <div className="wide" tabIndex={0}>
      <table className="twin">
        <thead>
          <tr>
            {(["alert", "fired", "over", "by", "on"] as const).map((column) => (
              <th key={column} scope="col">
                {t(`insights.al.h.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                {row.isTest ? <b className="al-state test">{t("insights.al.test")}</b> : null}{" "}
                {say(row.name)}
              </th>
              <td>{moment(row.firedAt)}</td>
              <td>{row.clearedAt ? moment(row.clearedAt) : t("insights.al.goes-on")}</td>
              <td>
                {row.takenBy && row.takenAt
                  ? t("insights.al.by", { name: row.takenBy, time: moment(row.takenAt) })
                  : t(row.toldAt ? "insights.al.nobody" : "insights.al.untold")}
              </td>
              <td>{say(row.says)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
