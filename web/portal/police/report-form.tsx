/** The form of a report: nothing in it has to be known but where and on which day. */
import { FieldError, Form, Main } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { type Fields, places } from "./report.ts";

type Props = {
  today: string;
  first: boolean;
  wrong: string[];
  busy: boolean;
  add: (fields: Fields) => void;
};

export function AddReport(props: Props) {
  const { text, state } = usePortal();
  const { t } = text;
  const typed = state.typed ? Object.fromEntries(new URLSearchParams(state.typed)) : {};
  if (props.first)
    return (
      <>
        <h2>{t("report.add")}</h2>
        <AddForm {...props} typed={typed} />
      </>
    );
  return (
    <details className="sure more" open={Boolean(state.typed)}>
      <summary className="inline">{t("report.add.more")}</summary>
      <AddForm {...props} typed={typed} />
    </details>
  );
}

function AddForm({ today, wrong, busy, add, typed }: Props & { typed: Fields }) {
  const { text, state } = usePortal();
  const { t } = text;
  const phones = state.portal.reportPhones ?? [];
  const offered = places.filter((place) => !/^\d+$/.test(place) || phones.includes(place));
  const bad = wrong.includes("reportedOn");
  return (
    <Form to="report-add" onSend={add} className="lock">
      <fieldset>
        <legend className="lab">{t("report.place")}</legend>
        <div className="picks">
          {offered.map((place, at) => (
            <label key={place} className="pick1">
              <input
                type="radio"
                name="place"
                value={place}
                defaultChecked={typed.place ? typed.place === place : at === 0}
              />
              <span>{t(`report.place.${place}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Field
        id="station"
        name="station"
        label={t("report.station")}
        hint={t("report.station.hint")}
        value={typed.station ?? ""}
        max={80}
      />
      <Field
        id="reference"
        name="reference"
        label={t("report.number")}
        hint={t("report.number.hint")}
        value={typed.reference ?? ""}
        max={60}
      />
      <label htmlFor="reportedOn">{t("report.on")}</label>
      <div className={`field${bad ? " bad" : ""}`}>
        <input
          id="reportedOn"
          name="reportedOn"
          type="date"
          max={today}
          defaultValue={typed.reportedOn ?? today}
          aria-invalid={bad ? "true" : undefined}
          aria-describedby={bad ? "reportedOn-error" : undefined}
        />
      </div>
      {bad ? <FieldError id="reportedOn-error">{t("report.reportedOn.error")}</FieldError> : null}
      <Promised prefix="" value={typed.promise ?? "3"} wrong={wrong} dueOn={typed.dueOn ?? ""} />
      <Remind on={typed.place ? typed.remind === "on" : true} />
      <div className="acts">
        <Main busy={busy}>{t("report.add.go")}</Main>
      </div>
      <p className="note">{t("report.add.note")}</p>
    </Form>
  );
}

export function Field(props: {
  id: string;
  name: string;
  label: string;
  hint?: string;
  value: string;
  max: number;
}) {
  const { id, hint } = props;
  return (
    <>
      <label htmlFor={id}>{props.label}</label>
      {hint ? (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      <div className="field">
        <input
          id={id}
          name={props.name}
          autoComplete="off"
          maxLength={props.max}
          defaultValue={props.value}
          aria-describedby={hint ? `${id}-hint` : undefined}
        />
      </div>
    </>
  );
}

/** When an answer was promised: in so many working days, on a day, or not at all. */
export function Promised(props: {
  /** Of the ids of its fields: to these an error's line leads. */
  prefix: string;
  value: string;
  keep?: boolean;
  wrong: string[];
  dueOn: string;
}) {
  const { prefix, value, keep, wrong, dueOn } = props;
  const { t } = usePortal().text;
  const choices = [...(keep ? ["keep"] : []), "1", "2", "3", "day", "none"];
  const field = `${prefix}dueOn`;
  const bad = wrong.includes(field);
  return (
    <fieldset id={`${prefix}promise`} tabIndex={-1}>
      <legend className="lab">{t("report.promise")}</legend>
      <div className="picks">
        {choices.map((choice) => (
          <label key={choice} className="pick1">
            <input type="radio" name="promise" value={choice} defaultChecked={choice === value} />
            <span>
              {/^\d$/.test(choice)
                ? t("report.promise.days", { n: Number(choice) })
                : t(`report.promise.${choice}`)}
            </span>
          </label>
        ))}
      </div>
      <div className="on-day">
        <label htmlFor={field}>{t("report.promise.which")}</label>
        <div className={`field${bad ? " bad" : ""}`}>
          <input
            id={field}
            name="dueOn"
            type="date"
            defaultValue={dueOn}
            aria-invalid={bad ? "true" : undefined}
            aria-describedby={bad ? `${field}-error` : undefined}
          />
        </div>
        {bad ? <FieldError id={`${field}-error`}>{t("report.dueOn.error")}</FieldError> : null}
      </div>
    </fieldset>
  );
}

export function Remind({ on }: { on: boolean }) {
  const { t } = usePortal().text;
  return (
    <ul className="list first">
      <li>
        <label className="row">
          <span>
            <b>{t("report.remind")}</b>
            <small>{t("report.remind.more")}</small>
          </span>
          <input type="checkbox" className="sw" name="remind" defaultChecked={on} />
        </label>
      </li>
    </ul>
  );
}
