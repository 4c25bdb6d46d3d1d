/** P34: what happened to the account, by day, the newest first; never by whom of the desk. */
import type { ReactNode } from "react";
import { recordKinds } from "../centre.ts";
import { SignedOut } from "../pages/me.tsx";
import { Page } from "../parts.tsx";
import { type Entry, usePortal } from "../portal.ts";

export function Activity() {
  const { text, state, when, url } = usePortal();
  const { t, lang } = text;
  if (!state.me || !state.activity) return <SignedOut />;
  const { entries, next } = state.activity;
  const isOlder = url.searchParams.has("before");
  const kind = recordKinds.find((one) => one === url.searchParams.get("kind"));
  const of = (more: Record<string, string>) =>
    `?${new URLSearchParams({ ...(kind && { kind }), ...more })}`;
  return (
    <Page title={t("activity.title")} back="/me">
      <p className="lead">{t("activity.lead")}</p>
      <nav className="kinds" aria-label={t("activity.filter")}>
        <Kind href="/me/activity" chosen={!kind}>
          {t("activity.all")}
        </Kind>
        {recordKinds.map((one) => (
          <Kind key={one} href={`/me/activity?kind=${one}`} chosen={kind === one}>
            {t(`activity.kind.${one}`)}
          </Kind>
        ))}
      </nav>
      {entries.length === 0 ? (
        <p>{t(isOlder ? "activity.end" : kind ? "activity.none-of" : "activity.none")}</p>
      ) : null}
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
            <a className="other" href={`/me/activity${of({ before: next })}`}>
              {t("activity.older")}
            </a>
          ) : null}
          {isOlder ? (
            <a className="other" href={`/me/activity${kind ? of({}) : ""}`}>
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
      <h2>{t("activity.export")}</h2>
      <p className="hint">{t("activity.chain")}</p>
      <p className="others">
        {(["csv", "json"] as const).map((format) => (
          <a
            key={format}
            className="other"
            download
            href={`/v1/me/activity/export${of({ format, lang })}`}
          >
            {t(`activity.export.${format}`)}
          </a>
        ))}
      </p>
    </Page>
  );
}

const Kind = (props: { href: string; chosen: boolean; children: ReactNode }) => (
  <a href={props.href} aria-current={props.chosen ? "true" : undefined}>
    {props.children}
  </a>
);

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
