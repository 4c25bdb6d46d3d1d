/** D15: what people of the desk did, searched and exported; and who looks at files unlike their colleagues. */
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef } from "react";
import { api, Refusal } from "./api.ts";
import { type Text, useText } from "./i18n.ts";
import { useKeys } from "./keys.tsx";
import {
  type AuditFilter,
  actions,
  type Deed,
  filters,
  type Member,
  referenceOf,
  type Viewing,
} from "./model.ts";
import { Loading, useMe, watches } from "./shell.tsx";

export function AuditPage() {
  const { t } = useText();
  const { role } = useMe();
  const { asked, ...filter } = useSearch({ from: "/inside/desk/audit" });
  useEffect(() => {
    document.title = `${t("audit")} · ${t("brand")}`;
  }, [t]);
  const staff = useQuery({ queryKey: ["staff"], queryFn: api.staff, enabled: watches(role) });
  if (!watches(role)) return <p className="blank">{t("audit.not-for-you")}</p>;
  if (!staff.data) return <Loading error={staff.error} again={() => void staff.refetch()} />;
  return (
    <div className="q">
      <main id="main">
        <h1>{t("audit")}</h1>
        <p className="m">{t("audit.lead")}</p>
        <Filter key={JSON.stringify(filter)} filter={filter} staff={staff.data.staff} />
        {asked ? <Found filter={filter} /> : <p className="blank">{t("audit.begin")}</p>}
      </main>
      <Unusual />
    </div>
  );
}

const fields = { caseId: "audit.case", accountId: "audit.account" } as const;
const days = { from: "audit.from", to: "audit.to" } as const;
const keysOf = <T extends object>(list: T) => Object.keys(list) as (keyof T)[];

function Filter({ filter, staff }: { filter: AuditFilter; staff: readonly Member[] }) {
  const { t } = useText();
  const navigate = useNavigate();
  const first = useRef<HTMLSelectElement>(null);
  useKeys({ f: () => first.current?.focus() });
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const chosen = filters.flatMap((name) => {
      const value = String(given.get(name) ?? "").trim();
      return value === "" ? [] : [[name, value]];
    });
    void navigate({ to: "/desk/audit", search: { ...Object.fromEntries(chosen), asked: true } });
  };
  return (
    <form className="filter" aria-label={t("audit.filter")} onSubmit={search}>
      <label>
        {t("audit.staff")}
        <select name="staffId" ref={first} defaultValue={filter.staffId ?? ""}>
          <option value="">{t("audit.anybody")}</option>
          {staff.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("audit.action")}
        <select name="action" defaultValue={filter.action ?? ""}>
          <option value="">{t("audit.action.any")}</option>
          {actions.map((action) => (
            <option key={action} value={action}>
              {t(`audit.action.${action}`)}
            </option>
          ))}
        </select>
      </label>
      {keysOf(fields).map((name) => (
        <label key={name}>
          {t(fields[name])}
          <input
            name={name}
            type="text"
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
            defaultValue={filter[name] ?? ""}
          />
        </label>
      ))}
      {keysOf(days).map((name) => (
        <label key={name}>
          {t(days[name])}
          <input name={name} type="date" defaultValue={filter[name] ?? ""} />
        </label>
      ))}
      <button className="b p" type="submit">
        {t("audit.search")}
      </button>
    </form>
  );
}

const said = (error: unknown, { t }: Text) =>
  (error instanceof Refusal &&
    ((error.body.errors as { detail: string }[] | undefined)?.[0]?.detail || error.message)) ||
  t("unreachable");

/** Each page is a search that is written down, so it is fetched when it is asked for and not otherwise. */
function Found({ filter }: { filter: AuditFilter }) {
  const text = useText();
  const { t } = text;
  const found = useInfiniteQuery({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam }) => api.audit(filter, pageParam),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const leave = useMutation({ mutationFn: () => api.auditExport(filter), onSuccess: save });
  if (!found.data)
    return found.error ? (
      <div className="blank" role="alert">
        <p>{said(found.error, text)}</p>
        <button className="b" type="button" onClick={() => void found.refetch()}>
          {t("again")}
        </button>
      </div>
    ) : (
      <p className="blank" role="status">
        {t("audit.searching")}
      </p>
    );
  const deeds = found.data.pages.flatMap((page) => page.deeds);
  if (deeds.length === 0 && !found.hasNextPage)
    return (
      <p className="blank" role="status">
        {t("audit.none")}
      </p>
    );
  const failed = leave.error ?? (found.isFetchNextPageError ? found.error : null);
  return (
    <>
      <Deeds deeds={deeds} />
      <div className="under">
        <p className="m" role="status">
          {t(found.hasNextPage ? "audit.part" : "audit.end", { count: deeds.length })}
        </p>
        {found.hasNextPage ? (
          <button
            className="b"
            type="button"
            aria-disabled={found.isFetchingNextPage}
            onClick={() => !found.isFetchingNextPage && void found.fetchNextPage()}
          >
            {found.isFetchingNextPage ? t("audit.searching") : t("audit.more")}
          </button>
        ) : null}
        <button
          className="b"
          type="button"
          aria-disabled={leave.isPending}
          onClick={() => !leave.isPending && leave.mutate()}
        >
          {leave.isPending ? t("sending") : t("audit.export")}
        </button>
      </div>
      {failed ? (
        <p className="wrong" role="alert">
          {said(failed, text)}
        </p>
      ) : null}
    </>
  );
}

function save(lines: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([lines], { type: "application/x-ndjson" }));
  link.download = "audit.ndjson";
  link.click();
  URL.revokeObjectURL(link.href);
}

const revealReasons = ["compare", "call-back", "write"];

function Deeds({ deeds }: { deeds: readonly Deed[] }) {
  const { t, say, moment } = useText();
  const { role } = useMe();
  /** A field is uncovered for one of a few reasons; everything else was written by a person. */
  const reasonOf = (reason: string) =>
    revealReasons.some((each) => each === reason) ? t(`reveal.why.${reason}`) : reason;
  return (
    <table className="qt at">
      <thead>
        <tr>
          {["audit.at", "audit.staff", "audit.action", "audit.about", "audit.reason"].map(
            (head) => (
              <th key={head} scope="col">
                {t(head)}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {deeds.map((deed) => (
          <tr key={deed.id}>
            <td>
              <time dateTime={deed.at}>{moment(deed.at)}</time>
            </td>
            <td>{deed.by.name}</td>
            <td className="say">
              {say(deed.text)}
              {deed.field ? <span className="m"> {t(`field.${deed.field}`)}</span> : null}
            </td>
            <td>
              <About deed={deed} canOpen={role === "supervisor"} />
            </td>
            <td className="say">{deed.reason === null ? "–" : reasonOf(deed.reason)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function About({ deed, canOpen }: { deed: Deed; canOpen: boolean }) {
  const { t } = useText();
  const { caseId, accountId, staffId } = deed;
  if (caseId)
    return canOpen ? (
      <Link className="ref" to="/desk/cases/$caseId" params={{ caseId }}>
        {referenceOf(caseId)}
      </Link>
    ) : (
      <span className="ref">{referenceOf(caseId)}</span>
    );
  if (accountId) return t("audit.account-is", { id: accountId });
  return staffId && staffId !== deed.by.id
    ? t("audit.colleague", { name: staffId })
    : t("audit.desk");
}

/** Beside the search: whom to ask about their looking. */
function Unusual() {
  const { t } = useText();
  const viewing = useQuery({ queryKey: ["viewing"], queryFn: api.viewing, staleTime: 60_000 });
  return (
    <aside aria-label={t("viewing")}>
      <h2>{t("viewing")}</h2>
      {viewing.data ? (
        <People viewing={viewing.data} />
      ) : (
        <Loading error={viewing.error} again={() => void viewing.refetch()} />
      )}
    </aside>
  );
}

function People({ viewing }: { viewing: Viewing }) {
  const { t } = useText();
  return (
    <>
      <p className="m">{t("viewing.lead", { days: viewing.days })}</p>
      {viewing.people.length === 0 ? <p className="why">{t("viewing.none")}</p> : null}
      <ul className="sig">
        {viewing.people.map(({ staff, views, reveals, usual, standsOut, notTheirs }) => (
          <li key={staff.id}>
            <b>{staff.name}</b>
            {standsOut.includes("views") ? (
              <p className="r">{t("viewing.views", { count: views, usual: usual.views })}</p>
            ) : null}
            {standsOut.includes("reveals") ? (
              <p className="r">{t("viewing.reveals", { count: reveals, usual: usual.reveals })}</p>
            ) : null}
            {notTheirs > 0 ? <p>{t("viewing.not-theirs", { count: notTheirs })}</p> : null}
            <Link
              to="/desk/audit"
              search={{ staffId: staff.id, action: "views", asked: true as const }}
            >
              {t("viewing.show", { name: staff.name })}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
