/**
 * When a password must change: on evidence, not by the calendar. NIST SP 800-63B-4 section 3.1.1.2
 * and ASVS 6.2.10 forbid forcing by age, because people then count up: Summer1, Summer2. The
 * reminder never blocks; forcing exists for staff under rules that demand it (GB/T 22239).
 */
import type { Words } from "./reasons.ts";

export type AgePolicy = "remind-90-days" | "on-compromise-only" | `force-${number}-days`;

export type AgeVerdict =
  | { is: "fine" }
  | { is: "remind"; text: Words }
  | { is: "must-change"; why: "compromised" | "age"; text: Words };

const DAY_MS = 86_400_000;
const REMIND_DAYS = 90;

export const isAgePolicy = (text: string): text is AgePolicy =>
  text === "remind-90-days" ||
  text === "on-compromise-only" ||
  /^force-[1-9]\d{0,3}-days$/.test(text);

/** `compromised`: there is evidence, such as a leak or a sign-in that the owner disowned. */
export function judgeAge(
  policy: AgePolicy,
  changedAt: Date,
  now: Date,
  compromised: boolean,
): AgeVerdict {
  if (compromised)
    return {
      is: "must-change",
      why: "compromised",
      text: {
        en: "This password may be known to others. Please set a new one now.",
        zh: "这个密码可能已被他人知道，请现在设置新密码。",
      },
    };
  const days = Math.floor((now.getTime() - changedAt.getTime()) / DAY_MS);
  if (policy === "on-compromise-only") return { is: "fine" };
  if (policy === "remind-90-days")
    return days < REMIND_DAYS ? { is: "fine" } : { is: "remind", text: reminder(days) };
  const limit = Number(/\d+/.exec(policy)?.[0]);
  if (days < limit) return { is: "fine" };
  return {
    is: "must-change",
    why: "age",
    text: {
      en: `Rules for staff ask for a new password every ${limit} days.`,
      zh: `工作人员的密码按规定每 ${limit} 天更换一次，请设置新密码。`,
    },
  };
}

const reminder = (days: number): Words => ({
  en: `You have had this password for ${days} days. You may change it; you do not have to.`,
  zh: `这个密码已使用 ${days} 天。您可以更换，也可以继续使用。`,
});
