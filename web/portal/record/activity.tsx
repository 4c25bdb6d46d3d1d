/** P34: what happened to the account, by day, the newest first; never by whom of the desk. */
import { SignedOut } from "../pages/me.tsx";
import { Page } from "../parts.tsx";
import { type Entry, usePortal } from "../portal.ts";

export function Activity() {
  const { text, state, when, url } = usePortal();
  const { t, lang } = text;
  if (!state.me || !state.activity) return <SignedOut />;
  const { entries, next } = state.activity;
  const isOlder = url.searchParams.has("before");
  return (
    <Page title={t("activity.title")} back="/me">
      <p className="lead">{t("activity.lead")}</p>
      {entries.length === 0 ? <p>{t(isOlder ? "activity.end" : "activity.none")}</p> : null}
      {byDay(entries, when.date).map(([day, all]) => (
        <section key={all[0]?.id} aria-labelledby={`day-${all[0]?.id}`}>
          <h2 className="grp" id={`day-${all[0]?.id}`}>
            {day}
          </h2>
          <ul className="list record">
            {all.map(({ id, at, text }) => (
              <li key={id}>
                <time dateTime={at}>{when.exact(at).slice(0, 5)}</time>
                <span>{text[lang]}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {next || isOlder ? (
        <p className="others">
          {next ? (
            <a className="other" href={`/me/activity?before=${next}`}>
              {t("activity.older")}
            </a>
          ) : null}
          {isOlder ? (
            <a className="other" href="/me/activity">
              {t("activity.newest")}
            </a>
          ) : null}
        </p>
      ) : null}
      <p className="note">{t("activity.unknown")}</p>
      <p className="others">
        <a className="other" href="/me/freeze">
          {t("freeze.go")}
        </a>
      </p>
    </Page>
  );
}

function byDay(entries: readonly Entry[], dayOf: (at: string) => string): [string, Entry[]][] {
  const days: [string, Entry[]][] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const last = days.at(-1);
    if (last?.[0] === day) last[1].push(entry);
    else days.push([day, [entry]]);
  }
  return days;
}
