/** Every alert: what it is called, when it is true, who owns it. Data; its runbook has the same name. */
import type { Level, Owner, Words } from "./rules.ts";

export type RuleId = (typeof ids)[number];
export const ids = [
  ...(["method-broken", "code-delivery", "freeze", "payment-after-freeze"] as const),
  ...(["wrong-person", "enumeration", "sim-swap-wave", "malicious-freezes"] as const),
  ...(["agent-anomaly", "rubber-stamp", "clock-risk", "theft-waiting", "backlog"] as const),
  ...(["funnel-drop", "audit-chain", "data-stale", "evidence-scan"] as const),
] as const;

export type Rule = {
  name: Words;
  /** When it is true, with its defaults. */
  condition: Words;
  level: Level;
  owner: Owner;
  /** Looks in a row before it fires; two where nothing is said. */
  needs?: 1;
  /** Minutes between two looks, where a look is long; one where nothing is said. */
  every?: number;
};

export const rules: Readonly<Record<RuleId, Rule>> = {
  "method-broken": {
    name: { en: "A method is broken", zh: "某种找回方式异常" },
    condition: {
      en: "30 tries or more in 15 minutes, and fewer succeed than in the same hour of the last four weeks, beyond chance (99 %)",
      zh: "15 分钟内尝试不少于 30 次，且成功率明显低于过去四周同一时段（99% 置信）",
    },
    ...{ level: "page", owner: "operations" },
  },
  "code-delivery": {
    name: { en: "Codes arrive late or not at all", zh: "验证码发送延迟或失败" },
    condition: {
      en: "50 codes or more in 10 minutes, and over a tenth of them not handed over within 30 seconds",
      zh: "10 分钟内发送不少于 50 条，其中超过一成在 30 秒内未交给发送方",
    },
    ...{ level: "page", owner: "operations" },
  },
  freeze: {
    name: { en: "Freezes are slow or fail", zh: "冻结缓慢或失败" },
    condition: {
      en: "One in twenty takes longer than 5 seconds, or one has waited for the wallet for 60 seconds",
      zh: "有二十分之一的冻结超过 5 秒，或有一项等待钱包确认已超过 60 秒",
    },
    ...{ level: "page", owner: "operations" },
  },
  "payment-after-freeze": {
    name: { en: "A payment left a frozen account", zh: "冻结后仍有付款" },
    condition: {
      en: "Any payment that the wallet reports from an account after its freeze was in force",
      zh: "冻结生效之后，钱包方仍上报该账户的任何付款",
    },
    ...{ level: "page", owner: "fraud", needs: 1 },
  },
  "wrong-person": {
    name: { en: "An account went to the wrong person", zh: "账户被他人找回" },
    condition: {
      en: "Any recovery of the last 30 days that its owner objected to within the last 24 hours",
      zh: "近 30 天完成的找回，在最近 24 小时内被账户本人否认",
    },
    ...{ level: "page", owner: "fraud", needs: 1 },
  },
  enumeration: {
    name: { en: "Somebody tries many names", zh: "有人批量试探账号" },
    condition: {
      en: "One browser or network names over ten times as many accounts in an hour as others do, and 20 at least",
      zh: "同一浏览器或网络一小时内查询的账号数超过平时十倍，且不少于 20 个",
    },
    ...{ level: "page", owner: "security" },
  },
  "sim-swap-wave": {
    name: { en: "A wave of changed SIM cards", zh: "补换卡找回激增" },
    condition: {
      en: "Five claims or more in 24 hours on numbers whose SIM card was just changed, and three times the usual",
      zh: "24 小时内，手机号刚补换卡就申请找回的不少于 5 起，且达平时三倍",
    },
    ...{ level: "page", owner: "fraud" },
  },
  "malicious-freezes": {
    name: { en: "Somebody freezes other people's accounts", zh: "有人恶意冻结他人账户" },
    condition: {
      en: "Three accounts or more frozen from one browser or network in an hour",
      zh: "一小时内，同一浏览器或网络冻结了三个以上账户",
    },
    ...{ level: "warn", owner: "fraud" },
  },
  "agent-anomaly": {
    name: { en: "Unusual viewing at the desk", zh: "工作台异常查看" },
    condition: {
      en: "Somebody views or uncovers far more than colleagues do (3 median deviations), or opens cases that are not theirs",
      zh: "有人查看或揭示信息远多于同事（超过 3 倍中位差），或打开不属于自己的案件",
    },
    ...{ level: "security", owner: "security", every: 15 },
  },
  "rubber-stamp": {
    name: { en: "Second verdicts without reading", zh: "复核未细看" },
    condition: {
      en: "The last 20 second verdicts of one person took less than 20 seconds in the median",
      zh: "某人最近 20 次复核的用时中位数不足 20 秒",
    },
    ...{ level: "lead", owner: "desk-lead", every: 15 },
  },
  "clock-risk": {
    name: { en: "Promises will be broken", zh: "答复时限告急" },
    condition: {
      en: "At the pace of the last day, over 5 % of open cases will pass their promised time within four hours",
      zh: "按近一天的处理速度，四小时内将有超过 5% 的未结案件逾期",
    },
    ...{ level: "lead", owner: "desk-lead" },
  },
  "theft-waiting": {
    name: { en: "A theft waits", zh: "盗用案件无人受理" },
    condition: {
      en: "Any case of a stolen account that nobody has touched for 10 minutes",
      zh: "任何账户被盗案件 10 分钟内无人受理",
    },
    ...{ level: "page", owner: "desk-lead" },
  },
  backlog: {
    name: { en: "The backlog grows", zh: "积压增加" },
    condition: {
      en: "More cases come than go in each of three hours, and the oldest tenth grows older",
      zh: "连续三小时新增多于办结，且最久的一成案件等待时间变长",
    },
    ...{ level: "warn", owner: "desk-lead" },
  },
  "funnel-drop": {
    name: { en: "A step loses people", zh: "某一步骤流失增加" },
    condition: {
      en: "30 claims or more in an hour, and fewer pass a step than in the same hour of the last four weeks, beyond chance (99 %)",
      zh: "一小时内不少于 30 起申请，且某一步骤的通过率明显低于过去四周同一时段（99% 置信）",
    },
    ...{ level: "warn", owner: "development" },
  },
  "audit-chain": {
    name: { en: "The audit does not hold", zh: "审计记录校验异常" },
    condition: {
      en: "A chain that does not verify, or no verification for 15 minutes",
      zh: "有记录链校验不通过，或超过 15 分钟未校验",
    },
    ...{ level: "page", owner: "security" },
  },
  "data-stale": {
    name: { en: "Figures are out of date", zh: "数据滞后" },
    condition: {
      en: "What happened more than 10 minutes ago has not reached those who read it",
      zh: "10 分钟之前发生的事件仍未被处理",
    },
    ...{ level: "warn", owner: "operations" },
  },
  "evidence-scan": {
    name: { en: "Files wait to be checked", zh: "文件检查积压" },
    condition: {
      en: "A file that has waited for its check for 5 minutes; it stays closed",
      zh: "有文件等待安全检查超过 5 分钟；检查前不会被打开",
    },
    ...{ level: "page", owner: "operations" },
  },
};

/** What stands elsewhere, and what our data cannot tell: said on the page. */
export const notHere: readonly { name: Words; why: Words; href?: string }[] = [
  {
    name: { en: "A topic rises sharply", zh: "话题突增" },
    why: { en: "Has its own page, with its evidence.", zh: "在“热点”页面单独提醒，并附依据。" },
    href: "/desk/topics",
  },
  {
    name: { en: "Each case at 75 % and 100 % of its time", zh: "单个案件用时达 75% 和 100%" },
    why: { en: "Stands in the queue, case by case.", zh: "在案件队列中逐案提示。" },
    href: "/desk",
  },
  {
    name: { en: "Delivery of codes by operator", zh: "按运营商统计的验证码到达率" },
    why: {
      en: "Gateways tell us that they took a message, not that it arrived, nor by which operator.",
      zh: "发送方只告知已受理，不告知是否送达，也不区分运营商。",
    },
  },
  {
    name: { en: "Upper bound of wrongly accepted claims", zh: "误放率的置信上限" },
    why: {
      en: "Under some thousands of cases it lies above any target and would fire for ever. Each single one fires instead; the bound stands beside the rate under Methods.",
      zh: "样本不足数千时，上限始终高于目标，会一直报警。因此改为每发现一起即报警；上限见“找回方式”页面。",
    },
  },
  {
    name: { en: "A deploy as the cause of a drop", zh: "判断流失是否由发布引起" },
    why: {
      en: "The server does not know of deploys: the drop is compared with the same hours of four weeks.",
      zh: "系统不掌握发布时间，只与过去四周同一时段比较。",
    },
  },
];
