/**
 * Risk, as named reasons that an agent reads in words. It only ever lengthens a wait or asks for a
 * person; what a claimant says of the situation never lowers it (policy.md). Not knowing is a state of its
 * own: what could have been asked and was not answered weighs; what nobody can know here is only shown.
 */
import type { RiskLevel } from "../policies/index.ts";

export type RiskFacts = {
  knownDevice: boolean;
  /** Wrong codes compared for this account within 24 h. */
  wrongCodes: number;
  /** A way back in was bound less than 7 days ago. */
  youngMethod: boolean;
  balanceHigh: boolean;
  /** Other claims to this account begun within 24 h from other devices. */
  otherClaims: number;
  /** Claims that the owner stopped or an agent denied within 7 days. */
  stopped: number;
  /** A contact who was asked for this claim says that it is not the owner. */
  contactSaidNo: boolean;
  /** A claim was objected to within 30 days, or stopped longer ago than 7. */
  disputed: boolean;
  /** This browser made a claim that was stopped or denied within 30 days. */
  badDevice: boolean;
  /** What the operator said of the number that a text message proved. */
  number: "well" | "swapped" | "elsewhere" | "unavailable" | "not-asked";
  /** Somebody else says that a number of the account is theirs, and the owner has not answered. */
  numberDisputed: boolean;
  /** Where the claim comes from, as the proxy in front knows it. */
  country: "home" | "other" | "unknown";
  /** Somebody said within this half hour that the owner is being told what to do. */
  guided: boolean;
};

type Words = { en: string; zh: string };

/** Each reason with its weight. 0 or 1 in all is low, 2 or 3 elevated, more is high. */
export const riskReasons = {
  "new-device": {
    weight: 1,
    en: "A device this account has not used before",
    zh: "此账户未曾使用过的设备",
  },
  "many-wrong-codes": {
    weight: 1,
    en: "Three or more wrong codes within a day",
    zh: "一天内输错验证码三次以上",
  },
  "young-method": {
    weight: 1,
    en: "A way back in was added within the last 7 days",
    zh: "7 天内新增过找回方式",
  },
  "high-balance": { weight: 1, en: "A high balance", zh: "账户余额较高" },
  "several-claims": {
    weight: 1,
    en: "Claims from several devices within a day",
    zh: "一天内有多台设备申请找回",
  },
  "stopped-before": {
    weight: 2,
    en: "The owner stopped a claim within the last 7 days",
    zh: "7 天内本人阻止过一次找回",
  },
  // Never more than a longer wait: a contact may be mistaken, or mean ill.
  "contact-said-no": {
    weight: 2,
    en: "A recovery contact says that it is not the owner",
    zh: "有可信联系人表示不是本人",
  },
  "disputed-before": {
    weight: 1,
    en: "A claim to the account was objected to within the last 30 days",
    zh: "30 天内有人对找回提出过异议",
  },
  "bad-device": {
    weight: 2,
    en: "This browser made a claim that was stopped or denied before",
    zh: "此浏览器此前的申请被阻止或拒绝过",
  },
  "sim-swapped": {
    weight: 2,
    en: "The SIM card of the number was replaced lately",
    zh: "手机号近期补换过 SIM 卡",
  },
  "number-elsewhere": {
    weight: 2,
    en: "The number is forwarded, or belongs to somebody else now",
    zh: "手机号已转接，或已归他人使用",
  },
  "number-unchecked": {
    weight: 1,
    en: "The operator could not be asked about the number",
    zh: "暂时无法向运营商核验手机号",
  },
  "number-disputed": {
    weight: 2,
    en: "Somebody else says that the number is theirs now",
    zh: "有人称该手机号现在归其使用",
  },
  "other-country": {
    weight: 1,
    en: "The claim comes from another country",
    zh: "申请来自其他国家或地区",
  },
  guided: {
    weight: 1,
    en: "Somebody said that the owner is being told what to do",
    zh: "有人表示账户本人正受他人指挥",
  },
} as const satisfies Record<string, Words & { weight: number }>;
export type RiskReason = keyof typeof riskReasons;

export function judgeRisk(facts: RiskFacts): { level: RiskLevel; reasons: RiskReason[] } {
  const found: [RiskReason, boolean][] = [
    ["new-device", !facts.knownDevice],
    ["many-wrong-codes", facts.wrongCodes >= 3],
    ["young-method", facts.youngMethod],
    ["high-balance", facts.balanceHigh],
    ["several-claims", facts.otherClaims >= 2],
    ["stopped-before", facts.stopped >= 1],
    ["contact-said-no", facts.contactSaidNo],
    ["disputed-before", facts.disputed],
    ["bad-device", facts.badDevice],
    ["sim-swapped", facts.number === "swapped"],
    ["number-elsewhere", facts.number === "elsewhere"],
    ["number-unchecked", facts.number === "unavailable"],
    ["number-disputed", facts.numberDisputed],
    ["other-country", facts.country === "other"],
    ["guided", facts.guided],
  ];
  const reasons = found.filter(([, holds]) => holds).map(([reason]) => reason);
  const weight = reasons.reduce((sum, reason) => sum + riskReasons[reason].weight, 0);
  return { level: weight <= 1 ? "low" : weight <= 3 ? "elevated" : "high", reasons };
}

/** What speaks for the claimant, and what nobody knows: shown to agents beside the reasons, and weighs nothing. */
export const riskNotes = {
  "known-device": { en: "A device this account has used before", zh: "此账户用过的设备" },
  "number-well": {
    en: "The operator sees nothing unusual with the number",
    zh: "运营商未发现手机号异常",
  },
  "home-country": { en: "The claim comes from the usual country", zh: "申请来自常用国家或地区" },
  "number-not-asked": {
    en: "No operator was asked about the number",
    zh: "未向运营商核验手机号",
  },
  "country-unknown": {
    en: "The country that the claim comes from",
    zh: "申请来自哪个国家或地区",
  },
} as const satisfies Record<string, Words>;
export type RiskNote = keyof typeof riskNotes;

export function notesOn({ knownDevice, number, country }: RiskFacts) {
  const those = (list: [RiskNote, boolean][]) =>
    list.filter(([, holds]) => holds).map(([note]) => note);
  return {
    for: those([
      ["known-device", knownDevice],
      ["number-well", number === "well"],
      ["home-country", country === "home"],
    ]),
    unknown: those([
      ["number-not-asked", number === "not-asked"],
      ["country-unknown", country === "unknown"],
    ]),
  };
}
