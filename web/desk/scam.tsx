/** One cluster of scam reports: what it is, what speaks for it, and what two people or one may do. Nothing can be clicked. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { Change } from "./house-api.ts";
import { fresh } from "./house-queries.ts";
import { AskForm, useSend, Wrong } from "./house-words.tsx";
import { useText } from "./i18n.ts";
import { type Cluster, type ScamReport, scams, type Whole } from "./scams-api.ts";
import { Loading, useMe } from "./shell.tsx";

export function ScamPage() {
  const { t } = useText();
  const { clusterId } = useParams({ from: "/inside/desk/scams/$clusterId" });
  const whole = useQuery({
    ...fresh,
    queryKey: ["scams", clusterId],
    queryFn: () => scams.one(clusterId),
  });
  useEffect(() => {
    document.title = t("scams.title");
  }, [t]);
  return (
    <main className="house" id="main">
      <p>
        <Link to="/desk/scams">{t("scams.back")}</Link>
      </p>
      {whole.data ? (
        <One whole={whole.data} />
      ) : (
        <Loading error={whole.error} again={() => void whole.refetch()} />
      )}
    </main>
  );
}

function One({ whole }: { whole: Whole }) {
  const { t } = useText();
  const { cluster, days, reports, people } = whole;
  const { role } = useMe();
  const decides = role === "agent" || role === "supervisor";
  return (
    <>
      <h1>
        <bdi className={cluster.kind === "message" ? undefined : "mono"}>{cluster.value}</bdi>
      </h1>
      <div className="halves">
        <div>
          <Facts cluster={cluster} people={people} />
          <section className="sec" aria-labelledby="scam-reports">
            <h2 id="scam-reports">{t("scams.reports")}</h2>
            <ul className="list">
              {reports.map((report) => (
                <Sent key={report.id} clusterId={cluster.id} report={report} decides={decides} />
              ))}
            </ul>
          </section>
        </div>
        <div>
          {decides ? <Deeds cluster={cluster} /> : null}
          <section className="sec" aria-labelledby="scam-days">
            <h2 id="scam-days">{t("scams.days")}</h2>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("scams.day")}</th>
                  <th scope="col" className="n">
                    {t("scams.people")}
                  </th>
                  <th scope="col" className="n">
                    {t("scams.times")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {days.map((one) => (
                  <Day key={one.day} {...one} />
                ))}
              </tbody>
            </table>
          </section>
        </div>
      </div>
    </>
  );
}

function Day({ day, reports, reporters }: Whole["days"][number]) {
  const text = useText();
  return (
    <tr>
      <th scope="row">{text.day(day)}</th>
      <td className="n">{reporters}</td>
      <td className="n">{reports}</td>
    </tr>
  );
}

function Facts({ cluster, people }: { cluster: Cluster; people: Record<string, string> }) {
  const { t, say, moment, day } = useText();
  const { mark, listedSince, imitates, verdict, reasons } = cluster;
  const { today, tenDays, signedIn, clicked, paid, gaveCode } = cluster.people;
  return (
    <>
      <dl className="kv">
        <div>
          <dt>{t("scams.verdict")}</dt>
          <dd>
            {t(`scams.verdict.${verdict}`)}
            {imitates ? ` · ${t("scams.like", { name: say(imitates.name) })}` : null}
          </dd>
        </div>
        <div>
          <dt>{t("scams.people")}</dt>
          <dd>{t("scams.counted", { today, tenDays, signedIn })}</dd>
        </div>
        <div>
          <dt>{t("scams.harm")}</dt>
          <dd>{t("scams.harmed", { clicked, gaveCode, paid })}</dd>
        </div>
        <div>
          <dt>{t("scams.seen")}</dt>
          <dd>
            {moment(cluster.firstAt)} – {moment(cluster.lastAt)}
          </dd>
        </div>
        {listedSince ? (
          <div>
            <dt>{t("scams.list")}</dt>
            <dd>{t("scams.listed-since", { day: day(listedSince) })}</dd>
          </div>
        ) : null}
        {mark ? (
          <div>
            <dt>{t(`scams.mark.${mark.is}`)}</dt>
            <dd>
              {people[mark.by] ?? mark.by}, {moment(mark.at)}: {mark.reason}
            </dd>
          </div>
        ) : null}
      </dl>
      {reasons.length > 0 ? (
        <section className="sec" aria-labelledby="scam-why">
          <h2 id="scam-why">{t("scams.why")}</h2>
          <ul className="list">
            {reasons.map(({ text }) => (
              <li key={text.en}>
                <bdi>{say(text)}</bdi>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}

/** What can be done: the list by two, a note by one. */
function Deeds({ cluster }: { cluster: Cluster }) {
  const { t, moment } = useText();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Change | null>(null);
  const box = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (asked) box.current?.focus();
  }, [asked]);
  const { id, listedSince, mayList, mark } = cluster;
  const deed = listedSince ? "end" : "add";
  const note = async (is: string, reason: string) => {
    const whole = await scams.mark(id, is, reason);
    queries.setQueryData(["scams", id], whole);
    await queries.invalidateQueries({ queryKey: ["scams"], exact: true });
  };
  return (
    <>
      <section aria-labelledby="scam-list">
        <h2 id="scam-list">{t("scams.list")}</h2>
        <p className="m">
          {t(mayList || listedSince ? "scams.list.lead" : `scams.list.not.${why(cluster)}`)}
        </p>
        {asked ? (
          <p className="said" role="status" tabIndex={-1} ref={box}>
            {t("ask.waits", { time: moment(asked.expiresAt) })}
          </p>
        ) : null}
        {!asked && (mayList || listedSince) ? (
          <details>
            <summary>{t(`scams.list.${deed}`)}</summary>
            <AskForm
              id="scam-listing"
              label={t("ask.send")}
              deed={async (reason) => {
                setAsked((await scams.askListing(id, deed, reason)).change);
                await queries.invalidateQueries({ queryKey: ["house"] });
              }}
            />
          </details>
        ) : null}
      </section>
      <section className="sec" aria-labelledby="scam-note">
        <h2 id="scam-note">{t("scams.note")}</h2>
        <p className="m">{t("scams.note.lead")}</p>
        {(mark ? (["none"] as const) : (["not-a-scam", "taken-down"] as const)).map((is) => (
          <details key={is}>
            <summary>{t(`scams.note.${is}`)}</summary>
            <AskForm
              id={`scam-${is}`}
              label={t(`scams.note.${is}`)}
              look="b"
              deed={(reason) => note(is, reason)}
            />
          </details>
        ))}
      </section>
    </>
  );
}

const why = ({ kind }: Cluster) => (kind === "message" ? "words" : "official");

/** One report; its text is opened as a file is. */
function Sent({
  clusterId,
  report,
  decides,
}: {
  clusterId: string;
  report: ScamReport;
  decides: boolean;
}) {
  const { t, moment } = useText();
  const [shown, setShown] = useState<{ text: string; sender: string | null } | null>(null);
  const { send, busy, wrong } = useSend();
  const { id, at, verdict, signedIn, indicator, hasText, clicked, gaveCode, paid } = report;
  const did = [
    ...(clicked ? [t("scams.did.clicked")] : []),
    ...(gaveCode ? [t("scams.did.code")] : []),
    ...(paid ? [t("scams.did.paid")] : []),
  ];
  return (
    <li>
      <div>
        <bdi>{indicator}</bdi>
        <p className="m">
          {[
            moment(at),
            t(signedIn ? "scams.by.owner" : "scams.by.stranger"),
            t("scams.then", { verdict: t(`scams.verdict.${verdict}`) }),
            ...did,
          ].join(" · ")}
        </p>
        <Wrong text={wrong} />
        {shown ? (
          <div className="said" role="status">
            {shown.sender ? (
              <p className="m">{t("scams.sender", { sender: shown.sender })}</p>
            ) : null}
            <p className="as-sent">
              <bdi>{shown.text}</bdi>
            </p>
          </div>
        ) : null}
        {!shown && hasText && decides ? (
          <button
            className="b sm"
            type="button"
            aria-disabled={busy}
            onClick={() => void send(async () => setShown(await scams.text(clusterId, id)))}
          >
            {busy ? t("sending") : t("scams.read")}
          </button>
        ) : null}
        {!hasText ? <p className="m">{t("scams.text-gone")}</p> : null}
      </div>
    </li>
  );
}
