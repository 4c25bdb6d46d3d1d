/** D2: the cases of a view, due first and theft before; the next one is taken by one key. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { api } from "./api.ts";
import { ClockChip, clockWords, Risk, useNow } from "./clock.tsx";
import { useText } from "./i18n.ts";
import { useKeys } from "./keys.tsx";
import type { Queue, Row } from "./model.ts";
import { against } from "./second-person.tsx";
import { isDemo, Loading, useMe } from "./shell.tsx";

const views = ["team", "mine", "approvals", "theft", "late", "waiting", "all"] as const;
/** Without news for this long the page says so. */
const STALE_MS = 15_000;
const EVERY_MS = 10_000;

export function QueuePage() {
  const { t, clock } = useText();
  const { role } = useMe();
  const { view = "team", q = "" } = useSearch({ from: "/inside/desk" });
  const navigate = useNavigate();
  const decides = role === "agent" || role === "supervisor";
  const queue = useQuery({
    queryKey: ["queue", view, q],
    queryFn: () => api.queue(view, q),
    refetchInterval: EVERY_MS,
    placeholderData: (before) => before,
    enabled: decides,
  });
  const now = useNow(queue.data?.now);
  const rows = queue.data?.cases ?? [];
  const [at, setAt] = useState(0);
  const find = useRef<HTMLInputElement>(null);
  const next = useNext();
  const picked = Math.min(at, Math.max(rows.length - 1, 0));
  const open = (row: Row | undefined) =>
    row && void navigate({ to: "/desk/cases/$caseId", params: { caseId: row.id } });
  useKeys({
    j: () => setAt(Math.min(picked + 1, rows.length - 1)),
    k: () => setAt(Math.max(picked - 1, 0)),
    Enter: () => open(rows[picked]),
    n: () => next.take(),
    f: () => find.current?.focus(),
    c: () => void navigate({ to: "/desk/cases/new" }),
  });
  useEffect(() => {
    document.title = t("queue.title", { count: queue.data?.counts.team ?? 0 });
    document.querySelector("tr.sel")?.scrollIntoView({ block: "nearest" });
  });
  const isOld = useIsOld(queue.dataUpdatedAt);
  if (!decides)
    return (
      <p className="blank">
        {t("queue.not-for-you")}{" "}
        {role === "admin" ? <Link to="/desk/house">{t("house")}</Link> : null}
      </p>
    );
  if (!queue.data) return <Loading error={queue.error} again={() => void queue.refetch()} />;
  const { counts, closedToday } = queue.data;
  const isStale = queue.isError || isOld;
  return (
    <div className="q">
      <main id="main">
        <div className="qh">
          <h1>{t("queue.open", { count: counts.team })}</h1>
          <p>
            {t("queue.closed-today", { count: closedToday })}{" "}
            {t("queue.updated", { time: clock(new Date(queue.dataUpdatedAt).toISOString()) })}
          </p>
        </div>
        {isStale ? (
          <p className="wrong" role="status">
            {t("queue.stale")}
          </p>
        ) : null}
        <nav className="views" aria-label={t("views")}>
          {views.map((name) => (
            <Link
              key={name}
              to="/desk"
              search={{ ...(name !== "team" && { view: name }), ...(q && { q }) }}
              aria-current={name === view ? "true" : undefined}
              className={name in alarms && counts[name as "late"] > 0 ? "tab alarm" : "tab"}
            >
              {t(`view.${name}`)}
              {name === "all" ? null : <b>{counts[name]}</b>}
            </Link>
          ))}
          <label className="find">
            <span className="vh">{t("find")}</span>
            <input
              ref={find}
              type="search"
              defaultValue={q}
              placeholder={t("find")}
              onChange={(event) => {
                const q = event.target.value.trim();
                setAt(0);
                void navigate({
                  to: "/desk",
                  search: { ...(view !== "team" && { view }), ...(q && { q }) },
                  replace: true,
                });
              }}
            />
          </label>
        </nav>
        {rows.length === 0 ? (
          <div className="blank">
            <p>{t(q ? "queue.none-found" : `queue.none.${view}`)}</p>
            {isDemo && !q ? <Samples again={() => void queue.refetch()} /> : null}
          </div>
        ) : (
          <Rows rows={rows} picked={picked} now={now} pick={setAt} />
        )}
        {rows.length > 0 ? <p className="m">{t("queue.sorted", { count: rows.length })}</p> : null}
      </main>
      <Aside data={queue.data} now={now} next={next} />
    </div>
  );
}

/** Looked at more often than the clocks are: what is shown may be old, and somebody acts on it. */
function useIsOld(updatedAt: number): boolean {
  const [isOld, setOld] = useState(false);
  useEffect(() => {
    const look = () => setOld(Date.now() - updatedAt > STALE_MS);
    look();
    const timer = setInterval(look, 1_000);
    return () => clearInterval(timer);
  }, [updatedAt]);
  return isOld;
}

/** In the demo: claims of its people, so that there is something to try. */
function Samples({ again }: { again: () => void }) {
  const { t } = useText();
  const make = useMutation({ mutationFn: api.demoCases, onSuccess: again });
  return (
    <button
      className="b"
      type="button"
      aria-disabled={make.isPending}
      onClick={() => !make.isPending && make.mutate()}
    >
      {make.isPending ? t("sending") : t("queue.samples")}
    </button>
  );
}

const alarms = { theft: true, late: true };
const heads = ["clock", "case", "state", "what", "risk", "ask", "waits", "lang", "last", "owner"];

function Rows({
  rows,
  picked,
  now,
  pick,
}: {
  rows: readonly Row[];
  picked: number;
  now: number;
  pick: (at: number) => void;
}) {
  const { t, clock } = useText();
  return (
    <table className="qt">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col" aria-sort={head === "clock" ? "ascending" : undefined}>
              {t(`head.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr
            key={row.id}
            className={index === picked ? "sel" : ""}
            aria-current={index === picked ? "true" : undefined}
          >
            <td>
              <ClockChip row={row} now={now} />
            </td>
            <td>
              <Link
                className="ref"
                to="/desk/cases/$caseId"
                params={{ caseId: row.id }}
                onFocus={() => pick(index)}
              >
                {row.reference}
              </Link>
            </td>
            <td>{t(`state.${row.state}`)}</td>
            <td>{t(`situation.${row.situation}`)}</td>
            <td>
              <Risk of={row.risk} />
            </td>
            <td className="ask">
              {t(`ask.${row.ask}`)}
              {row.isTheftNow ? <b className="r"> {t("theft-now")}</b> : null}
              {row.isAppeal ? <b> {t("appeal")}</b> : null}
            </td>
            <td>{row.waitingFor ? t(`waits.${row.waitingFor}`) : "–"}</td>
            <td>{row.locale.startsWith("zh") ? "zh" : "en"}</td>
            <td>{clock(row.lastEvent.at)}</td>
            <td>{row.takenBy?.name ?? "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The most urgent case that nobody holds: taken by one press, however often it is pressed. */
function useNext() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const take = useMutation({
    mutationFn: api.next,
    onSuccess: (taken) => {
      void queries.invalidateQueries({ queryKey: ["queue"] });
      if (!taken) return;
      queries.setQueryData(["case", taken.case.id], taken);
      void navigate({ to: "/desk/cases/$caseId", params: { caseId: taken.case.id } });
    },
  });
  return {
    take: () => !take.isPending && take.mutate(),
    busy: take.isPending,
    none: take.isSuccess && take.data === null,
    error: take.error,
  };
}

function Aside({
  data,
  now,
  next,
}: {
  data: Queue;
  now: number;
  next: ReturnType<typeof useNext>;
}) {
  const text = useText();
  const { t } = text;
  const free = data.cases.find(({ state, takenBy }) => state === "open" && !takenBy);
  const harm = data.cases.filter(({ isTheftNow }) => isTheftNow);
  return (
    <aside aria-label={t("next.title")}>
      <section className="next">
        <p className="k">{t("next.title")}</p>
        {free ? (
          <>
            <p className="ref">{free.reference}</p>
            <p className="big">{clockWords(text, free, now)}</p>
            <p className="m">{t("next.due", { time: text.moment(free.dueAt) })}</p>
          </>
        ) : (
          <p>{t("next.none")}</p>
        )}
        <button
          className="b p full"
          type="button"
          aria-disabled={next.busy}
          onClick={() => next.take()}
        >
          {next.busy ? t("sending") : t("next.take")} <kbd>N</kbd>
        </button>
        <Link className="b full" to="/desk/cases/new">
          {t("new-case")} <kbd>C</kbd>
        </Link>
        <p role="status" className="m">
          {next.none ? t("next.nothing-left") : null}
          {next.error ? against(text, next.error) : null}
        </p>
      </section>
      {harm.length > 0 ? (
        <section className="sec">
          <h2>{t("harm")}</h2>
          <dl className="kv">
            {harm.map((row) => (
              <div key={row.id}>
                <dt>{row.reference}</dt>
                <dd>
                  <Link to="/desk/cases/$caseId" params={{ caseId: row.id }}>
                    {t("open")}
                  </Link>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ) : null}
      <section className="sec">
        <h2>{t("promise")}</h2>
        <dl className="kv">
          {(["late", "waiting", "approvals"] as const).map((name) => (
            <div key={name}>
              <dt>{t(`promise.${name}`)}</dt>
              <dd>{data.counts[name]}</dd>
            </div>
          ))}
        </dl>
      </section>
    </aside>
  );
}
