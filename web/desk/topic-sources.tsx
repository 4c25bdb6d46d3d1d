/** Where posts come from: how each source is, since when, and what may be done about it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { fresh } from "./house-queries.ts";
import { useSend, Wrong } from "./house-words.tsx";
import { useText } from "./i18n.ts";
import { Loading, useMe, watches } from "./shell.tsx";
import { type Source, type Trial, topicsApi } from "./topics-api.ts";

const states = ["fresh", "stale", "empty", "failing"] as const;
const stateOf = (state: string) => states.find((one) => one === state) ?? "failing";

/** An agent sees in the table which source is missing; the list is for whoever answers for it. */
export function TopicSources() {
  const { role } = useMe();
  return role === "agent" ? null : <Sources />;
}

function Sources() {
  const { t } = useText();
  const list = useQuery({ ...fresh, queryKey: ["topics", "sources"], queryFn: topicsApi.sources });
  return (
    <section className="sec" aria-labelledby="sources">
      <h2 id="sources">{t("topics.sources")}</h2>
      <p className="m">{t("topics.sources.lead")}</p>
      {list.data ? (
        <ul className="list">
          {list.data.sources.map((source) => (
            <li key={source.id}>
              <One source={source} />
            </li>
          ))}
        </ul>
      ) : (
        <Loading error={list.error} again={() => void list.refetch()} />
      )}
    </section>
  );
}

function One({ source }: { source: Source }) {
  const { t, say, moment } = useText();
  const { role } = useMe();
  const { id, name, kind, url, enabled, at, since, triedAt, fault } = source;
  const state = enabled ? stateOf(source.state) : "off";
  const isFetched = url !== null;
  return (
    <div>
      <p>
        <b>{say(name)}</b> <span className={`pill ${state}`}>{t(`topics.state.${state}`)}</span>
      </p>
      <p className="m">
        <span className="mono">{id}</span> · {kind}
        {url ? ` · ${url}` : null}
      </p>
      <p className="m">
        {at ? t("topics.source.gave", { time: moment(at) }) : t("topics.source.gave-nothing")}{" "}
        {state === "off" ? null : t("topics.source.since", { time: moment(since) })}{" "}
        {triedAt ? t("topics.source.tried", { time: moment(triedAt) }) : null}{" "}
        {fault ? t("topics.source.fault", { fault }) : null}
      </p>
      {watches(role) && (isFetched || kind === "push") ? <Deeds source={source} /> : null}
    </div>
  );
}

function Deeds({ source }: { source: Source }) {
  const { t } = useText();
  const queries = useQueryClient();
  const { send, busy, wrong } = useSend();
  const [trial, setTrial] = useState<Trial | null>(null);
  const set = (changed: Source) =>
    send(async () => {
      await topicsApi.set(changed);
      await queries.invalidateQueries({ queryKey: ["topics"] });
    });
  return (
    <>
      <div className="seg">
        {source.url === null ? null : (
          <button
            className="b sm"
            type="button"
            aria-disabled={busy}
            onClick={() => void send(async () => setTrial(await topicsApi.try(source)))}
          >
            {busy ? t("sending") : t("topics.source.try")}
          </button>
        )}
        <button
          className="b sm"
          type="button"
          aria-disabled={busy}
          onClick={() => void set({ ...source, enabled: !source.enabled })}
        >
          {t(source.enabled ? "topics.source.off" : "topics.source.on")}
        </button>
      </div>
      <Wrong text={wrong} />
      {trial ? <Tried trial={trial} /> : null}
      <details>
        <summary>{t("topics.source.edit")}</summary>
        <Edit key={source.version} source={source} set={set} busy={busy} />
      </details>
    </>
  );
}

/** What it would give now; other people's text, as text. */
function Tried({ trial }: { trial: Trial }) {
  const { t } = useText();
  return (
    <div role="status">
      <p>
        {trial.fault
          ? t("topics.trial.fault", { fault: trial.fault })
          : t("topics.trial.total", { count: trial.total })}
      </p>
      <ul className="titles">
        {trial.items.slice(0, 5).map(({ title, at }) => (
          <li key={`${at} ${title}`}>{title}</li>
        ))}
      </ul>
    </div>
  );
}

function Edit({
  source,
  set,
  busy,
}: {
  source: Source;
  set: (source: Source) => Promise<void>;
  busy: boolean;
}) {
  const { t } = useText();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    const weight = Number(text("weight") || 1);
    void set({
      ...source,
      name: { en: text("en"), zh: text("zh") },
      ...(source.url !== null && { url: text("url"), everySeconds: Number(text("minutes")) * 60 }),
      config: { ...source.config, weight },
    });
  };
  const field = (name: string, value: string | number, more: object = {}) => (
    <>
      <label htmlFor={`${source.id}-${name}`}>{t(`topics.source.${name}`)}</label>
      <input
        id={`${source.id}-${name}`}
        name={name}
        defaultValue={value}
        autoComplete="off"
        required
        {...more}
      />
    </>
  );
  return (
    <form className="form" onSubmit={submit}>
      {field("en", source.name.en, { maxLength: 60 })}
      {field("zh", source.name.zh, { maxLength: 60 })}
      {source.url === null ? null : field("url", source.url, { type: "url", maxLength: 2000 })}
      {source.url === null
        ? null
        : field("minutes", source.everySeconds / 60, { type: "number", min: 2, max: 1440 })}
      {field("weight", Number(source.config.weight ?? 1), {
        ...{ type: "number", min: 0, max: 10, step: "0.1" },
      })}
      <button className="b" type="submit" aria-disabled={busy}>
        {busy ? t("sending") : t("topics.source.save")}
      </button>
    </form>
  );
}
