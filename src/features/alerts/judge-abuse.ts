/** Verdicts about attackers outside, and about those inside. Pure. Nobody is named in what is said. */
import type { Verdict } from "./rules.ts";

/** Distinct names that one browser or network asked for in the last hour; `usual`: what others ask for. */
export type Source = { kind: "device" | "network"; most: number; usual: number };
export const NAMES_LEAST = 20;

export function judgeEnumeration(sources: readonly Source[]): Verdict {
  const found = sources.filter(
    ({ most, usual }) => most >= NAMES_LEAST && most > 10 * Math.max(usual, 1),
  );
  const most = Math.max(0, ...sources.map((each) => each.most));
  const kinds = { device: ["browser", "浏览器"], network: ["network", "网络"] } as const;
  if (found.length === 0)
    return {
      is: false,
      says: {
        en: `At most ${most} accounts were named from one place in an hour.`,
        zh: `一小时内同一来源最多查询 ${most} 个账号。`,
      },
    };
  const each = (lang: 0 | 1) =>
    found.map(({ kind, most, usual }) => {
      const others = Math.round(Math.max(usual, 0) * 10) / 10;
      return lang === 0
        ? `one ${kinds[kind][0]} named ${most} accounts in an hour, others ${others}`
        : `一个${kinds[kind][1]}一小时内查询 ${most} 个账号，其他平均 ${others} 个`;
    });
  return { is: true, says: { en: `${each(0).join("; ")}.`, zh: `${each(1).join("；")}。` } };
}

export const SWAPS_LEAST = 5;
/** `perDay`: the mean of the seven days before. */
export function judgeSwaps({ n, perDay }: { n: number; perDay: number }): Verdict {
  const usual = Math.round(perDay * 10) / 10;
  return {
    is: n >= SWAPS_LEAST && n >= 3 * perDay,
    says: {
      en: `${n} claims in 24 hours on numbers with a new SIM card, usually ${usual} a day.`,
      zh: `24 小时内有 ${n} 起申请来自新补换的 SIM 卡，平时每天 ${usual} 起。`,
    },
  };
}

export const VICTIMS_LEAST = 3;
export const judgeMalicious = (victims: number): Verdict => ({
  is: victims >= VICTIMS_LEAST,
  says: {
    en: `At most ${victims} accounts were frozen from one place in an hour.`,
    zh: `一小时内同一来源最多冻结 ${victims} 个账户。`,
  },
});

/** `people`: of the desk. `standOut` beyond 3 median deviations, `notTheirs` opened cases of others. */
export function judgeViewing(people: { standOut: number; notTheirs: number }): Verdict {
  const { standOut, notTheirs } = people;
  return {
    is: standOut > 0 || notTheirs > 0,
    says: {
      en: `In 7 days ${standOut} people viewed far more than their colleagues; ${notTheirs} opened cases that are not theirs. The audit page shows whom.`,
      zh: `7 天内 ${standOut} 人查看明显多于同事；${notTheirs} 人打开过不属于自己的案件。详见审计页面。`,
    },
  };
}

export const judgeStamps = (people: number): Verdict => ({
  is: people > 0,
  says: {
    en: `${people} people gave their last 20 second verdicts in under 20 seconds.`,
    zh: `${people} 人最近 20 次复核用时不足 20 秒。`,
  },
});
