/** The house: what waits for a second person, what is switched off, who works here, and whose account is whose. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { type Change, house } from "./house-api.ts";
import { fresh, useChanges, useStaff } from "./house-queries.ts";
import {
  AskForm,
  barWords,
  changeWords,
  switches,
  switchWords,
  teamWords,
  useSend,
  Wrong,
} from "./house-words.tsx";
import { useText } from "./i18n.ts";
import { LegalHolds, Retention } from "./keeping.tsx";
import { Loading, useMe } from "./shell.tsx";

export function HousePage() {
  const { t } = useText();
  const { role } = useMe();
  useEffect(() => {
    document.title = t("house.title");
  }, [t]);
  if (role === "analyst") return <p className="blank">{t("house.not-for-you")}</p>;
  const supervises = role === "supervisor" || role === "admin";
  return (
    <main className="house" id="main">
      <h1>{t("house")}</h1>
      <div className="halves">
        <div>
          <Waiting />
          {role === "supervisor" ? <Stamps /> : null}
          {role === "admin" ? <People /> : null}
        </div>
        <div>
          <Brakes may={supervises} />
          <Ties />
          {supervises ? <LegalHolds /> : null}
        </div>
      </div>
      {supervises ? <Retention /> : null}
    </main>
  );
}

function Waiting() {
  const { t } = useText();
  const list = useChanges();
  if (!list.data) return <Loading error={list.error} again={() => void list.refetch()} />;
  const { changes, people } = list.data;
  const waiting = changes.filter(({ state }) => state === "waiting");
  const rest = changes.filter(({ state }) => state !== "waiting");
  return (
    <>
      <section aria-labelledby="waiting">
        <h2 id="waiting">{t("changes.waiting", { count: waiting.length })}</h2>
        {waiting.length === 0 ? <p className="m">{t("changes.none")}</p> : null}
        <Rows changes={waiting} people={people} />
      </section>
      {rest.length > 0 ? (
        <section className="sec" aria-labelledby="decided">
          <h2 id="decided">{t("changes.decided")}</h2>
          <Rows changes={rest} people={people} />
        </section>
      ) : null}
    </>
  );
}

function Rows({ changes, people }: { changes: Change[]; people: Record<string, string> }) {
  const text = useText();
  const { t, moment } = text;
  const me = useMe();
  return (
    <ul className="list">
      {changes.map((change) => (
        <li key={change.id}>
          <div>
            <Link to="/desk/house/changes/$changeId" params={{ changeId: change.id }}>
              {changeWords(text, change.facts, people)}
            </Link>
            <p className="m">
              {t("changes.asked-by", {
                ...{ name: people[change.askedBy] ?? change.askedBy },
                ...{ time: moment(change.askedAt) },
              })}
              {change.decidedBy
                ? ` · ${t(`changes.${change.state}-by`, {
                    ...{ name: people[change.decidedBy] ?? change.decidedBy },
                    ...{ time: moment(change.decidedAt ?? change.askedAt) },
                  })}`
                : null}
              {change.state === "expired" ? ` · ${t("changes.expired")}` : null}
            </p>
            {change.bar ? <p className="m">{barWords(text, change, me.id)}</p> : null}
          </div>
          {change.allowed.includes("approve") ? <b className="r">{t("changes.you")}</b> : null}
        </li>
      ))}
    </ul>
  );
}

function Brakes({ may }: { may: boolean }) {
  const text = useText();
  const { t, moment } = text;
  const queries = useQueryClient();
  const list = useQuery({ ...fresh, queryKey: ["house", "brakes"], queryFn: house.brakes });
  const { data: changes } = useChanges();
  if (!list.data) return <Loading error={list.error} again={() => void list.refetch()} />;
  const { brakes } = list.data;
  const asked = new Set(
    (changes?.changes ?? []).flatMap(({ state, facts }) =>
      state === "waiting" && facts.kind === "brake-release" ? [facts.what] : [],
    ),
  );
  const people = changes?.people ?? {};
  const free = switches.filter((what) => !brakes.some((brake) => brake.what === what));
  return (
    <section aria-labelledby="brakes">
      <h2 id="brakes">{t("brakes")}</h2>
      <p className="m">{t("brakes.lead")}</p>
      {brakes.length === 0 ? <p>{t("brakes.none")}</p> : null}
      <ul className="list">
        {brakes.map(({ what, setBy, setAt, reason }) => (
          <li key={what}>
            <div>
              <b className="r">{t("brake.is-off", { what: switchWords(text, what) })}</b>
              <p className="m">
                {t("brake.by", { name: people[setBy] ?? setBy, time: moment(setAt) })}
              </p>
              <p>{reason}</p>
              {may && asked.has(what) ? <p className="m">{t("brake.asked")}</p> : null}
              {may && !asked.has(what) ? (
                <details>
                  <summary>{t("brake.release")}</summary>
                  <AskForm
                    id={`release-${what.replace(":", "-")}`}
                    label={t("ask.send")}
                    look="b"
                    deed={async (reason) => {
                      await house.ask({ kind: "brake-release", what, reason });
                      await queries.invalidateQueries({ queryKey: ["house"] });
                    }}
                  />
                </details>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
      {may ? (
        <details>
          <summary>{t("brake.new")}</summary>
          <ul className="list">
            {free.map((what) => (
              <li key={what}>
                <Link to="/desk/house/brake" search={{ what }}>
                  {switchWords(text, what)}
                </Link>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

/** D9: who decides faster than anybody reads. */
function Stamps() {
  const { t } = useText();
  const list = useQuery({ queryKey: ["house", "quick"], queryFn: house.quick });
  const people = list.data?.people ?? [];
  if (people.length === 0) return null;
  return (
    <section className="sec" aria-labelledby="stamps">
      <h2 id="stamps">{t("stamps")}</h2>
      <p className="m">{t("stamps.lead")}</p>
      <ul className="list">
        {people.map(({ id, name, medianMs }) => (
          <li key={id}>
            <b>{name}</b>
            <span className="r">
              {t("stamps.median", { seconds: Math.round(medianMs / 1000) })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function People() {
  const text = useText();
  const { t } = text;
  const list = useStaff(true);
  if (!list.data) return <Loading error={list.error} again={() => void list.refetch()} />;
  const here = list.data.staff.filter(({ endedAt }) => !endedAt);
  const left = list.data.staff.length - here.length;
  return (
    <section className="sec" aria-labelledby="people">
      <h2 id="people">{t("people", { count: here.length })}</h2>
      <table>
        <thead>
          <tr>
            {(["name", "role", "team", "provider"] as const).map((head) => (
              <th key={head} scope="col">
                {t(`people.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {here.map(({ id, name, role, team, hasProvider }) => (
            <tr key={id}>
              <td>
                <Link to="/desk/house/people/$staffId" params={{ staffId: id }}>
                  {name}
                </Link>
              </td>
              <td>{t(`role.${role}`)}</td>
              <td>{teamWords(text, team)}</td>
              <td>{hasProvider ? t("people.bound") : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 ? <p className="m">{t("people.left", { count: left })}</p> : null}
      <p>
        <Link className="b" to="/desk/house/people/new">
          {t("people.add")}
        </Link>
      </p>
    </section>
  );
}

/** Accounts in which somebody here has an interest: said by one, taken back by two others. */
function Ties() {
  const { t, moment } = useText();
  const me = useMe();
  const queries = useQueryClient();
  const isAdmin = me.role === "admin";
  const list = useQuery({ ...fresh, queryKey: ["house", "ties"], queryFn: house.ties });
  const staff = useStaff(isAdmin);
  const [identifier, setIdentifier] = useState("");
  const [who, setWho] = useState(me.id);
  const { send, busy, wrong, setWrong } = useSend();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (identifier.trim() === "") return setWrong(t("tie.missing"));
    void send(async () => {
      queries.setQueryData(["house", "ties"], await house.tie(identifier.trim(), who));
      setIdentifier("");
    });
  };
  return (
    <section className="sec" aria-labelledby="ties">
      <h2 id="ties">{t("ties")}</h2>
      <p className="m">{t("ties.lead")}</p>
      <ul className="list">
        {(list.data?.ties ?? []).map(({ staffId, name, accountId, since }) => (
          <li key={`${staffId} ${accountId}`}>
            <div>
              <span className="mono">{accountId}</span> · {name}
              {since ? <p className="m">{t("tie.since", { time: moment(since) })}</p> : null}
              {isAdmin && staffId !== me.id ? (
                <details>
                  <summary>{t("tie.remove")}</summary>
                  <AskForm
                    id={`untie-${staffId}-${accountId}`}
                    label={t("ask.send")}
                    look="b"
                    deed={async (reason) => {
                      await house.ask({ kind: "tie-removal", staffId, accountId, reason });
                      await queries.invalidateQueries({ queryKey: ["house"] });
                    }}
                  />
                </details>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
      <form className="form" onSubmit={submit}>
        {isAdmin ? (
          <>
            <label htmlFor="tie-who">{t("tie.who")}</label>
            <select id="tie-who" value={who} onChange={(event) => setWho(event.target.value)}>
              {(staff.data?.staff ?? [])
                .filter(({ endedAt }) => !endedAt)
                .map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
            </select>
          </>
        ) : null}
        <label htmlFor="tie-account">{t("tie.account")}</label>
        <input
          id="tie-account"
          autoComplete="off"
          maxLength={320}
          value={identifier}
          onChange={(event) => setIdentifier(event.target.value)}
        />
        <Wrong text={wrong} />
        <button className="b" type="submit" aria-disabled={busy}>
          {busy ? t("sending") : t("tie.add")}
        </button>
      </form>
    </section>
  );
}
