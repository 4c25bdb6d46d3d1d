/** The parts of the security lock's page: what is in force, what waits, and the form that changes it. */
import { Icon } from "../../shared/icons.tsx";
import {
  amountTyped,
  delays,
  type Lock,
  type LockRules,
  limits,
  money,
  presets,
  type Rule,
  signOf,
  switches,
  type Typed,
  waiting,
} from "../lock.ts";
import { FieldError, Form, Main } from "../parts.tsx";
import { usePortal } from "../portal.ts";

/** Rules and their values in words. */
export function useLockWords({ currency, pending }: Lock) {
  const { text, when } = usePortal();
  const { t } = text;
  const say = (rule: Rule, value: LockRules[Rule]): string =>
    value === null
      ? t("lock.no-limit")
      : typeof value === "string"
        ? money(value, currency)
        : typeof value === "number"
          ? t("lock.hours", { n: value })
          : t(value ? `lock.${rule}.on` : `lock.${rule}.off`);
  const until = (rule: Rule) => when.short(pending[rule]?.effectiveAt ?? "");
  return { say, until };
}

/** What waits to be loosened, and what may be undone after a recovery. */
export function LockWaits(props: {
  lock: Lock;
  busy: boolean;
  stop: () => void;
  undo: () => void;
}) {
  const { lock, busy } = props;
  const { text, when } = usePortal();
  const { t } = text;
  const { say, until } = useLockWords(lock);
  const rules = waiting(lock);
  return (
    <>
      {rules.length > 0 ? (
        <section className="pend" aria-label={t("lock.waits")}>
          {rules.map((rule) => {
            const from = say(rule, lock.rules[rule]);
            const to = say(rule, lock.pending[rule]?.value as LockRules[Rule]);
            return (
              <div key={rule}>
                <p>
                  <b>{t("lock.waits.what", { rule: t(`lock.${rule}`), from, to })}</b>
                </p>
                <p>{t("lock.waits.when", { at: until(rule), from })}</p>
              </div>
            );
          })}
          <Form to="lock-stop" onSend={props.stop}>
            <button type="submit" className="link inline" aria-disabled={busy ? "true" : undefined}>
              {t("lock.waits.stop")}
            </button>
          </Form>
        </section>
      ) : null}
      {lock.undo ? (
        <section className="pend" aria-label={t("lock.undo.title")}>
          <p>
            <b>{t("lock.undo.title")}</b>
          </p>
          <p>{t("lock.undo.more", { at: when.short(lock.undo.until) })}</p>
          <button type="button" className="link inline js-only" onClick={props.undo}>
            {t("lock.undo.go")}
          </button>
          <p className="no-js">{t("lock.loosen.no-script")}</p>
        </section>
      ) : null}
    </>
  );
}

type FormProps = {
  lock: Lock;
  typed: Typed;
  wrong: Rule[];
  busy: boolean;
  change: (rule: Rule, value: string) => void;
  save: () => void;
};

export function LockForm(props: FormProps) {
  const { lock, typed, busy, change } = props;
  const { text, when } = usePortal();
  const { t } = text;
  const zone = lock.timeZone === when.zone ? "" : lock.timeZone;
  return (
    <Form to="lock" onSend={props.save} className="lock">
      {limits.map((rule) => (
        <Limit key={rule} rule={rule} {...props} />
      ))}
      {(Object.keys(delays) as (keyof typeof delays)[]).map((rule) => (
        <fieldset key={rule}>
          <legend className="lab">{t(`lock.${rule}`)}</legend>
          <p className="hint">{t(`lock.${rule}.more`)}</p>
          <div className="picks">
            {delays[rule].map((hours) => (
              <label key={hours} className="pick1">
                <input
                  type="radio"
                  name={rule}
                  value={String(hours)}
                  checked={Number(typed[rule]) === hours}
                  onChange={() => change(rule, String(hours))}
                />
                <span>{t("lock.hours", { n: hours })}</span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      <ul className="list first">
        {switches.map((rule) => (
          <li key={rule}>
            <label className="row">
              <Icon of={rule === "nightLock" ? "clock" : "phone"} />
              <span>
                <b>{t(`lock.${rule}`)}</b>
                <small>
                  {t(`lock.${rule}.more`)} {rule === "nightLock" ? zone : ""}
                </small>
              </span>
              <span className="t">{t(typed[rule] ? `lock.${rule}.on` : `lock.${rule}.off`)}</span>
              <input
                type="checkbox"
                className="sw"
                name={rule}
                checked={Boolean(typed[rule])}
                onChange={(event) => change(rule, event.currentTarget.checked ? "on" : "")}
              />
            </label>
          </li>
        ))}
      </ul>
      <div className="acts">
        <Main busy={busy}>{t("lock.save")}</Main>
      </div>
      <p className="note">{t("lock.note")}</p>
    </Form>
  );
}

function Limit({
  rule,
  lock,
  typed,
  wrong,
  change,
}: FormProps & { rule: "singleLimit" | "dailyLimit" }) {
  const { text } = usePortal();
  const { t, lang } = text;
  const { say } = useLockWords(lock);
  const value = typed[rule] ?? "";
  const bad = wrong.includes(rule);
  const amount = amountTyped(value);
  const live = value.trim() === "" ? "lock.none" : amount ? `lock.${rule}.live` : "lock.unread";
  const hint = `${rule}-hint`;
  return (
    <>
      <label htmlFor={rule}>{t(`lock.${rule}`)}</label>
      <div className={`field amt${bad ? " bad" : ""}`}>
        <span aria-hidden="true">{signOf(lock.currency)}</span>
        <input
          id={rule}
          name={rule}
          inputMode="decimal"
          autoComplete="off"
          maxLength={40}
          value={value}
          aria-invalid={bad ? "true" : undefined}
          aria-describedby={bad ? `${rule}-error ${hint}` : hint}
          onInput={(event) => change(rule, event.currentTarget.value)}
        />
      </div>
      {bad ? <FieldError id={`${rule}-error`}>{t(`lock.${rule}.error`)}</FieldError> : null}
      <fieldset className="pre js-only" aria-label={t("lock.presets", { rule: t(`lock.${rule}`) })}>
        {presets.map((preset) => (
          <button
            key={preset}
            type="button"
            aria-pressed={amount === `${preset}.00`}
            onClick={() => change(rule, preset)}
          >
            {money(preset, lock.currency)}
          </button>
        ))}
      </fieldset>
      <p className="note" id={hint}>
        {t("lock.now", { now: say(rule, lock.rules[rule]) })}
        {lang === "zh" ? "" : " "}
        {t(live, { amount: amount ? money(amount, lock.currency) : "" })}
      </p>
    </>
  );
}
