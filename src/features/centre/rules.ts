/**
 * The security centre: what an owner could do on a calm day, the most useful first. A thief in a session
 * reads it as well, so it says what is missing and never what would help to guess. No score: a number
 * out of a hundred is chased, a sentence is understood.
 */
import { problem } from "../../core/problem.ts";
import type { LockRules } from "../lock/index.ts";
import type { AgeVerdict, Weakness } from "../passwords/index.ts";
import type { Return } from "../ways/index.ts";

export const NoDevice = problem("no-device", 404, "There is no such device on this account.");
export const ThisDevice = problem(
  "this-device",
  409,
  "This is the device that you are using now. You can sign it out.",
);

/** What helps most stands first. */
export const suggestions = [
  "password-known",
  "way-back",
  "password-weak",
  "password-due",
  "few-codes",
  "few-contacts",
  "limits",
  "night-lock",
  "old-device",
  "passkey",
] as const;
export type SuggestionCode = (typeof suggestions)[number];
export type Suggestion = {
  code: SuggestionCode;
  /** `old-device`: which. */
  device?: Facts["devices"][number];
  /** `few-codes`: how many; `few-contacts`: how many more it takes. */
  left?: number;
};

export type Facts = {
  back: Return;
  /** Recovery codes that were not used; null: none were ever made. */
  codesLeft: number | null;
  password: { set: boolean; compromised: boolean; found: readonly Weakness[]; age: AgeVerdict };
  lock: LockRules;
  /** Invited or willing, and how many it takes. */
  contacts: { present: number; min: number };
  /** Those that count. */
  devices: readonly { id: string; name: string; lastSeenAt: Date; current: boolean }[];
  passkey: "has" | "can" | "cannot";
};

export const FEW_CODES = 2;
export const OLD_DEVICE_DAYS = 90;
/** A device that was signed out stays in the list for so long: nobody makes it vanish. */
export const LISTED_DAYS = 90;
const DAY_MS = 86_400_000;

const knows = ({ compromised, found }: Facts["password"]) =>
  compromised || found.includes("leaked");

/** What to suggest, in order. Empty: all good. */
export function suggest(facts: Facts, now: Date): Suggestion[] {
  const { back, codesLeft, password, lock, devices, passkey, contacts } = facts;
  const old = devices
    .filter((device) => !device.current && isOld(device.lastSeenAt, now))
    .toSorted((a, b) => a.lastSeenAt.getTime() - b.lastSeenAt.getTime())[0];
  const given: Partial<Record<SuggestionCode, Omit<Suggestion, "code"> | false>> = {
    "password-known": password.set && knows(password) && {},
    // What was added and does not count yet needs patience, not another one.
    "way-back": !back.can && back.from === null && {},
    "password-weak": password.set && !knows(password) && password.found.length > 0 && {},
    "password-due": password.set && !knows(password) && password.age.is === "must-change" && {},
    "few-codes": back.can && codesLeft !== null && codesLeft <= FEW_CODES && { left: codesLeft },
    // Begun, or somebody stopped; without any, "way-back" says what helps most.
    "few-contacts": contacts.present > 0 &&
      contacts.present < contacts.min && { left: contacts.min - contacts.present },
    limits: lock.singleLimit === null && lock.dailyLimit === null && {},
    "night-lock": !lock.nightLock && {},
    "old-device": old !== undefined && { device: old },
    passkey: passkey === "can" && {},
  };
  return suggestions.flatMap((code) => {
    const more = given[code];
    return more ? [{ code, ...more }] : [];
  });
}

export const isOld = (lastSeenAt: Date, now: Date) =>
  now.getTime() - lastSeenAt.getTime() >= OLD_DEVICE_DAYS * DAY_MS;
export const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);
export const daysBetween = (from: Date, to: Date) =>
  Math.max(0, Math.floor((to.getTime() - from.getTime()) / DAY_MS));

/** Signals name one session each, so many with one event. */
export const SESSIONS_NAMED = 7;
export const inChunks = <T>(all: readonly T[], size: number): T[][] =>
  all.length <= size ? [[...all]] : [all.slice(0, size), ...inChunks(all.slice(size), size)];

/** One card at a time: not again for so long after it was shown, nor after it was put away. */
export const NUDGE_DAYS = 31;
/** So long one showing lasts: a page that is opened again, or in the other language, has it still. */
export const NUDGE_SHOWN_DAYS = 1;
export type Shown = { shownAt: Date; dismissedAt: Date | null };

/**
 * May the card "add one more way back" be shown? `new`: it counts as another showing. Never to somebody who
 * has to wait only, whom it would tell nothing, or whose account is frozen: that is no calm day.
 */
export function judgeNudge(
  back: Return,
  isFrozen: boolean,
  last: Shown | undefined,
  now: Date,
): "new" | "again" | null {
  if (back.can || back.missing.length === 0 || isFrozen) return null;
  if (!last) return "new";
  const since = (at: Date) => now.getTime() - at.getTime();
  const latest = last.dismissedAt ?? last.shownAt;
  if (since(latest) >= NUDGE_DAYS * DAY_MS) return "new";
  return !last.dismissedAt && since(last.shownAt) < NUDGE_SHOWN_DAYS * DAY_MS ? "again" : null;
}
