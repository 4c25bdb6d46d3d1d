/** D11: a case put aside until a time, and what the claimant will read meanwhile. */
import { type FormEvent, useState } from "react";
import { api } from "./api.ts";
import type { useDeed } from "./case-rail.tsx";
import { useNow } from "./clock.tsx";
import { useText } from "./i18n.ts";
import type { Case } from "./model.ts";

const HOUR_MS = 3_600_000;
const presets = { hours: 4, day: 24, days: 72 } as const;
const names = Object.keys(presets) as (keyof typeof presets)[];
const whys = ["claimant", "bank"] as const;
type Why = (typeof whys)[number];

/** As a field of date and time writes it: this place's time, to the minute. */
function fieldOf(ms: number): string {
  const at = new Date(ms);
  return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

type Props = { shown: Case; deed: ReturnType<typeof useDeed> };

/** Nothing happens before the last press: first for whom, until when, and the words. */
export function PutAside({ shown, deed }: Props) {
  const { t, lang, moment } = useText();
  const now = useNow(shown.now);
  const [why, setWhy] = useState<Why | null>(null);
  const [field, setField] = useState("");
  const [wrong, setWrong] = useState("");
  if (!shown.allowed.includes("snooze")) return null;
  const open = (next: Why) => {
    setWhy(next);
    setField(fieldOf(now + presets.day * HOUR_MS));
    setWrong("");
  };
  const customer = shown.locale.startsWith("zh") ? "zh" : "en";
  const at = field === "" ? Number.NaN : new Date(field).getTime();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!why) return;
    if (Number.isNaN(at) || at <= now || at > now + 7 * presets.day * HOUR_MS)
      return setWrong(t("aside.wrong"));
    setWrong("");
    await deed.run(() => api.snooze(shown.id, new Date(at).toISOString(), why));
  };
  return (
    <section className="sec" id="put-aside">
      <h2>{t("wait")}</h2>
      <div className="seg">
        {whys.map((each) => (
          <button
            key={each}
            className="b sm"
            type="button"
            aria-expanded={why === each}
            onClick={() => (why === each ? setWhy(null) : open(each))}
          >
            {t(`aside.${each}`)}
          </button>
        ))}
        <button
          className="b sm"
          type="button"
          onClick={() => void deed.run(() => api.giveBack(shown.id))}
        >
          {t("give-back")}
        </button>
      </div>
      {why ? (
        <form className="aside" onSubmit={(event) => void send(event)} noValidate>
          <p className="m">{t(`aside.clock.${why}`)}</p>
          <fieldset className="seg">
            <legend>{t("aside.until")}</legend>
            {names.map((name) => (
              <button
                key={name}
                className="b sm"
                type="button"
                onClick={() => setField(fieldOf(now + presets[name] * HOUR_MS))}
              >
                {t(`aside.for.${name}`)}
              </button>
            ))}
          </fieldset>
          <label htmlFor="aside-until">{t("aside.time")}</label>
          <input
            id="aside-until"
            type="datetime-local"
            value={field}
            aria-invalid={wrong ? "true" : undefined}
            aria-describedby={wrong ? "aside-wrong" : undefined}
            onChange={(event) => setField(event.target.value)}
          />
          {wrong ? (
            <p className="wrong" role="alert" id="aside-wrong">
              {wrong}
            </p>
          ) : null}
          <h3>{t("will-read")}</h3>
          <p className="pv" lang={customer === "zh" ? "zh-CN" : "en"}>
            {shown.waits[why][customer]}
          </p>
          {customer === lang ? null : <p className="m">{shown.waits[why][lang]}</p>}
          <p className="m">
            {t(`aside.time.${why}`, {
              time: moment(
                why === "bank" || Number.isNaN(at) ? shown.dueAt : new Date(at).toISOString(),
              ),
            })}
          </p>
          <button className="b full" type="submit" aria-disabled={deed.busy}>
            {t("aside.do")}
          </button>
        </form>
      ) : null}
    </section>
  );
}
