/** Verdicts about the desk's time and about the house itself. Pure. */
import type { Verdict } from "./rules.ts";

const HOURS_AHEAD = 4;
export type Clocks = { open: number; due: number; closedInDay: number };

/** `due`: those that run out within four hours, or have. What is closed in a day is spread evenly. */
export function judgeClocks({ open, due, closedInDay }: Clocks): Verdict {
  const closes = (closedInDay * HOURS_AHEAD) / 24;
  const late = Math.max(0, Math.round(due - closes));
  return {
    is: open > 0 && late >= 1 && late / open > 0.05,
    says: {
      en: `${due} of ${open} open cases are due within four hours; at the pace of the last day ${late} will be late.`,
      zh: `${open} 起未结案件中，${due} 起将在四小时内到期；按近一天的速度，预计 ${late} 起逾期。`,
    },
  };
}

export const judgeThefts = (n: number): Verdict => ({
  is: n > 0,
  says: {
    en: `${n} cases of a stolen account have waited for 10 minutes or longer.`,
    zh: `${n} 起账户被盗案件等待超过 10 分钟。`,
  },
});

export type Hour = { came: number; went: number };
/** `hours`: the last three. Ages of what is open now, and of what was open three hours ago: nine in ten are younger. */
export type Backlog = { hours: readonly Hour[]; p90Hours: number | null; p90Before: number | null };

export function judgeBacklog({ hours, p90Hours, p90Before }: Backlog): Verdict {
  const [now, before] = [p90Hours ?? 0, p90Before ?? 0].map((age) => Math.round(age * 10) / 10) as [
    number,
    number,
  ];
  const came = hours.reduce((sum, hour) => sum + hour.came, 0);
  const went = hours.reduce((sum, hour) => sum + hour.went, 0);
  return {
    is: hours.length === 3 && hours.every(({ came, went }) => came > went) && now > before,
    says: {
      en: `${came} cases came in three hours and ${went} went; nine in ten are younger than ${now} h, three hours ago ${before} h.`,
      zh: `三小时内新增 ${came} 起、办结 ${went} 起；九成案件等待不超过 ${now} 小时，三小时前为 ${before} 小时。`,
    },
  };
}

export const AUDIT_MINUTES = 15;
/** `minutes` since the last verification; null: there was none yet. */
export function judgeAudit({
  minutes,
  broken,
}: {
  minutes: number | null;
  broken: number;
}): Verdict {
  if (minutes === null && broken === 0)
    return {
      is: null,
      says: { en: "Nothing was verified yet.", zh: "尚未进行过校验。" },
    };
  const ago = Math.round(minutes ?? 0);
  return {
    is: broken > 0 || (minutes ?? 0) > AUDIT_MINUTES,
    says: {
      en: `Verified ${ago} minutes ago; ${broken} findings are open.`,
      zh: `上次校验在 ${ago} 分钟前；${broken} 项问题未处理。`,
    },
  };
}

/** `late`: readings that are due for over ten minutes; `dead`: given up. */
export const judgeStale = ({ late, dead }: { late: number; dead: number }): Verdict => ({
  is: late + dead > 0,
  says: {
    en: `${late} events wait to be read for over 10 minutes; ${dead} were given up.`,
    zh: `${late} 个事件等待处理超过 10 分钟；${dead} 个已放弃。`,
  },
});

export const judgeScan = (waiting: number): Verdict => ({
  is: waiting > 0,
  says: {
    en: `${waiting} files have waited for their check for 5 minutes or longer.`,
    zh: `${waiting} 个文件等待检查超过 5 分钟。`,
  },
});
