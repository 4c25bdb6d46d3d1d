/**
 * What a recovery may do, written from the drawing in domain.md ("A recovery") and the table of paths in
 * policy.md, and from nothing else: the code under test is not imported here.
 */

/** What stands in the rows, as far as the drawing speaks of it. */
export type Seen = {
  id: string;
  accountId: string;
  state: string;
  situation: string;
  riskLevel: string;
  given: string[];
  createdAt: Date;
  expiresAt: Date;
  waitingUntil: Date | null;
  endedAt: Date | null;
  endedWhy: string | null;
};

/** The arrows of the drawing. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  proving: ["waiting", "ready", "denied", "cancelled", "expired"],
  waiting: ["ready", "denied", "cancelled", "expired"],
  ready: ["completed", "denied", "cancelled", "expired"],
  completed: [],
  denied: [],
  cancelled: [],
  expired: [],
};
/** Without `denied`: only an agent denies, and there are none yet. */
export const arrowsToWalk = Object.entries(arrows).flatMap(([from, all]) =>
  all.filter((to) => to !== "denied").map((to) => `${from} > ${to}`),
);

export const isArrow = (from: string, to: string) => arrows[from]?.includes(to) ?? false;
export const isFinal = (state: string) => arrows[state]?.length === 0;

type Way = { one: string[]; other: string[]; wait: Record<string, number | "refused"> };
const issued = ["sms-code", "email-code"];
/** The rows of policy.md whose proofs can be given in this version. */
const ways: Readonly<Record<string, Way[]>> = {
  "forgot-password": [
    {
      one: ["sms-code"],
      other: ["known-device"],
      wait: { low: 0, elevated: 12, high: "refused" },
    },
    {
      one: issued,
      other: ["recovery-code", "authenticator-code"],
      wait: { low: 0, elevated: 12, high: 24 },
    },
  ],
  "lost-phone": [
    {
      one: ["email-code"],
      other: ["recovery-code", "authenticator-code", "known-device"],
      wait: { low: 24, elevated: 24, high: 48 },
    },
  ],
  // Two different ones of passkey, saved code and contacts: one of them at most can be given yet.
  "account-stolen": [],
};

/** The least wait, in hours, after which these proofs may give the account back; null: never. */
export function leastWait({ situation, given, riskLevel }: Seen): number | null {
  const waits = (ways[situation] ?? [])
    .filter(
      ({ one, other }) =>
        one.some((kind) => given.includes(kind)) && other.some((kind) => given.includes(kind)),
    )
    .map(({ wait }) => wait[riskLevel])
    .filter((wait) => typeof wait === "number");
  return waits.length > 0 ? Math.min(...waits) : null;
}

/**
 * One look after another, with one step between: why this is not what the drawing allows. `before` is
 * missing for a claim that has just begun.
 */
export function wrongStep(before: Seen | undefined, after: Seen, now: Date): string | null {
  const from = before?.state ?? "proving";
  const { state } = after;
  if (before && isFinal(from))
    return same(before, after)
      ? null
      : `${from} is final, and it changed to ${JSON.stringify(after)}`;
  if (isFinal(state) !== (after.endedAt !== null))
    return `${state} with an end at ${after.endedAt}`;
  if (before?.given.some((kind) => !after.given.includes(kind))) return "a proof was taken back";
  if (!isFinal(state) && state !== "proving" && leastWait(after) === null)
    return `${state} with ${after.given.join(" + ") || "nothing"} in ${after.situation}, ${after.riskLevel}`;
  if (state === from) return null;
  if (state === "completed") {
    // The clock may have ended the wait in the same step that set the password.
    const waited = from === "waiting" && after.waitingUntil && after.waitingUntil <= now;
    if (from !== "ready" && !waited) return `${from} > completed`;
    if (leastWait(after) === null) return `completed with ${after.given.join(" + ")}`;
    return null;
  }
  return isArrow(from, state) ? null : `${from} > ${state}`;
}

const same = (a: Seen, b: Seen) => JSON.stringify(a) === JSON.stringify(b);

export type Told = { type: string; at: Date; recoveryId: string };

/**
 * The whole life of one claim as its account's record tells it: every arrow is one of the drawing, the
 * wait was waited, and it ended once. `walk` is told each arrow.
 */
export function wrongLife(
  told: readonly Told[],
  last: Seen,
  walk: (arrow: string) => void,
): string | null {
  let state = "";
  let enoughAt: Date | undefined;
  for (const { type, at } of told) {
    const to = type === "recovery.started" ? "proving" : type.slice("recovery.".length);
    if (!(to in arrows)) continue;
    if (state === "" ? to !== "proving" : !isArrow(state, to))
      return `${state || "nothing"} > ${to}`;
    if (state !== "") walk(`${state} > ${to}`);
    if (to === "waiting" || (to === "ready" && !enoughAt)) enoughAt = at;
    if (to === "ready" && state === "waiting") {
      const hours = (at.getTime() - (enoughAt?.getTime() ?? at.getTime())) / 3_600_000;
      if (hours < (leastWait(last) ?? Number.POSITIVE_INFINITY)) return `ready after ${hours} h`;
    }
    if (to === "ready" && state === "proving" && leastWait(last) !== 0)
      return `ready at once, where ${leastWait(last)} h are to be waited`;
    state = to;
  }
  return state === last.state ? null : `the record ends with ${state}, the row with ${last.state}`;
}
