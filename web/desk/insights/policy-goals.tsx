/** The project's goals, held against what came out: met or not in words, and by whom one is missed. */
import type { Goal, Missing, Target } from "../../../src/features/simulation/goal.ts";
import { type Text, useText } from "../i18n.ts";
import type { Result } from "./policies-api.ts";
import { classWords, kitWords, pathWords, situationWords } from "./policy-words.tsx";
import { count, interval, percent } from "./say.ts";

const OF_CLASS = "impostors-";

function goalWords(text: Text, id: string): string {
  if (!id.startsWith(OF_CLASS)) return text.t(`policies.goal.${id}`);
  return text.t("policies.goal.class", { name: classWords(text, id.slice(OF_CLASS.length)) });
}

/** "95 %", "0.5 %": what was set, without a decimal that nobody wrote. */
const asSet = (share: number) => `${Math.round(share * 1000) / 10} %`;
function targetWords({ t }: Text, target: Target): string {
  if (target.is === "none") return t("policies.target.none", { of: count(target.of) });
  return t(`policies.target.${target.is}`, { share: asSet(target.share) });
}

const verdictOf = ({ met, few }: Goal) => (met ? "met" : few ? "few" : "missed");

/** Of owners and cases those in time are counted, of impostors those who got in. */
function partWords(text: Text, target: Target, { by, id, n, count: counted }: Missing): string {
  const words = { kit: kitWords, class: classWords, way: pathWords, situation: situationWords };
  return text.t(`policies.goal.part.${target.is === "at-least" ? "in-time" : "let-in"}`, {
    ...{ name: words[by](text, id), count: count(counted), n: count(n) },
  });
}

export function Goals({ result: { inForce, draft } }: { result: Result }) {
  const text = useText();
  const { t } = text;
  const missed = draft.goals.filter(({ met }) => !met).length;
  const title = `${t("policies.goals")} · ${t("policies.simulated")}`;
  return (
    <section className="panel" aria-labelledby="goals">
      <h2 id="goals">{title}</h2>
      <p className="say">
        {t("policies.goals.says", {
          ...{ all: draft.goals.length, met: draft.goals.length - missed },
          now: inForce.goals.filter(({ met }) => met).length,
        })}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it. */}
      <div className="wide" tabIndex={0}>
        <table className="twin goals">
          <caption className="vh">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t("policies.goal")}</th>
              <th scope="col">{t("policies.now")}</th>
              <th scope="col">{t("policies.next")}</th>
              <th scope="col">{t("policies.goal.missed-by")}</th>
            </tr>
          </thead>
          <tbody>
            {draft.goals.map((goal) => {
              const now = inForce.goals.find(({ id }) => id === goal.id);
              return (
                <tr key={goal.id}>
                  <th scope="row">
                    {goalWords(text, goal.id)}
                    <span className="m">{targetWords(text, goal.target)}</span>
                  </th>
                  <td>{now ? <Came goal={now} /> : "–"}</td>
                  <td>
                    <Came goal={goal} />
                  </td>
                  <td>
                    <MissedBy goal={goal} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Came({ goal }: { goal: Goal }) {
  const { t } = useText();
  const { got, n } = goal;
  const verdict = verdictOf(goal);
  return (
    <>
      <b className={`came ${verdict}`}>{t(`policies.goal.${verdict}`)}</b>
      <span className="m">
        {got ? `${percent(got.rate)} (${interval(got)})` : "–"} ·{" "}
        {t("policies.goal.n", { n: count(n) })}
      </span>
    </>
  );
}

/** Where nothing is missed, nothing; where no part alone misses it, that is said. */
function MissedBy({ goal }: { goal: Goal }) {
  const text = useText();
  const { met, few, target, missedBy } = goal;
  if (met) return null;
  if (missedBy.length === 0)
    return <span className="m">{text.t(`policies.goal.${few ? "want" : "spread"}`)}</span>;
  return (
    <ul>
      {missedBy.map((part) => (
        <li key={part.id}>{partWords(text, target, part)}</li>
      ))}
    </ul>
  );
}
