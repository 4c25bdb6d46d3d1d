/**
 * Evidence packs: what an owner takes to the police. A thief in the owner's session would take the same file as
 * a gift: every payment, every device, the words of the case. So it asks for a fresh proof, and for another one
 * at each download; it is told on every channel, never leaves under a freeze that somebody else placed, and is
 * gone after a week. To the police it must be what it was: each file is hashed, chained and signed.
 */
import { problem } from "../../core/problem.ts";

export const NoPack = problem("no-pack", 404, "There is no such file for the police.");
export const PackHeld = problem(
  "pack-held",
  409,
  "Signing in to this account is frozen. No file for the police can be made or downloaded until that ends.",
);
export const NotReady = problem("pack-not-ready", 409, "This file is not ready yet.");
export const NotFailed = problem("pack-not-failed", 409, "Only what failed can be tried again.");
export const PackGone = problem(
  "pack-gone",
  410,
  "This file is not kept any more. You can make a new one.",
);
export const TooManyPacks = problem(
  "too-many-packs",
  409,
  "Five files for the police are kept at once. Delete one first.",
);
export const BadPeriod = problem(
  "bad-period",
  422,
  "Choose a period that ends after it begins, not in the future, of 400 days at most.",
);
export const UnknownTransaction = problem(
  "unknown-transaction",
  422,
  "One of these payments is not on record in this period.",
);

export const LIVE_MAX = 5;
export const DAYS = 7;
export const DOWNLOADS_MAX = 5;
export const IDS_MAX = 1000;
/** A pack of a whole period; more is a matter for the wallet's own archive. */
export const ROWS_MAX = 100_000;
export const PERIOD_DAYS_MAX = 400;
/** Bytes of originals in one pack; what does not fit is named with its hash. */
export const ORIGINAL_BYTES_MAX = 120_000_000;
export const TRIES = 3;
export const PART_BYTES = 1_048_576;
export const COURSE_MAX = 4000;
export const LINE_MAX = 300;

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export type Lang = "en" | "zh";
export const states = ["building", "ready", "failed", "expired"] as const;
export type State = (typeof states)[number];

export const statementParts = ["time", "place", "course", "amount"] as const;
export const moreParts = ["idNumber", "ownAccount", "otherSide"] as const;
export type StatementPart = (typeof statementParts)[number] | (typeof moreParts)[number];
export type Statement = Partial<Record<StatementPart, string>>;

/** What the owner chose and wrote, and up to where the account's chain was read. */
export type Wish = {
  lang: Lang;
  from: string;
  to: string;
  transactionIds: readonly string[] | "all";
  transactions: number;
  statement: Statement;
  caseId: string | null;
  record: { seq: number; hash: string };
};

export function judgePeriod(from: Date, to: Date, now: Date): boolean {
  const ms = to.getTime() - from.getTime();
  // The caller's clock may be a little ahead.
  return ms > 0 && ms <= PERIOD_DAYS_MAX * DAY_MS && to.getTime() <= now.getTime() + HOUR_MS;
}

type Hold = { reason: string; scope: string; placedBy: string; placedAt: Date };
type Session = { id: string; startedAt: Date };

/**
 * Is this session shut out by a freeze of signing in? Such a freeze ends every session but the one that placed
 * it; until that has been done, and where it was not the owner who froze, nothing leaves. An owner who froze
 * the account is the very one who needs the pack.
 */
export const isShut = (holds: readonly Hold[], session: Session) =>
  holds.some(
    ({ reason, scope, placedBy, placedAt }) =>
      scope !== "outgoing" &&
      !(
        reason === "owner-freeze" &&
        (placedBy === `owner:${session.id}` || placedAt < session.startedAt)
      ),
  );

type Life = { state: string; downloads: number; expiresAt: Date | null };

/** May it be downloaded now? */
export function judgeDownload({ state, downloads, expiresAt }: Life, now: Date) {
  if (state === "building" || state === "failed") return "not-ready";
  const isOver = state === "expired" || (expiresAt !== null && now >= expiresAt);
  return isOver || downloads >= DOWNLOADS_MAX ? "gone" : "yes";
}

/** What takes one of the places. A pack that ran out and was not cleared away yet is gone already. */
export const isLive = ({ state, expiresAt }: Life, now: Date) =>
  state === "building" || (state === "ready" && (expiresAt === null || now < expiresAt));

type Theft = { at: Date };
const AROUND_MS = 24 * HOUR_MS;
const LOOK_BACK_MS = 90 * DAY_MS;

/**
 * The time of the theft, as far as it can be told: from a day before the newest sign of one (a freeze, a case of
 * theft) until that sign. Null when there is none of the last 90 days.
 */
export function stolenPeriod(signs: readonly Theft[], now: Date): { from: Date; to: Date } | null {
  const recent = signs.filter(({ at }) => now.getTime() - at.getTime() < LOOK_BACK_MS);
  const newest = Math.max(...recent.map(({ at }) => at.getTime()));
  if (!Number.isFinite(newest)) return null;
  return { from: new Date(newest - AROUND_MS), to: new Date(newest) };
}

/** What is suggested to be in the pack: a week before the theft, else the last month. */
export const suggestedFrom = (stolen: { from: Date } | null, now: Date) =>
  new Date(stolen ? stolen.from.getTime() - 6 * DAY_MS : now.getTime() - 30 * DAY_MS);

type Payment = { at: Date; direction: string; status: string };
export const isPicked = (
  { at, direction, status }: Payment,
  stolen: ReturnType<typeof stolenPeriod>,
) =>
  stolen !== null &&
  direction === "out" &&
  status === "completed" &&
  at >= stolen.from &&
  at <= stolen.to;

/** Enough of the other side to know it again, not enough to use it. */
export function maskSide(name: string): string {
  const all = Array.from(name);
  if (/^[\d\s+*-]{7,}$/.test(name))
    return `${all.slice(0, 3).join("")}****${all.slice(-4).join("")}`;
  if (all.length >= 8) return `${all.slice(0, 2).join("")}****${all.slice(-2).join("")}`;
  return `${all[0] ?? ""}${"*".repeat(Math.max(1, Math.min(all.length - 1, 3)))}`;
}

/** Words that people wrote: line breaks stay, what no page can show goes. */
export const cleanWords = (text: string) =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .trim();
