/** The left pane: what is known of the account, masked; the risk and its reasons. */
import { useEffect, useRef, useState } from "react";
import { api } from "./api.ts";
import { LegalHolds, Reports } from "./case-keeping.tsx";
import { Risk } from "./clock.tsx";
import { useText } from "./i18n.ts";
import type { Case, Reason } from "./model.ts";
import { against } from "./second-person.tsx";

export function Facts({ shown }: { shown: Case }) {
  const { t } = useText();
  return (
    <aside aria-label={t("facts")}>
      <h2>{t("facts")}</h2>
      <dl className="facts">
        <dt>{t("fact.asked-by")}</dt>
        <dd>{shown.identifierMasked ?? "–"}</dd>
        <dt>{t("fact.language")}</dt>
        <dd>{t(shown.locale.startsWith("zh") ? "language.zh" : "language.en")}</dd>
        <dt>{t("fact.opened-by")}</dt>
        <dd>{t(`opened.${shown.openedBy}`)}</dd>
        {shown.reveals.map((field) => (
          <Hidden key={field} shown={shown} field={field} />
        ))}
      </dl>
      <div className="gh">
        <h2>{t("risk")}</h2>
        <Risk of={shown.risk} />
      </div>
      {shown.riskReasons.length === 0 ? <p className="m">{t("risk.none")}</p> : null}
      <Reasons title={t("risk.against")} of={shown.riskReasons} />
      <Reasons title={t("risk.for")} of={shown.riskNotes.for} />
      <Reasons title={t("risk.unknown")} of={shown.riskNotes.unknown} />
      <Reports caseId={shown.id} />
      <LegalHolds shown={shown} />
    </aside>
  );
}

function Reasons({ title, of }: { title: string; of: Reason[] }) {
  const { say } = useText();
  if (of.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="sig">
        {of.map(({ code, text }) => (
          <li key={code}>{say(text)}</li>
        ))}
      </ul>
    </>
  );
}

const why = ["compare", "call-back", "write"] as const;

/** D14: a field is covered; uncovered for a reason, for a minute, and written down. */
function Hidden({ shown, field }: { shown: Case; field: string }) {
  const text = useText();
  const { t } = text;
  const [value, setValue] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const [wrong, setWrong] = useState<unknown>(null);
  const [until, setUntil] = useState(0);
  const again = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (value === null) return;
    const timer = setTimeout(() => setValue(null), Math.max(until - Date.now(), 0));
    return () => clearTimeout(timer);
  }, [value, until]);
  const reveal = async (reason: string) => {
    setWrong(null);
    try {
      const shownNow = await api.reveal(shown.id, field, reason);
      setValue(shownNow.value);
      // By this browser's clock: the server's may stand elsewhere.
      setUntil(Date.now() + 60_000);
      setAsking(false);
      again.current?.focus();
    } catch (error) {
      setWrong(error);
    }
  };
  return (
    <>
      <dt>{t(`field.${field}`)}</dt>
      <dd>
        <span className={value === null ? "m" : "mono"}>{value ?? "••••"}</span>{" "}
        {value === null && shown.allowed.includes("reveal") ? (
          <button
            ref={again}
            className="plain"
            type="button"
            aria-expanded={asking}
            onClick={() => setAsking(!asking)}
          >
            {t("reveal")}
          </button>
        ) : null}
        {value !== null ? <small>{t("reveal.minute")}</small> : null}
        {asking ? (
          <fieldset className="why">
            <legend>{t("reveal.why")}</legend>
            {why.map((reason) => (
              <button
                key={reason}
                className="b sm"
                type="button"
                onClick={() => void reveal(reason)}
              >
                {t(`reveal.why.${reason}`)}
              </button>
            ))}
          </fieldset>
        ) : null}
        {wrong ? (
          <small className="r" role="alert">
            {against(text, wrong)}
          </small>
        ) : null}
      </dd>
    </>
  );
}
