/** The filter as a sentence: each of its words can be changed, and what results has an address. */
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useText } from "../i18n.ts";
import { type Filter, risks, situations, spans, USUAL_DAYS } from "./filter.ts";
import { useFilter } from "./frame.tsx";
import type { Head } from "./head.ts";
import { range, shortDay, zoneWords } from "./say.ts";

/** `head`: of the answer that is shown; without, the days are not known yet. */
export function FilterLine({ head }: { head: Pick<Head, "period"> | undefined }) {
  const { t, lang } = useText();
  const filter = useFilter();
  const go = useGo();
  const [isChoosing, setChoosing] = useState(false);
  const period = head?.period;
  const days = filter.days ?? USUAL_DAYS;
  const shown = filter.from ? "own" : String(days);
  const nameOf = (span: number) =>
    period && !filter.from && span === days
      ? range(period.from, period.to, lang)
      : t("insights.f.days", { days: span });
  const all = [...new Set([...spans, days])].sort((a, b) => a - b);
  const part = (key: "situation" | "locale" | "risk", options: readonly string[]) => (
    <>
      <span>{t(`insights.f.before.${key}`)}</span>
      <select
        aria-label={t(`insights.f.${key}`)}
        value={filter[key] ?? ""}
        onChange={({ target }) => go({ ...filter, [key]: target.value || undefined })}
      >
        <option value="">{t(`insights.f.${key}.all`)}</option>
        {options.map((each) => (
          <option key={each} value={each}>
            {t(`insights.f.${key}.${each}`)}
          </option>
        ))}
      </select>
    </>
  );
  return (
    <>
      <div className="sent">
        <span>{t("insights.f.showing")}</span>
        <select
          aria-label={t("insights.f.period")}
          value={isChoosing ? "choose" : shown}
          onChange={({ target }) => {
            setChoosing(target.value === "choose");
            if (target.value !== "choose" && target.value !== "own")
              go({ ...filter, from: undefined, to: undefined, days: Number(target.value) });
          }}
        >
          {filter.from && filter.to ? (
            <option value="own">{range(filter.from, filter.to, lang)}</option>
          ) : null}
          {all.map((span) => (
            <option key={span} value={span}>
              {nameOf(span)}
            </option>
          ))}
          <option value="choose">{t("insights.f.choose")}</option>
        </select>
        {part("situation", situations)}
        {part("locale", ["en", "zh"])}
        {part("risk", risks)}
        {period ? (
          <span className="zone">
            {t("insights.zone", { zone: zoneWords(period.zone, new Date(period.to)) })}
          </span>
        ) : null}
      </div>
      {isChoosing ? (
        <OwnDays
          from={filter.from ?? period?.from ?? ""}
          to={filter.to ?? period?.to ?? ""}
          done={(from, to) => {
            setChoosing(false);
            go({ ...filter, days: undefined, from, to });
          }}
        />
      ) : null}
      {filter.way ? (
        <p className="m">
          {t("insights.f.one-way")}{" "}
          <button type="button" className="plain" onClick={() => go({ ...filter, way: undefined })}>
            {t("insights.f.all-ways")}
          </button>
        </p>
      ) : null}
      {period && period.closedTo < period.to ? (
        <p className="m">{t("insights.open-end", { day: shortDay(period.closedTo, lang) })}</p>
      ) : null}
    </>
  );
}

type Loose = { [K in keyof Filter]: Filter[K] | undefined };

/** Goes to the same page with another filter; what else stands in the address stays. */
function useGo() {
  const navigate = useNavigate();
  return (next: Loose) =>
    void navigate({
      to: ".",
      search: ((was: Record<string, unknown>) => ({ ...was, ...next })) as never,
    });
}

function OwnDays({
  from,
  to,
  done,
}: {
  from: string;
  to: string;
  done: (from: string, to: string) => void;
}) {
  const { t } = useText();
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    done(String(given.get("from")), String(given.get("to")));
  };
  return (
    <form className="sent" onSubmit={send}>
      <label>
        {t("insights.f.from")} <input type="date" name="from" required defaultValue={from} />
      </label>
      <label>
        {t("insights.f.to")} <input type="date" name="to" required defaultValue={to} />
      </label>
      <button type="submit" className="b sm">
        {t("insights.f.show")}
      </button>
    </form>
  );
}
