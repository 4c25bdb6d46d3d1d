import { Icon } from "../../shared/icons.tsx";
import { Page, Person } from "../parts.tsx";
import { usePortal } from "../portal.ts";

/** "Somebody is telling me what to do": hang up, and the account can be made safe from here. */
export function Guided() {
  const { text, state, when } = usePortal();
  const { t } = text;
  // Handed over by the page before, or by the form without scripts.
  const until = state.guidedUntil ?? state.typed;
  const holds = [state.recovery?.hold, ...(state.holds?.holds ?? [])];
  const isFrozen = holds.some((hold) => hold?.scope === "everything");
  return (
    <Page title={t("guided.title")} far>
      <p className="lead">{t("guided.lead")}</p>
      <p className="note" role="status">
        {until ? t("guided.until", { until: when.short(until) }) : t("guided.half-hour")}
      </p>
      <ul className="can first">
        {["guided.1", "guided.2", "guided.3"].map((words) => (
          <li key={words}>
            <Icon of="tick" />
            <span>{t(words)}</span>
          </li>
        ))}
      </ul>
      {isFrozen ? (
        <p className="note">{t("guided.frozen")}</p>
      ) : (
        <div className="acts">
          <a className="btn stop" href={state.me ? "/me/freeze" : "/freeze"}>
            {t("guided.freeze")}
          </a>
        </div>
      )}
      <Person />
    </Page>
  );
}
