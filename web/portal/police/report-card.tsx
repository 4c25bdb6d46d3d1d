/** One report: what was noted, when an answer is due, and what can be changed about it. */
import { Icon } from "../../shared/icons.tsx";
import { Fact, Form, Main } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { type Fields, outcomes, type Report } from "./report.ts";
import { Field, Promised, Remind } from "./report-form.tsx";
import { useReportWords } from "./report-words.ts";

type Props = {
  report: Report;
  today: string;
  busy: boolean;
  wrong?: string[];
  change?: (fields: Fields) => void;
  close?: (fields: Fields) => void;
};

export function ReportCard({ report, today, busy, wrong = [], change, close }: Props) {
  const { text, when } = usePortal();
  const { t } = text;
  const words = useReportWords();
  const { id, reference, note, isLate, remind, reminders } = report;
  const [first] = reminders;
  return (
    <section className="way report" aria-labelledby={id}>
      <h2 id={id} tabIndex={-1}>
        {words.name(report)}
        <Tag report={report} />
      </h2>
      {report.station ? <p>{t(`report.place.${report.place}`)}</p> : null}
      <dl className="facts near">
        <Fact name={t("report.number")}>
          {reference ? <span className="mono">{reference}</span> : t("report.number.none")}
        </Fact>
        <Fact name={t("report.on")}>{words.day(report.reportedOn)}</Fact>
        {report.outcome ? null : (
          <Fact name={t("report.due")}>
            {isLate ? <b className="late">{words.due(report, today)}</b> : words.due(report, today)}
          </Fact>
        )}
        {report.closedAt ? (
          <Fact name={t("report.closed-on")}>{when.date(report.closedAt)}</Fact>
        ) : report.dueOn ? (
          <Fact name={t("report.remind")}>
            {first
              ? t("report.remind.next", { at: when.short(first.at) })
              : t(remind ? "report.remind.done" : "report.remind.off")}
          </Fact>
        ) : null}
        {note ? <Fact name={t("report.note")}>{note}</Fact> : null}
      </dl>
      {isLate ? <p className="note">{t("report.late.do")}</p> : null}
      {change && close ? (
        <>
          <Change report={report} busy={busy} wrong={wrong} change={change} />
          <Close id={id} busy={busy} close={close} />
        </>
      ) : null}
    </section>
  );
}

function Tag({ report: { state, outcome, isLate } }: { report: Report }) {
  const { t } = usePortal().text;
  const good = state === "accepted" || outcome?.startsWith("money");
  const tone = isLate ? "warn" : good ? "ok" : "";
  const words = outcome ? `report.outcome.${outcome}` : `report.state.${isLate ? "late" : state}`;
  return (
    <span className={`tag ${tone}`}>
      <Icon of={isLate ? "alert" : good ? "done" : state === "closed" ? "dash" : "clock"} small />
      {t(words)}
    </span>
  );
}

function Change({ report, busy, wrong = [], change }: Omit<Props, "today">) {
  const { t } = usePortal().text;
  const { id, station, reference, note, remind, state } = report;
  return (
    <details className="sure">
      <summary className="inline">{t("report.change")}</summary>
      <Form to="report-change" onSend={(fields) => change?.(fields)} className="lock">
        <input type="hidden" name="reportId" value={id} />
        <Field
          id={`${id}-number`}
          name="reference"
          label={t("report.number")}
          value={reference}
          max={60}
        />
        <Field
          id={`${id}-station`}
          name="station"
          label={t("report.station")}
          value={station}
          max={80}
        />
        <Field id={`${id}-note`} name="note" label={t("report.note")} value={note} max={500} />
        {state === "waiting" ? (
          <label className="pick">
            <input type="checkbox" name="answered" />
            <span>
              <b>{t("report.accepted")}</b>
            </span>
          </label>
        ) : null}
        <Promised prefix={`${id}-`} keep value="keep" wrong={wrong} dueOn={report.dueOn ?? ""} />
        <Remind on={remind} />
        <div className="acts near">
          <Main busy={busy}>{t("report.save")}</Main>
        </div>
      </Form>
    </details>
  );
}

function Close({ id, busy, close }: { id: string; busy: boolean; close: Props["close"] }) {
  const { t } = usePortal().text;
  return (
    <details className="sure">
      <summary className="inline">{t("report.close")}</summary>
      <Form to="report-close" onSend={(fields) => close?.(fields)} className="lock">
        <input type="hidden" name="reportId" value={id} />
        <fieldset>
          <legend className="lab">{t("report.close.how")}</legend>
          <div className="picks">
            {outcomes.map((outcome, at) => (
              <label key={outcome} className="pick1">
                <input type="radio" name="outcome" value={outcome} defaultChecked={at === 0} />
                <span>{t(`report.outcome.${outcome}`)}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <p className="note">{t("report.close.note")}</p>
        <div className="acts near">
          <button className="btn go2" type="submit" aria-disabled={busy ? "true" : undefined}>
            {busy ? t("sending") : t("report.close.go")}
          </button>
        </div>
      </Form>
    </details>
  );
}
