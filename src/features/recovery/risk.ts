/**
 * Risk, as named reasons that an agent reads in words. It only ever lengthens a wait or asks for a
 * person; what a claimant says of the situation never lowers it (policy.md).
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
};

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
} as const satisfies Record<string, { weight: number; en: string; zh: string }>;
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
  ];
  const reasons = found.filter(([, holds]) => holds).map(([reason]) => reason);
  const weight = reasons.reduce((sum, reason) => sum + riskReasons[reason].weight, 0);
  return { level: weight <= 1 ? "low" : weight <= 3 ? "elevated" : "high", reasons };
}
