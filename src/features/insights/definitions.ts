/** What each figure means: the same text stands on the charts, and on the page of definitions. */

/** The number of the definitions that figures follow: that of the views. */
export const DEFINITIONS = 2;

export type Definition = {
  id: string;
  name: { en: string; zh: string };
  formula: { en: string; zh: string };
  version: number;
  /** Who answers for it: a role of the operator's house. */
  owner: "fraud-lead" | "support-lead" | "product";
  page: "overview" | "methods" | "funnel" | "abuse" | "team" | "alerts" | "share";
  unit: "rate" | "seconds" | "count";
};

const one = (
  page: Definition["page"],
  owner: Definition["owner"],
  unit: Definition["unit"],
  id: string,
  [en, zh]: [string, string],
  [formulaEn, formulaZh]: [string, string],
): Definition => ({
  ...{ id, name: { en, zh }, formula: { en: formulaEn, zh: formulaZh } },
  ...{ version: DEFINITIONS, owner, page, unit },
});

export const definitions: readonly Definition[] = [
  one(
    "overview",
    "product",
    "rate",
    "recovery-success-net",
    ["Net success", "净成功率（剔除冒领）"],
    [
      "Cases given back and not disputed within 30 days, of all cases that began in the period. Cases that an owner stopped or disputed leave both sides. A case is an account's first start with each further start within 7 days of the one before.",
      "期内开始的案件中，已找回且 30 天内无人提出异议的占比。被机主叫停或事后提出异议的案件不计入分子和分母。同一账户首次发起及其后每次间隔不超过 7 天的发起，合为一个案件。",
    ],
  ),
  one(
    "overview",
    "product",
    "rate",
    "recovery-success-gross",
    ["Gross success", "总成功率"],
    [
      "Cases given back, of all cases that began in the period, whoever came.",
      "期内开始的全部案件中已找回的占比，不区分来者是谁。",
    ],
  ),
  one(
    "overview",
    "product",
    "seconds",
    "median-time",
    ["Median time", "用时中位数"],
    [
      "From the first start to an account that can be used, by the clock on the wall, of cases given back: half took no longer. The waits that the policy demands are in it.",
      "已找回案件从首次发起到账户可用的实际用时，一半的案件不超过此值。政策要求的等待时间计算在内。",
    ],
  ),
  one(
    "overview",
    "support-lead",
    "rate",
    "self-service-share",
    ["Self-service share", "自助找回占比"],
    [
      "Cases given back without people, of all cases given back.",
      "已找回案件中，无需人工即完成的占比。",
    ],
  ),
  one(
    "overview",
    "support-lead",
    "count",
    "open-cases",
    ["Open cases by clock", "待办案件（按时限）"],
    [
      "Cases before people now: on time, due in less than 4 hours, late, and paused while we wait for the customer. The line is what was open at the end of each day.",
      "目前由人工处理的案件：时限充足、4 小时内到期、已超时，以及等待客户期间暂停计时的。折线为每日结束时未结的案件数。",
    ],
  ),
  one(
    "overview",
    "fraud-lead",
    "rate",
    "reversals",
    ["Reversals", "事后异议率"],
    [
      "Cases given back and disputed within 30 days (“this wasn't me”, a hold for a takeover, a claim that the account was stolen), of cases given back. The last 30 days may still rise.",
      "已找回案件中，30 天内出现异议的占比：机主表示“不是我本人”、因疑似盗用被冻结，或再次以账户被盗发起找回。最近 30 天的数值可能还会上升。",
    ],
  ),
  one(
    "overview",
    "fraud-lead",
    "count",
    "active-alerts",
    ["Active alerts", "触发中的告警"],
    ["Alerts that are firing now.", "目前正在触发的告警数。"],
  ),
  one(
    "methods",
    "product",
    "rate",
    "success",
    ["Success by way", "各方式成功率"],
    [
      "Cases that ended by this way, of all cases for which this way was taken first; without any proof, the code that was offered first counts. All self-service and people are counted apart.",
      "首选该方式的案件中，最终以该方式完成的占比；未提交任何证明的，计入首先提供的验证码。自助找回与人工审核另行统计。",
    ],
  ),
  one(
    "methods",
    "product",
    "rate",
    "first-try",
    ["At the first try", "一次成功率"],
    [
      "Completed with one start and no refused proof, of all cases of the way.",
      "一次发起、没有证明被拒即完成的案件，占该方式全部案件之比。",
    ],
  ),
  one(
    "methods",
    "product",
    "rate",
    "within-24h",
    ["Within 24 hours", "24 小时内成功率"],
    [
      "Completed within 24 hours of the first start, of all cases of the way.",
      "首次发起后 24 小时内完成的案件，占该方式全部案件之比。",
    ],
  ),
  one(
    "methods",
    "product",
    "rate",
    "within-7d",
    ["Within 7 days", "7 天内成功率"],
    [
      "Completed within 7 days of the first start, of all cases of the way.",
      "首次发起后 7 天内完成的案件，占该方式全部案件之比。",
    ],
  ),
  one(
    "methods",
    "product",
    "seconds",
    "time-by-way",
    ["Time by way", "各方式用时"],
    [
      "Median, nine of ten, and mean from the first start to an account that can be used, of completed cases. Active: without the wait that the policy demands; the wait stands apart.",
      "已完成案件从首次发起到账户可用的中位数、九成分位数和平均值。“操作用时”不含政策要求的等待，等待另列。",
    ],
  ),
  one(
    "methods",
    "product",
    "rate",
    "abandon",
    ["Abandoned", "中途放弃"],
    [
      "Cases that ran out without enough proof, of all cases of the way.",
      "证明尚不充分即到期的案件，占该方式全部案件之比。",
    ],
  ),
  one(
    "methods",
    "fraud-lead",
    "rate",
    "takeover",
    ["Take-over rate", "冒领率"],
    [
      "Completed cases that were disputed within 30 days, of completed cases of the way.",
      "该方式完成的案件中，30 天内出现异议的占比。",
    ],
  ),
  one(
    "methods",
    "fraud-lead",
    "rate",
    "impostor-acceptance",
    ["Impostors let in", "冒领得手率"],
    [
      "Given back, of cases that were stopped by an owner or disputed. A case is the owner's when 30 days after its end nobody has objected; the rest is unknown and told as such.",
      "被机主叫停或提出异议的案件中，账户已被交出的占比。结束 30 天后无人提出异议的视为机主本人；其余为未知，单独列出。",
    ],
  ),
  one(
    "funnel",
    "product",
    "rate",
    "funnel-self-service",
    ["Steps of self-service", "自助找回各步骤"],
    [
      "Attempts that reached each step, each once: started, an account was named, a first proof beyond a known device, enough proofs, the wait over, completed. What was skipped counts as passed. A drop is what reached a step and not the next.",
      "到达各步骤的次数，每次尝试只计一次：发起、账户存在、通过首个证明（常用设备除外）、证明充分、等待结束、完成。跳过的步骤视为已通过。流失指到达某步而未到达下一步。",
    ],
  ),
  one(
    "funnel",
    "support-lead",
    "rate",
    "funnel-with-people",
    ["Steps with people", "人工审核各步骤"],
    [
      "Cases in which people were asked, by the step that they reached: asked, decided, enough proofs, the wait over, completed.",
      "申请人工审核的案件到达的步骤：提交人工、已作出决定、证明充分、等待结束、完成。",
    ],
  ),
];
