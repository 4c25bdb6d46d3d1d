/**
 * Numbers: what their operator says of them. A thief has the owner's number on a card of his own, or has it
 * because the operator gave it to him; a code by text message then proves nothing. So before one counts the
 * operator is asked, and an operator that does not answer has not said yes. The other way round, whoever
 * holds a number for a minute must not be able to take it from its owner: only the operator can.
 */
import { problem } from "../../core/problem.ts";
import type { NumberFacts } from "../../ports/telecom/telecom.ts";
import type { Method } from "../accounts/index.ts";
import type { Facts } from "../policies/index.ts";

export const NumberUnchecked = problem(
  "number-unchecked",
  503,
  "A code by text message was part of this, and its number cannot be checked right now. Nothing is lost; please try again in a few minutes.",
);
export const NotMobile = problem("not-a-phone", 422, "Enter a mobile number, like 138 1234 5678.");

/** What is kept of an answer. Times are RFC 3339. */
export type Kept = {
  check: Facts["telecomCheck"];
  simSwappedAt: string | null;
  reassigned: boolean;
  forwarding: boolean;
};
export type Check = Kept & { tag: string; checkedAt: Date };

/** The part of a verdict's facts that the operator answers. */
export type NumberPart = Pick<
  Facts,
  "simSwappedAt" | "numberReassigned" | "forwarding" | "telecomCheck"
>;

/** All calls together; whoever waits for an account waits no longer for that. */
export const DEADLINE_MS = 2000;
const MINUTE_MS = 60_000;
const FRESH_MS = 10 * MINUTE_MS;
/** What could not be learnt is asked again soon: the owner stands there. */
const UNAVAILABLE_MS = MINUTE_MS;
/** Older than any wait that a policy may ask for: what nobody has looked at since is not known. */
const KNOWN_MS = 8 * 86_400_000;

export const notAsked: Kept = {
  check: "not-configured",
  simSwappedAt: null,
  reassigned: false,
  forwarding: false,
};

/** Anything that was asked and not answered is "unavailable"; what was found beside it holds all the same. */
export function kept({ simSwappedAt, recycled, forwarding }: NumberFacts): Kept {
  const all = [simSwappedAt, recycled, forwarding];
  return {
    check: all.includes("unavailable")
      ? "unavailable"
      : all.every((each) => each === "not-offered")
        ? "not-configured"
        : "ok",
    simSwappedAt: simSwappedAt instanceof Date ? simSwappedAt.toISOString() : null,
    reassigned: recycled === true,
    forwarding: forwarding === true,
  };
}

export function isFresh({ check, checkedAt }: Check, now: Date): boolean {
  const age = now.getTime() - checkedAt.getTime();
  return age < (check === "unavailable" ? UNAVAILABLE_MS : FRESH_MS);
}

/** `check` undefined: nobody has asked. That is not knowing, and not "fine". */
export function factsOf(check: Check | undefined, now: Date): NumberPart {
  if (check?.check === "not-configured") return unasked;
  const isKnown = check && now.getTime() - check.checkedAt.getTime() < KNOWN_MS;
  return {
    simSwappedAt: check?.simSwappedAt ? new Date(check.simSwappedAt) : null,
    numberReassigned: check?.reassigned ?? false,
    forwarding: check?.forwarding ?? false,
    telecomCheck: isKnown ? check.check : "unavailable",
  };
}

export const unasked: NumberPart = {
  simSwappedAt: null,
  numberReassigned: false,
  forwarding: false,
  telecomCheck: "not-configured",
};

/**
 * Of an account's numbers or mailboxes the one that a claim's code goes to: what was typed when it is the
 * account's, else a present one, else one removed after `removedAfter` (ms).
 */
export function codeGoesTo(
  methods: readonly Method[],
  kind: "phone" | "email",
  typedTag: string,
  removedAfter: number,
): Method | undefined {
  const usable = methods.filter(
    (method) =>
      method.kind === kind &&
      !method.distrustedAt &&
      (!method.removedAt || method.removedAt.getTime() > removedAfter),
  );
  return (
    usable.find(({ tag }) => tag === typedTag) ??
    usable.find(({ removedAt }) => !removedAt) ??
    usable[0]
  );
}
