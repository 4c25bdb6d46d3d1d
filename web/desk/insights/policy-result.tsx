/** What a draft came to beside the policy in force, on the same simulated people. No figure stands without that word. */
import { type Text, useText } from "../i18n.ts";
import { Bars } from "./charts/bars.tsx";
import { DotInterval, type DotRow } from "./charts/dot-interval.tsx";
import { Figure } from "./charts/figure.tsx";
import type { Owners, Result, Share } from "./policies-api.ts";
import { Goals } from "./policy-goals.tsx";
import { classWords, kitWords, situationWords } from "./policy-words.tsx";
import { count, interval, percent, seconds } from "./say.ts";

type Pair<T> = { id: string; name: string; now: T; next: T };
const shareWords = (share: Share) => (share ? percent(share.rate) : "–");
const wholeWords = (share: Share) => (share ? `${percent(share.rate)} (${interval(share)})` : "–");

/** Owners of all kinds, by what happened and by what they hold: the same groups under both. */
function groupsOf(text: Text, { inForce, draft }: Result): Pair<Owners>[] {
  const pair = (id: string, name: string, now: Owners, next: Owners | undefined) =>
    next ? [{ id, name, now, next }] : [];
  const [now, next] = [inForce.owners, draft.owners];
  return [
    ...pair("all", text.t("policies.owners.all"), now.all, next.all),
    ...Object.entries(now.bySituation).flatMap(([id, each]) =>
      pair(id, situationWords(text, id), each, next.bySituation[id]),
    ),
    ...Object.entries(now.byKit).flatMap(([id, each]) =>
      pair(`kit-${id}`, kitWords(text, id), each, next.byKit[id]),
    ),
  ];
}

/** Two rows a group: what is in force, and under it the draft. */
const dots = <T,>(
  { t }: Text,
  pairs: readonly Pair<T>[],
  row: (one: T) => Pick<DotRow, "n" | "dot" | "words">,
): DotRow[] =>
  pairs.flatMap(({ id, name, now, next }) =>
    (["now", "next"] as const).map((which) => {
      const made = row(which === "now" ? now : next);
      const whole = `${name} · ${t(`policies.${which}`)}`;
      return { id: `${id}-${which}`, name: whole, ...made, said: `${whole}: ${made.words}` };
    }),
  );

const shareDot = (share: Share) => share && { at: share.rate, low: share.low, high: share.high };

export function ResultFigures({ result }: { result: Result }) {
  const text = useText();
  const { t, say } = text;
  const { inForce, draft, difference } = result;
  return (
    <>
      <section className="panel" aria-labelledby="came-to">
        <h2 id="came-to">
          {t("policies.result")} <Simulated />
        </h2>
        <p className="say">
          {t("policies.result.says", {
            ...{ owners: count(inForce.cases), impostors: count(inForce.impostorsTried) },
            ...{
              now7: shareWords(inForce.owners.all.within7d),
              then7: shareWords(draft.owners.all.within7d),
            },
            nowIn: shareWords(inForce.impostors.all.acceptance),
            thenIn: shareWords(draft.impostors.all.acceptance),
          })}
        </p>
        <p className="m">
          {say(inForce.says)} {t("policies.result.seed", { seed: inForce.seed })}
        </p>
        <Difference of={difference} now={inForce.desk.agentHours} next={draft.desk.agentHours} />
      </section>
      {inForce.goals[0]?.target ? <Goals result={result} /> : null}
      <BackIn result={result} />
      <LetIn result={result} />
      <Times result={result} />
      <Sensitivity result={result} />
    </>
  );
}

const Simulated = () => {
  const { t } = useText();
  return <span className="demo">{t("policies.simulated")}</span>;
};
const simulatedTitle = ({ t }: Text, id: string) => `${t(id)} · ${t("policies.simulated")}`;

function Difference({ of, now, next }: { of: Result["difference"]; now: number; next: number }) {
  const { t } = useText();
  const rows = [
    ["locked-out", of.owners.lockedOut],
    ["back-now", of.owners.backNow],
    ["sooner", of.owners.sooner],
    ["later", of.owners.later],
    ["stopped", of.impostors.stopped],
    ["let-in", of.impostors.letIn],
  ] as const;
  return (
    <dl className="kv one-by-one">
      {rows.map(([id, n]) => (
        <div key={id}>
          <dt>{t(`policies.one.${id}`)}</dt>
          <dd>{count(n)}</dd>
        </div>
      ))}
      <div>
        <dt>{t("policies.one.hours")}</dt>
        <dd>{t("policies.one.hours-of", { now: count(now), next: count(next) })}</dd>
      </div>
    </dl>
  );
}

function BackIn({ result }: { result: Result }) {
  const text = useText();
  const { t } = text;
  const groups = groupsOf(text, result);
  const title = simulatedTitle(text, "policies.back-in");
  const strata = Object.entries(result.inForce.owners.byStratum).flatMap(([id, now]) => {
    const next = result.draft.owners.byStratum[id];
    const [situation = "", kit = ""] = id.split(" / ");
    const name = `${situationWords(text, situation)} / ${kitWords(text, kit)}`;
    return next ? [{ id, name, now, next }] : [];
  });
  return (
    <Figure
      title={title}
      summary={t("policies.back-in.says", {
        ...{ now: shareWords(result.inForce.owners.all.within24h) },
        next: shareWords(result.draft.owners.all.within24h),
      })}
      columns={[
        { name: t("policies.who") },
        { name: t("insights.head.n"), number: true },
        { name: t("policies.24h-now"), number: true },
        { name: t("policies.24h-then"), number: true },
        { name: t("policies.7d-now"), number: true },
        { name: t("policies.7d-then"), number: true },
      ]}
      rows={[...groups, ...strata].map(({ name, now, next }) => [
        ...[name, count(now.n), wholeWords(now.within24h), wholeWords(next.within24h)],
        ...[wholeWords(now.within7d), wholeWords(next.within7d)],
      ])}
    >
      <DotInterval
        kind="share"
        label={title}
        rows={dots(text, groups, ({ n, within24h }) => ({
          ...{ n, dot: shareDot(within24h), words: shareWords(within24h) },
        }))}
      />
    </Figure>
  );
}

function LetIn({ result: { inForce, draft } }: { result: Result }) {
  const text = useText();
  const { t } = text;
  const pairs = [
    {
      id: "all",
      name: t("policies.impostors.all"),
      now: inForce.impostors.all,
      next: draft.impostors.all,
    },
    ...Object.entries(inForce.impostors.byClass).flatMap(([id, now]) => {
      const next = draft.impostors.byClass[id];
      return next ? [{ id, name: classWords(text, id), now, next }] : [];
    }),
  ];
  const title = simulatedTitle(text, "policies.let-in");
  return (
    <Figure
      title={title}
      summary={t("policies.let-in.says", {
        ...{
          now: count(inForce.impostors.all.accepted),
          next: count(draft.impostors.all.accepted),
        },
        n: count(inForce.impostors.all.n),
      })}
      columns={[
        { name: t("policies.impostor") },
        { name: t("insights.head.n"), number: true },
        { name: t("policies.now"), number: true },
        { name: t("policies.next"), number: true },
      ]}
      rows={pairs.map(({ name, now, next }) => [
        ...[name, count(now.n), wholeWords(now.acceptance), wholeWords(next.acceptance)],
      ])}
    >
      <DotInterval
        kind="share"
        label={title}
        rows={dots(text, pairs, ({ n, acceptance }) => ({
          ...{ n, dot: shareDot(acceptance), words: shareWords(acceptance) },
        }))}
      />
    </Figure>
  );
}

function Times({ result }: { result: Result }) {
  const text = useText();
  const { t, lang } = text;
  const groups = groupsOf(text, result).slice(0, 4);
  const title = simulatedTitle(text, "policies.times");
  const time = (value: number | null) => (value === null ? "–" : seconds(value, lang));
  return (
    <Figure
      title={title}
      summary={t("policies.times.says", {
        ...{ now: time(result.inForce.owners.all.medianSeconds) },
        next: time(result.draft.owners.all.medianSeconds),
      })}
      columns={[
        { name: t("policies.who") },
        { name: t("policies.median-now"), number: true },
        { name: t("policies.median-then"), number: true },
        { name: t("policies.p90-now"), number: true },
        { name: t("policies.p90-then"), number: true },
      ]}
      rows={groups.map(({ name, now, next }) => [
        ...[name, time(now.medianSeconds), time(next.medianSeconds)],
        ...[time(now.p90Seconds), time(next.p90Seconds)],
      ])}
    >
      <DotInterval
        kind="seconds"
        label={title}
        rows={dots(text, groups, ({ n, medianSeconds, p90Seconds }) => ({
          ...{ n, words: time(medianSeconds) },
          dot: medianSeconds === null ? null : { at: medianSeconds, p90: p90Seconds },
        }))}
      />
    </Figure>
  );
}

const SHOWN = 10;

function Sensitivity({ result: { sensitivity } }: { result: Result }) {
  const text = useText();
  const { t } = text;
  const [first] = sensitivity;
  if (!first) return <p className="m">{t("policies.sensitive.none")}</p>;
  const title = simulatedTitle(text, "policies.sensitive");
  const ends = (low: number, high: number) => `${percent(low)} – ${percent(high)}`;
  return (
    <Figure
      title={title}
      summary={t("policies.sensitive.says", { rate: first.rate, moves: percent(first.moves) })}
      columns={[
        { name: t("policies.rate") },
        { name: t("policies.bounds"), number: true },
        { name: t("policies.moves"), number: true },
        { name: t("policies.self24h"), number: true },
        { name: t("policies.all7d"), number: true },
        { name: t("policies.let-in-head"), number: true },
      ]}
      rows={sensitivity.map(({ rate, moves, low, high }) => [
        ...[rate, `${low.at} – ${high.at}`, percent(moves)],
        ends(low.selfService24h, high.selfService24h),
        ends(low.recovered7d, high.recovered7d),
        ends(low.impostorsAccepted, high.impostorsAccepted),
      ])}
    >
      <Bars
        label={title}
        rows={sensitivity.slice(0, SHOWN).map(({ rate, moves }) => ({
          ...{ id: rate, name: rate, value: moves, words: percent(moves) },
          said: `${rate}: ${percent(moves)}`,
        }))}
      />
    </Figure>
  );
}
