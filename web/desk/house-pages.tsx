/** Pages of the house that do one thing each: agree to a change, switch something off, change who works here. */
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { type Asked, type Decided, house, type Member } from "./house-api.ts";
import { useChanges, useStaff } from "./house-queries.ts";
import {
  AskedNote,
  AskForm,
  barWords,
  changeWords,
  switchWords,
  teamWords,
  useSend,
  Wrong,
} from "./house-words.tsx";
import { useText } from "./i18n.ts";
import { HoldAsked } from "./keeping.tsx";
import type { Me } from "./model.ts";
import { RegistryAsked } from "./registry-side.tsx";
import { Loading, useMe } from "./shell.tsx";

function Page({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useText();
  useEffect(() => {
    document.title = `${title} · ${t("brand")}`;
  }, [title, t]);
  return (
    <main className="house one" id="main">
      <p>
        <Link to="/desk/house">{t("house.back")}</Link>
      </p>
      <h1>{title}</h1>
      {children}
    </main>
  );
}

/** One change, whole, with who asked for it and why; the second person decides here. */
export function ChangePage() {
  const text = useText();
  const { t, moment } = text;
  const me = useMe();
  const queries = useQueryClient();
  const { changeId } = useParams({ from: "/inside/desk/house/changes/$changeId" });
  const list = useChanges();
  const { send, busy, wrong } = useSend();
  const [made, setMade] = useState<Decided | null>(null);
  if (!list.data) return <Loading error={list.error} again={() => void list.refetch()} />;
  const { people, changes } = list.data;
  const change = changes.find(({ id }) => id === changeId);
  if (!change) return <Page title={t("changes.not-here")}>{null}</Page>;
  const { facts } = change;
  const isOwn = change.askedBy === me.id;
  const decide = (outcome: "approve" | "refuse") =>
    void send(async () => {
      setMade(await house.decide(change.id, outcome));
      await queries.invalidateQueries({ queryKey: ["house"] });
    });
  return (
    <Page title={changeWords(text, facts, people)}>
      <dl className="kv">
        <div>
          <dt>{t("changes.by")}</dt>
          <dd>
            {people[change.askedBy] ?? change.askedBy}, {moment(change.askedAt)}
          </dd>
        </div>
        <div>
          <dt>{t("ask.reason")}</dt>
          <dd>{change.reason || "–"}</dd>
        </div>
        <div>
          <dt>{t("changes.state")}</dt>
          <dd>
            {change.state === "waiting"
              ? t("changes.until", { time: moment(change.expiresAt) })
              : t(`changes.state.${change.state}`)}
            {change.decidedBy ? ` · ${people[change.decidedBy] ?? change.decidedBy}` : null}
          </dd>
        </div>
        {facts.kind === "legal-hold-release" && me.role !== "agent" ? (
          <HoldAsked accountId={facts.accountId} legalHoldId={facts.legalHoldId} />
        ) : null}
        {facts.kind === "registry" ? <RegistryAsked changeId={change.id} /> : null}
        {facts.kind === "scam-listing" && me.role !== "admin" ? (
          <div>
            <dt>{t("scams.reports")}</dt>
            <dd>
              <Link to="/desk/scams/$clusterId" params={{ clusterId: facts.clusterId }}>
                {t("scams.look")}
              </Link>
            </dd>
          </div>
        ) : null}
        {"caseId" in facts ? (
          <div>
            <dt>{t("case")}</dt>
            <dd>
              {me.role === "admin" ? (
                facts.reference
              ) : (
                <Link to="/desk/cases/$caseId" params={{ caseId: facts.caseId }}>
                  {facts.reference}
                </Link>
              )}{" "}
              · {t(`scope.${facts.scope}`)}
            </dd>
          </div>
        ) : null}
      </dl>
      {change.bar ? <p>{barWords(text, change, me.id)}</p> : null}
      <Wrong text={wrong} />
      {change.allowed.length > 0 ? (
        <div className="seg">
          {change.allowed.includes("approve") ? (
            <button
              className="b p"
              type="button"
              aria-disabled={busy}
              onClick={() => decide("approve")}
            >
              {busy ? t("sending") : t("changes.agree")}
            </button>
          ) : null}
          <button className="b" type="button" aria-disabled={busy} onClick={() => decide("refuse")}>
            {t(isOwn ? "changes.take-back" : "changes.refuse")}
          </button>
        </div>
      ) : null}
      {made ? (
        <section className="said" role="status">
          <p>{t(made.change.state === "approved" ? "changes.done" : "changes.dropped")}</p>
          {made.invite ? (
            <>
              <p>{t("changes.invite", { time: moment(made.invite.expiresAt) })}</p>
              <p className="url mono">{made.invite.url}</p>
              <p className="m">{t("changes.invite-once")}</p>
            </>
          ) : null}
        </section>
      ) : null}
    </Page>
  );
}

/** A page, not a box over a page: what it does to everybody stands beside the button. */
export function BrakePage() {
  const text = useText();
  const { t } = text;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { what } = useSearch({ from: "/inside/desk/house/brake" });
  const words = switchWords(text, what);
  return (
    <Page title={t("brake.title", { what: words })}>
      <p>{t(what === "completions" ? "brake.does-all" : "brake.does", { what: words })}</p>
      <p className="m">{t("brake.two")}</p>
      <AskForm
        id="brake"
        label={t("brake.do")}
        look="b stop"
        deed={async (reason) => {
          await house.brake(what, reason);
          await queries.invalidateQueries({ queryKey: ["house"] });
          await navigate({ to: "/desk/house" });
        }}
      />
    </Page>
  );
}

const roles = ["agent", "supervisor", "analyst", "admin"] as const;
const isTeamed = (role: string) => role === "agent" || role === "supervisor";
type Place = { role: Me["role"]; team: string };

function RoleFields({ place, set }: { place: Place; set: (place: Place) => void }) {
  const text = useText();
  const { t } = text;
  const { data } = useStaff(true);
  const teams = [...new Set((data?.staff ?? []).flatMap(({ team }) => team ?? []))].sort();
  return (
    <>
      <label htmlFor="role">{t("people.role")}</label>
      <select
        id="role"
        value={place.role}
        onChange={(event) => set({ ...place, role: event.target.value as Me["role"] })}
      >
        {roles.map((role) => (
          <option key={role} value={role}>
            {t(`role.${role}`)}
          </option>
        ))}
      </select>
      {isTeamed(place.role) ? (
        <>
          <label htmlFor="team">{t("people.team")}</label>
          <input
            id="team"
            list="teams"
            autoComplete="off"
            maxLength={40}
            value={place.team}
            onChange={(event) => set({ ...place, team: event.target.value })}
          />
          <datalist id="teams">
            {teams.map((team) => (
              <option key={team} value={team}>
                {teamWords(text, team)}
              </option>
            ))}
          </datalist>
        </>
      ) : null}
    </>
  );
}

const placed = ({ role, team }: Place) => ({ role, ...(isTeamed(role) && { team: team.trim() }) });

export function NewPersonPage() {
  const { t } = useText();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [place, setPlace] = useState<Place>({ role: "agent", team: "" });
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <Page title={t("people.add")}>
      {asked ? (
        <AskedNote asked={asked} />
      ) : (
        <>
          <p className="m">{t("people.add-lead")}</p>
          <AskForm
            id="add"
            label={t("ask.send")}
            deed={async (reason) => {
              const change = { kind: "staff", deed: "add", name: name.trim(), ...placed(place) };
              setAsked(await house.ask({ ...change, reason }));
              await queries.invalidateQueries({ queryKey: ["house"] });
            }}
          >
            <label htmlFor="name">{t("people.name")}</label>
            <input
              id="name"
              autoComplete="off"
              maxLength={80}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <RoleFields place={place} set={setPlace} />
          </AskForm>
        </>
      )}
    </Page>
  );
}

export function PersonPage() {
  const text = useText();
  const { t } = text;
  const { staffId } = useParams({ from: "/inside/desk/house/people/$staffId" });
  const list = useStaff(true);
  if (!list.data) return <Loading error={list.error} again={() => void list.refetch()} />;
  const member = list.data.staff.find(({ id }) => id === staffId);
  if (!member) return <Page title={t("people.nobody")}>{null}</Page>;
  return (
    <Page title={member.name}>
      <p className="m">
        {t(`role.${member.role}`)} · {teamWords(text, member.team)} ·{" "}
        <span className="mono">{member.id}</span>
      </p>
      <PersonForm member={member} key={member.id} />
    </Page>
  );
}

const deeds = ["role", "passkey", "identity", "end"] as const;

function PersonForm({ member }: { member: Member }) {
  const { t } = useText();
  const me = useMe();
  const queries = useQueryClient();
  const [deed, setDeed] = useState<(typeof deeds)[number]>("role");
  const [place, setPlace] = useState<Place>({ role: member.role, team: member.team ?? "" });
  const [issuer, setIssuer] = useState("");
  const [subject, setSubject] = useState("");
  const [asked, setAsked] = useState<Asked | null>(null);
  if (asked) return <AskedNote asked={asked} />;
  if (member.id === me.id) return <p>{t("people.yourself")}</p>;
  const change = {
    role: { kind: "role", ...placed(place) },
    passkey: { kind: "staff", deed: "passkey" },
    identity: { kind: "staff", deed: "identity", issuer: issuer.trim(), subject: subject.trim() },
    end: { kind: "staff", deed: "end" },
  }[deed];
  const field = (id: string, value: string, set: (value: string) => void) => (
    <>
      <label htmlFor={id}>{t(`people.${id}`)}</label>
      <input
        id={id}
        autoComplete="off"
        maxLength={255}
        value={value}
        onChange={(event) => set(event.target.value)}
      />
    </>
  );
  return (
    <AskForm
      id="person"
      label={t("ask.send")}
      deed={async (reason) => {
        setAsked(await house.ask({ ...change, staffId: member.id, reason }));
        await queries.invalidateQueries({ queryKey: ["house"] });
      }}
    >
      <fieldset className="opts">
        <legend>{t("people.what")}</legend>
        {deeds.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="deed"
              value={name}
              checked={deed === name}
              onChange={() => setDeed(name)}
            />
            {t(`people.deed.${name}`)}
          </label>
        ))}
      </fieldset>
      {deed === "role" ? <RoleFields place={place} set={setPlace} /> : null}
      {deed === "identity" ? (
        <>
          {field("issuer", issuer, setIssuer)}
          {field("subject", subject, setSubject)}
        </>
      ) : null}
      <p className="m">{t(`people.does.${deed}`)}</p>
    </AskForm>
  );
}
