/** Below the facts of a case: where its owner reported the theft, and what a court keeps from being deleted. */
import { useQuery } from "@tanstack/react-query";
import { api, Refusal } from "./api.ts";
import { useText } from "./i18n.ts";
import type { Case, Report } from "./model.ts";

/** Asked for once the case itself has been answered: a look at the file comes first. */
export function Reports({ caseId }: { caseId: string }) {
  const { t } = useText();
  const list = useQuery({ queryKey: ["reports", caseId], queryFn: () => api.reports(caseId) });
  return (
    <section aria-labelledby="reports">
      <div className="gh">
        <h2 id="reports">{t("reports")}</h2>
      </div>
      {list.isPending ? <p className="m">{t("loading")}</p> : null}
      {list.error ? (
        <p className="wrong" role="alert">
          {(list.error instanceof Refusal && list.error.message) || t("unreachable")}{" "}
          <button className="b sm" type="button" onClick={() => void list.refetch()}>
            {t("again")}
          </button>
        </p>
      ) : null}
      {list.data?.reports.length === 0 ? <p className="m">{t("reports.none")}</p> : null}
      <ul className="sig">
        {list.data?.reports.map((report) => (
          <Filed key={report.id} report={report} />
        ))}
      </ul>
    </section>
  );
}

function Filed({ report }: { report: Report }) {
  const { t, day } = useText();
  const { place, reference, reportedOn, dueOn, isLate, state, outcome, closedAt } = report;
  const due = dueOn ? t("report.due", { day: day(dueOn) }) : t("report.no-day");
  const ended = closedAt && outcome;
  return (
    <li>
      <b>{t(`place.${place}`)}</b>{" "}
      <span className="mono">{reference || t("report.no-number")}</span>
      <p className="m">{t("report.on", { day: day(reportedOn) })}</p>
      {ended ? (
        <p className="m">{t(`report.outcome.${outcome}`, { day: day(closedAt) })}</p>
      ) : (
        <p className={isLate ? "r" : "m"}>
          {due}
          {isLate ? ` · ${t("report.late")}` : null}
        </p>
      )}
      {state === "accepted" ? <p className="g">{t("report.accepted")}</p> : null}
    </li>
  );
}

/** Shown only where one stood: most accounts never have any. */
export function LegalHolds({ shown }: { shown: Case }) {
  const { t, day } = useText();
  if (shown.legalHolds.length === 0) return null;
  const stands = shown.legalHolds.some(({ releasedAt }) => !releasedAt);
  return (
    <section aria-labelledby="legal-holds">
      <div className="gh">
        <h2 id="legal-holds">{t("legal-holds")}</h2>
      </div>
      {stands ? <p className="m">{t("legal-holds.case")}</p> : null}
      <ul className="sig">
        {shown.legalHolds.map(({ id, reference, placedAt, releasedAt }) => (
          <li key={id}>
            <b>{reference}</b>
            <p className="m">
              {t("legal-hold.since", { day: day(placedAt) })}
              {releasedAt ? ` · ${t("legal-hold.ended", { day: day(releasedAt) })}` : null}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
