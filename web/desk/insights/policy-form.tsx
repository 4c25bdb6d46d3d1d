/** The usual changes of a draft as a form over its paths; whatever else is changed in its text. */
import { useText } from "../i18n.ts";
import {
  limits,
  type Option,
  type Path,
  type Policy,
  type Risk,
  risks,
  situations,
} from "./policies-api.ts";
import {
  kindOf,
  moneyWords,
  pathWords,
  proofWords,
  situationWords,
  waitWords,
} from "./policy-words.tsx";

const waits = [0, 1, 6, 12, 24, 48, 72, 168] as const;
const kinds = [
  ...["sms-code", "email-code", "passkey", "recovery-code", "authenticator-code", "face"],
  ...["contact-approval", "known-device", "device-approval", "agent-review"],
];

type Props = { policy: Policy; set: (policy: Policy) => void };

export function PolicyForm({ policy, set }: Props) {
  const text = useText();
  /** The same policy with one path another. */
  const change = (situation: (typeof situations)[number], index: number, path: Path | null) => {
    const next = structuredClone(policy);
    const { paths } = next.situations[situation];
    if (path) paths[index] = path;
    else paths.splice(index, 1);
    set(next);
  };
  return (
    <div className="pform">
      {situations.map((situation) => (
        <fieldset key={situation}>
          <legend>{situationWords(text, situation)}</legend>
          {policy.situations[situation].paths.map((path, index) => (
            <PathForm
              key={path.id}
              path={path}
              name={`${situation}-${path.id}`}
              set={(changed) => change(situation, index, changed)}
            />
          ))}
        </fieldset>
      ))}
      <Limits policy={policy} set={set} />
    </div>
  );
}

function PathForm({
  path,
  name,
  set,
}: {
  path: Path;
  name: string;
  set: (path: Path | null) => void;
}) {
  const text = useText();
  const { t } = text;
  const words = pathWords(text, path.id);
  const wait = (risk: Risk, value: string) =>
    set({
      ...path,
      waitHours: { ...path.waitHours, [risk]: value === "refused" ? value : Number(value) },
    });
  return (
    <section className="path" aria-label={words}>
      <h3>{words}</h3>
      <p className="m">{proofWords(text, path.all)}</p>
      <div className="risks">
        {risks.map((risk) => {
          const [now, at] = [
            path.waitHours[risk],
            t("policies.at-risk", { risk: t(`risk.${risk}`) }),
          ];
          const options =
            waits.some((one) => one === now) || now === "refused" ? waits : [...waits, now];
          return (
            <div key={risk}>
              <label htmlFor={`${name}-wait-${risk}`}>
                {t("policies.wait-at", { at })}
                <select
                  id={`${name}-wait-${risk}`}
                  value={String(now)}
                  onChange={({ target }) => wait(risk, target.value)}
                >
                  {[...options, "refused"].map((one) => (
                    <option key={one} value={String(one)}>
                      {waitWords(text, one)}
                    </option>
                  ))}
                </select>
              </label>
              <label htmlFor={`${name}-money-${risk}`}>
                {t("policies.money-at", { at })}
                <select
                  id={`${name}-money-${risk}`}
                  value={path.money[risk]}
                  onChange={({ target }) =>
                    set({ ...path, money: { ...path.money, [risk]: target.value } })
                  }
                >
                  {limits.map((one) => (
                    <option key={one} value={one}>
                      {moneyWords(text, one)}
                    </option>
                  ))}
                </select>
              </label>
            </div>
          );
        })}
      </div>
      <details>
        <summary>{t("policies.proofs-of", { path: words })}</summary>
        {path.all.map((slot, index) => (
          <Slot
            // biome-ignore lint/suspicious/noArrayIndexKey: a slot has no other name than its place.
            key={index}
            name={t("policies.slot", { n: index + 1, path: words })}
            slot={[slot].flat()}
            set={(options) =>
              set({ ...path, all: path.all.map((one, n) => (n === index ? options : one)) })
            }
          />
        ))}
        <button className="b sm" type="button" onClick={() => set(null)}>
          {t("policies.remove", { path: words })}
        </button>
      </details>
    </section>
  );
}

function Slot({
  name,
  slot,
  set,
}: {
  name: string;
  slot: Option[];
  set: (options: Option | Option[]) => void;
}) {
  const { t } = useText();
  const turn = (kind: string, on: boolean) => {
    const next = on ? [...slot, kind] : slot.filter((option) => kindOf(option) !== kind);
    const [only] = next;
    set(next.length === 1 && only !== undefined ? only : next);
  };
  return (
    <fieldset className="slot">
      <legend>{name}</legend>
      {kinds.map((kind) => (
        <label key={kind}>
          <input
            type="checkbox"
            checked={slot.some((option) => kindOf(option) === kind)}
            onChange={({ target }) => turn(kind, target.checked)}
          />
          {t(`proof.${kind}`)}
        </label>
      ))}
    </fieldset>
  );
}

/** How long money is held down after a recovery, and how much goes each day. */
function Limits({ policy, set }: Props) {
  const text = useText();
  const { t } = text;
  return (
    <fieldset>
      <legend>{t("policies.money-terms")}</legend>
      <div className="risks">
        {Object.entries(policy.money).map(([name, terms]) => {
          const change = (changed: Partial<typeof terms>) =>
            set({ ...policy, money: { ...policy.money, [name]: { ...terms, ...changed } } });
          return (
            <div key={name}>
              <label htmlFor={`terms-${name}-hours`}>
                {t("policies.terms.hours", { limit: moneyWords(text, name) })}
                <input
                  id={`terms-${name}-hours`}
                  type="text"
                  inputMode="numeric"
                  value={String(terms.hours)}
                  onChange={({ target }) =>
                    change({ hours: Number(target.value.replace(/\D/g, "").slice(0, 5)) })
                  }
                />
              </label>
              <label htmlFor={`terms-${name}-day`}>
                {t("policies.terms.day")}
                <input
                  id={`terms-${name}-day`}
                  type="text"
                  inputMode="decimal"
                  value={terms.dailyAllowance}
                  onChange={({ target }) => change({ dailyAllowance: target.value.slice(0, 16) })}
                />
              </label>
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
