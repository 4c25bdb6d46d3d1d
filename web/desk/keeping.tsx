/** Parts of the house about what stays and what goes: legal holds, and the terms of every kind of data. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { house } from "./house-api.ts";
import { fresh, useChanges, useLegalHolds, useStaff } from "./house-queries.ts";
import { AskForm, useSend, Wrong } from "./house-words.tsx";
import { useText } from "./i18n.ts";
import type { LegalHold } from "./model.ts";
import { Loading, useMe } from "./shell.tsx";

/** An account first, by its id; then what keeps it, and what may be done about that. */
export function LegalHolds() {
  const { t } = useText();
  const [typed, setTyped] = useState("");
  const [accountId, setAccountId] = useState("");
  const [wrong, setWrong] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWrong(typed.trim() === "" ? t("legal-holds.missing") : "");
    setAccountId(typed.trim());
  };
  return (
    <section className="sec" aria-labelledby="legal-holds">
      <h2 id="legal-holds">{t("legal-holds")}</h2>
      <p className="m">{t("legal-holds.lead")}</p>
      <form className="form" onSubmit={submit}>
        <label htmlFor="hold-account">{t("legal-holds.account")}</label>
        <input
          id="hold-account"
          className="mono"
          autoComplete="off"
          maxLength={64}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Wrong text={wrong} />
        <button className="b" type="submit">
          {t("legal-holds.show")}
        </button>
      </form>
      {accountId ? <OfAccount key={accountId} accountId={accountId} /> : null}
    </section>
  );
}

function OfAccount({ accountId }: { accountId: string }) {
  const { t } = useText();
  const { role } = useMe();
  const list = useLegalHolds(accountId);
  const heading = useRef<HTMLHeadingElement>(null);
  const isThere = list.data !== undefined;
  useEffect(() => {
    if (isThere) heading.current?.focus();
  }, [isThere]);
  if (!list.data) return <Loading error={list.error} again={() => void list.refetch()} />;
  const { legalHolds } = list.data;
  return (
    <div className="of">
      <h3 tabIndex={-1} ref={heading}>
        {t("legal-holds.of")} <span className="mono">{accountId}</span>
      </h3>
      {legalHolds.length === 0 ? <p>{t("legal-holds.none")}</p> : null}
      <ul className="list">
        {legalHolds.map((hold) => (
          <Placed key={hold.id} accountId={accountId} hold={hold} />
        ))}
      </ul>
      {role === "supervisor" ? <Place accountId={accountId} /> : <p>{t("legal-holds.who")}</p>}
    </div>
  );
}

function Placed({ accountId, hold }: { accountId: string; hold: LegalHold }) {
  const { t, moment, day } = useText();
  const queries = useQueryClient();
  const { data } = useChanges();
  const staff = useStaff(true);
  const named = (ids: string) =>
    ids
      .split(" ")
      .map((id) => staff.data?.staff.find((member) => member.id === id)?.name ?? id)
      .join(t("legal-hold.and"));
  const asked = (data?.changes ?? []).find(
    ({ state, facts }) =>
      state === "waiting" && facts.kind === "legal-hold-release" && facts.legalHoldId === hold.id,
  );
  const { id, reference, placedBy, placedAt, releasedAt, releasedBy } = hold;
  return (
    <li>
      <div>
        <b>{reference}</b>
        <p className="m">{t("legal-hold.by", { name: named(placedBy), day: day(placedAt) })}</p>
        {releasedAt ? (
          <p className="m">
            {t("legal-hold.ended-by", { names: named(releasedBy ?? ""), day: day(releasedAt) })}
          </p>
        ) : null}
        {asked ? (
          <p className="m" role="status">
            {t("legal-hold.asked", { time: moment(asked.expiresAt) })}
          </p>
        ) : null}
        {!releasedAt && !asked ? (
          <details>
            <summary>{t("legal-hold.end")}</summary>
            <AskForm
              id={`end-${id}`}
              label={t("ask.send")}
              look="b"
              deed={async (reason) => {
                const change = { kind: "legal-hold-release", accountId, legalHoldId: id };
                await house.ask({ ...change, reason });
                await queries.invalidateQueries({ queryKey: ["house"] });
              }}
            />
          </details>
        ) : null}
      </div>
    </li>
  );
}

function Place({ accountId }: { accountId: string }) {
  const { t } = useText();
  const queries = useQueryClient();
  const [reference, setReference] = useState("");
  const { send, busy, wrong, setWrong } = useSend();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reference.trim() === "") return setWrong(t("legal-hold.reference-missing"));
    void send(async () => {
      await house.placeLegalHold(accountId, reference.trim());
      setReference("");
      await queries.invalidateQueries({ queryKey: ["house", "legal-holds"] });
    });
  };
  return (
    <form className="form" onSubmit={submit}>
      <label htmlFor="hold-reference">{t("legal-hold.reference")}</label>
      <input
        id="hold-reference"
        autoComplete="off"
        maxLength={200}
        value={reference}
        onChange={(event) => setReference(event.target.value)}
      />
      <Wrong text={wrong} />
      <button className="b" type="submit" aria-disabled={busy}>
        {busy ? t("sending") : t("legal-hold.place")}
      </button>
    </form>
  );
}

/** Beside a change: what would end. Who agrees to an id alone agrees to nothing. */
export function HoldAsked({ accountId, legalHoldId }: { accountId: string; legalHoldId: string }) {
  const { t, day } = useText();
  const { data, error } = useLegalHolds(accountId);
  const hold = data?.legalHolds.find(({ id }) => id === legalHoldId);
  const words = error ? t("unreachable") : t("loading");
  return (
    <div>
      <dt>{t("legal-hold.reference")}</dt>
      <dd>
        {hold ? `${hold.reference} · ${t("legal-hold.since", { day: day(hold.placedAt) })}` : words}
      </dd>
    </div>
  );
}

const heads = ["what", "days", "rows", "held", "next"] as const;
const isCount = (head: string) => head !== "what" && head !== "next";

/** Read only: a term is a part of the policy. */
export function Retention() {
  const { t, day } = useText();
  const list = useQuery({ ...fresh, queryKey: ["house", "retention"], queryFn: house.retention });
  if (!list.data) return <Loading error={list.error} again={() => void list.refetch()} />;
  return (
    <section className="sec" aria-labelledby="retention">
      <h2 id="retention">{t("retention")}</h2>
      <p className="m">{t("retention.lead")}</p>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" className={isCount(head) ? "n" : undefined}>
                {t(`retention.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {list.data.retention.map(({ what, days, rows, over, held, nextAt }) => (
            <tr key={what}>
              <th scope="row">{t(`retention.of.${what.replaceAll(" ", "-")}`)}</th>
              <td className="n">{days === 0 ? t("retention.at-end") : days}</td>
              <td className="n">{rows}</td>
              <td className="n">{held}</td>
              <td>
                {over > held ? t("retention.now", { count: over - held }) : null}
                {over <= held && nextAt ? day(nextAt) : null}
                {over <= held && !nextAt ? "–" : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
