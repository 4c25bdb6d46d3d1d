/** What protects the money while an answer is awaited: the police's stop with its times, and the owner's own freeze. */
import { Icon } from "../../shared/icons.tsx";
import type { Hold } from "../model.ts";
import { Fact } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import type { Reports } from "./report.ts";

export function Meanwhile({ stop, holds }: { stop: Reports["stop"]; holds: Hold[] }) {
  const { text, when } = usePortal();
  const { t } = text;
  const { hours, renewals, standing } = stop;
  const own = holds.some(({ reason }) => reason === "owner-freeze");
  return (
    <>
      <h2>{t("report.meanwhile")}</h2>
      {standing ? (
        <section className="standing near" aria-labelledby="police-stop">
          <h2 id="police-stop">
            <Icon of="freeze" />
            {t("report.stop")}
          </h2>
          <dl className="facts">
            <Fact name={t("report.stop.since")}>{when.full(standing.since)}</Fact>
            {standing.until ? (
              <Fact name={t("report.stop.until")}>{when.full(standing.until)}</Fact>
            ) : null}
            <Fact name={t("report.stop.renewal")}>
              {standing.untilRenewed
                ? t("report.stop.may-renew", { until: when.full(standing.untilRenewed) })
                : t("report.stop.renewed")}
            </Fact>
          </dl>
          <p className="note">{t("report.stop.after")}</p>
        </section>
      ) : null}
      <ul className="can">
        <li className={own ? "" : "no"}>
          <Icon of={own ? "tick" : "dash"} />
          <span>{t(own ? "report.own.yes" : "report.own.no")}</span>
        </li>
        {standing || hours === null ? null : (
          <li>
            <Icon of="clock" />
            <span>
              {t("report.stop.would", { hours })}
              {renewals ? (
                <small>{t("report.stop.would.renew", { n: renewals, hours })}</small>
              ) : null}
            </span>
          </li>
        )}
      </ul>
    </>
  );
}
