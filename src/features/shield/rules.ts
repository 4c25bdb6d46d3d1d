/**
 * The shield says what something is that reached an owner: here, whether somebody who calls is of the desk.
 * A thief calls and says that he is; he would like a code that any owner finds official, one that says how
 * near a guess was, or one that a colleague can be talked into making. So a code belongs to one account, one
 * purpose and a quarter of an hour, and says something to that account's signed-in owner alone (policy.md,
 * "Staff"); everybody else hears the same: not for you, hang up.
 */
export const purposes = ["call-back", "document", "freeze", "decision"] as const;
export type Purpose = (typeof purposes)[number];

export const CODE_DIGITS = 8;
export const CODE_MINUTES = 15;
/** Codes that one person of the desk makes in an hour: a call takes minutes. */
export const CODES_PER_HOUR = 20;
/** Codes that are tried for one account in an hour: 10 of 100 million. Nothing else is counted by it. */
export const TRIES_PER_OWNER = 10;
/** Of one network, owners and strangers apart, so that strangers use up no owner's. */
export const TRIES_PER_NETWORK = 300;

/** A verdict is told once there is one; what is left to do before it goes with an open case. */
export const goesWith = (purpose: Purpose, isEnded: boolean) =>
  (purpose === "decision") === isEnded;

/** As it is read out and typed: in two groups. */
export const spoken = (code: string) =>
  `${code.slice(0, CODE_DIGITS / 2)} ${code.slice(CODE_DIGITS / 2)}`;

/** What was typed, as digits: blanks, dashes and the wide digits of a Chinese keyboard are nobody's error. */
export const digitsOf = (typed: string) => typed.normalize("NFKC").replace(/\D/g, "");
