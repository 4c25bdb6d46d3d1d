/** What a policy says and what a draft changes, in words. */
import { Refusal } from "../api.ts";
import { type Text, useText } from "../i18n.ts";
import type { Difference, Option, Path, Policy } from "./policies-api.ts";
import { limits, risks, situations } from "./policies-api.ts";

/** A word that may be missing, because whoever runs this named it: then the name itself. */
const known = ({ t }: Text, id: string, name: string) => {
  const said = t(id);
  return said === id ? name : said;
};
export const pathWords = (text: Text, id: string) => known(text, `policies.path.${id}`, id);
export const kitWords = (text: Text, id: string) => known(text, `policies.kit.${id}`, id);
export const classWords = (text: Text, id: string) => known(text, `policies.class.${id}`, id);
export const situationWords = ({ t }: Text, id: string) => t(`situation.${id}`);

export function waitWords({ t }: Text, wait: number | string): string {
  if (wait === "refused") return t("policies.wait.refused");
  return Number(wait) === 0 ? t("policies.wait.none") : t("policies.wait.hours", { n: wait });
}
export const moneyWords = ({ t }: Text, limit: string) =>
  limits.some((one) => one === limit) ? t(`policies.money.${limit}`) : limit;

export const kindOf = (option: Option) => (typeof option === "string" ? option : option.kind);
export function proofWords(text: Text, all: Path["all"]): string {
  const { t } = text;
  return all
    .map((slot) => [slot].flat().map((option) => t(`proof.${kindOf(option)}`)))
    .map((kinds) => kinds.join(t("policies.or")))
    .map((words, _, list) =>
      list.length > 1 && words.includes(t("policies.or")) ? `(${words})` : words,
    )
    .join(" + ");
}

/** One line of what changes. */
function differenceWords(text: Text, one: Difference): string {
  const { t } = text;
  if (one.what === "other")
    return t("policies.diff.other", {
      ...{ at: one.at, before: one.before ?? "–", after: one.after ?? "–" },
    });
  const where = { situation: situationWords(text, one.situation), path: pathWords(text, one.path) };
  switch (one.what) {
    case "path-added":
    case "path-removed":
      return t(`policies.diff.${one.what}`, where);
    case "proofs":
      return t("policies.diff.proofs", {
        ...{ ...where, before: proofWords(text, JSON.parse(one.before)) },
        after: proofWords(text, JSON.parse(one.after)),
      });
    case "wait":
    case "money": {
      const say = one.what === "wait" ? waitWords : moneyWords;
      return t(`policies.diff.${one.what}`, {
        ...{ ...where, risk: t(`risk.${one.risk}`) },
        ...{ before: say(text, one.before), after: say(text, one.after) },
      });
    }
  }
}

export function Differences({ of, base }: { of: readonly Difference[]; base: number }) {
  const text = useText();
  const { t } = text;
  return (
    <section className="panel" aria-labelledby="differences">
      <h2 id="differences">{t("policies.diff", { version: base })}</h2>
      {of.length === 0 ? <p className="m">{t("policies.diff.none")}</p> : null}
      <ul className="list diff">
        {of.map((one) => (
          <li key={`${one.what}${one.at}`}>
            <span>{differenceWords(text, one)}</span>
            {one.leans ? (
              <b className={`lean ${one.leans}`}>{t(`policies.leans.${one.leans}`)}</b>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The rules of a policy, situation by situation. */
export function Rules({ policy }: { policy: Policy }) {
  const text = useText();
  const { t } = text;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it.
    <div className="wide" tabIndex={0}>
      <table className="twin rules">
        <caption className="vh">{t("policies.rules")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("policies.path")}</th>
            {risks.map((risk) => (
              <th scope="col" key={risk}>
                {t("policies.at-risk", { risk: t(`risk.${risk}`) })}
              </th>
            ))}
          </tr>
        </thead>
        {situations.map((situation) => (
          <tbody key={situation}>
            <tr className="grp">
              <th scope="rowgroup" colSpan={4}>
                {situationWords(text, situation)}
              </th>
            </tr>
            {policy.situations[situation].paths.map((path) => (
              <tr key={path.id}>
                <th scope="row">
                  {pathWords(text, path.id)}
                  <span className="m">{proofWords(text, path.all)}</span>
                </th>
                {risks.map((risk) => (
                  <td key={risk}>
                    {waitWords(text, path.waitHours[risk])}
                    {path.waitHours[risk] === "refused" ? null : (
                      <span className="m"> · {moneyWords(text, path.money[risk])}</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

const answered = [
  ...["too-many-trials", "trial-not-done", "trial-too-small", "policy-moved", "policy-unchanged"],
  ...["proposal-closed", "proposal-changed", "own-change", "needs-admin", "proposer-gone"],
  ...["no-proposal", "no-trial", "not-allowed", "simulation-runs"],
];
/** Why it was not done, in the words of this page. */
export function refusalWords({ t }: Text, error: unknown): string {
  if (!(error instanceof Refusal) || error.status === 0) return t("unreachable");
  return answered.includes(error.code) ? t(`policies.no.${error.code}`) : error.message;
}
