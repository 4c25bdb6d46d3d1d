/** D13: what protects takes one person and its reason; what ends a freeze, or lets it stand, is asked of two. */
import { type ReactNode, useState } from "react";
import type { useDeed } from "./case-rail.tsx";
import { house } from "./house-api.ts";
import { useText } from "./i18n.ts";
import type { Case, Hold } from "./model.ts";
import { useMe } from "./shell.tsx";

type Deed = ReturnType<typeof useDeed>;
type Part = { shown: Case; deed: Deed };

export function Protect({ shown, deed }: Part) {
  const { t } = useText();
  const { role } = useMe();
  const may = (what: string) => shown.allowed.includes(what);
  if (!may("holds") && shown.holds.length === 0) return null;
  return (
    <section className="sec">
      <h2>{t("protect")}</h2>
      {shown.holds.map((hold) => (
        <Standing key={hold.id} shown={shown} deed={deed} hold={hold} />
      ))}
      {may("holds") ? <p className="m">{t("protect.lead")}</p> : null}
      {may("holds") && !shown.holds.some(({ reason }) => reason === "suspected-takeover") ? (
        <WithReason
          name="freeze"
          deed={deed}
          label={t("protect.sure")}
          lead={t("protect.freeze-does")}
          run={(note) => house.hold(shown.id, { reason: "suspected-takeover", note })}
        />
      ) : null}
      {may("holds") && role === "supervisor" ? <Police shown={shown} deed={deed} /> : null}
      {may("sessions") ? (
        <WithReason
          name="sessions"
          deed={deed}
          label={t("protect.sessions-do")}
          lead={t("protect.sessions-does")}
          run={(reason) => house.endSessions(shown.id, reason)}
        />
      ) : null}
    </section>
  );
}

/** Closed until it is asked for; then a reason, and one button. */
function WithReason({
  name,
  deed,
  label,
  lead,
  run,
  reason = "ask.reason",
  look = "b stop",
  children,
}: {
  name: string;
  deed: Deed;
  label: string;
  lead: string;
  run: (reason: string) => Promise<{ case: Case }>;
  reason?: string;
  look?: string;
  children?: ReactNode;
}) {
  const { t } = useText();
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [isMissing, setMissing] = useState(false);
  const send = async () => {
    setMissing(text.trim() === "");
    if (text.trim() === "") return;
    if (!(await deed.run(() => run(text.trim())))) return;
    setText("");
    setOpen(false);
  };
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t(`protect.${name}`)}</summary>
      <div className="form">
        <p className="m">{lead}</p>
        {children}
        <label htmlFor={`why-${name}`}>{t(reason)}</label>
        <textarea
          id={`why-${name}`}
          rows={2}
          maxLength={500}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {isMissing ? (
          <p className="wrong" role="alert">
            {t("ask.reason-missing")}
          </p>
        ) : null}
        <button
          className={look}
          type="button"
          aria-disabled={deed.busy}
          onClick={() => void send()}
        >
          {deed.busy ? t("sending") : label}
        </button>
      </div>
    </details>
  );
}

const scopes = ["outgoing", "sign-in", "everything"] as const;

function Police({ shown, deed }: Part) {
  const { t } = useText();
  const [scope, setScope] = useState<string>("outgoing");
  return (
    <WithReason
      name="police"
      deed={deed}
      label={t("protect.sure")}
      lead={t("protect.police-does")}
      reason="protect.reference"
      run={(note) => house.hold(shown.id, { reason: "police-request", scope, note })}
    >
      <label htmlFor="police-scope">{t("protect.scope")}</label>
      <select id="police-scope" value={scope} onChange={(event) => setScope(event.target.value)}>
        {scopes.map((name) => (
          <option key={name} value={name}>
            {t(`scope.${name}`)}
          </option>
        ))}
      </select>
    </WithReason>
  );
}

/** A freeze that stands: why, what it stops, until when, and what is being asked about it. */
function Standing({ shown, deed, hold }: Part & { hold: Hold }) {
  const { t, moment } = useText();
  const ask = (what: "release" | "renewal") => (
    <WithReason
      key={what}
      name={what}
      deed={deed}
      label={t("ask.send")}
      look="b"
      lead={t(`protect.${what}-does`)}
      run={(reason) => house.askOfHold(shown.id, hold.id, what, reason)}
    />
  );
  return (
    <div className="frozen">
      <p>
        <b>{t(`hold.${hold.reason}`)}</b> · {t(`scope.${hold.scope}`)}
      </p>
      <p className="m">
        {hold.until ? t("hold.until", { time: moment(hold.until) }) : t("hold.no-end")}
      </p>
      {hold.asked.map((kind) => (
        <p className="m" key={kind}>
          {t(`protect.asked.${kind}`)}
        </p>
      ))}
      {hold.allowed.includes("hold-release") ? ask("release") : null}
      {hold.allowed.includes("hold-renewal") ? ask("renewal") : null}
    </div>
  );
}

/** To another team, which then has it in its queue. */
export function HandOver({ shown, deed }: Part) {
  const { t } = useText();
  const me = useMe();
  const others = shown.teams.filter((team) => team !== me.team);
  const [team, setTeam] = useState(others[0] ?? shown.teams[0] ?? "");
  if (!shown.allowed.includes("transfer") || shown.teams.length === 0) return null;
  return (
    <section className="sec">
      <h2>{t("transfer")}</h2>
      <label className="vh" htmlFor="to-team">
        {t("people.team")}
      </label>
      <div className="seg line">
        <select id="to-team" value={team} onChange={(event) => setTeam(event.target.value)}>
          {shown.teams.map((name) => (
            <option key={name} value={name}>
              {["east", "west"].includes(name) ? t(`team.${name}`) : name}
            </option>
          ))}
        </select>
        <button
          className="b"
          type="button"
          aria-disabled={deed.busy}
          onClick={() => void deed.run(() => house.transfer(shown.id, team))}
        >
          {t("transfer.do")}
        </button>
      </div>
    </section>
  );
}
