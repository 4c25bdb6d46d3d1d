/**
 * Approval by a device on which the owner is signed in: whoever claims the account sees two digits, and the
 * owner types them on that device. A thief wants a tired owner to say yes without looking, to ask until that
 * happens, to guess, or to approve from a session that he stole. So there is nothing to press "yes" on: the
 * digits are typed; requests are few; tries are fewer; only a device known for long can answer, and never the
 * browser that asks (NIST SP 800-63B-4, 3.1.3.3, on fatigue).
 */
import { problem } from "../../core/problem.ts";

export const NoApproval = problem("no-approval", 404, "There is no such request on this account.");
export const ApprovalGone = problem(
  "gone",
  410,
  "This request has been answered or has expired. Nothing more can be done with it.",
);
export const NotThisDevice = problem(
  "not-this-device",
  403,
  "This device cannot approve: it is the one that asks, or it has not been signed in for 7 days.",
);
export const NoneSignedIn = problem(
  "none-signed-in",
  409,
  "No device that could approve is signed in. Use another way.",
);

export const APPROVAL_MS = 600_000;
/** Of a hundred numbers, before the request is over. */
export const TRIES = 3;
/** Requests of one account in 24 hours, whoever asks. */
export const REQUESTS_A_DAY = 5;
/** Requests from one network in an hour, whatever account. */
export const REQUESTS_OF_NETWORK = 10;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Sealed with the account's key. `agent`: the browser's name, shortened; nothing more exact is known. */
export type Facts = { number: string; agent: string };

export type Approval = {
  id: string;
  recoveryId: string;
  number: string;
  agent: string;
  triesLeft: number;
  askedAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
};
export type Ending = "approved" | "refused" | "wrong" | "expired" | "ended";

export const isLive = (
  { endedAt, expiresAt }: Pick<Approval, "endedAt" | "expiresAt">,
  now: Date,
) => endedAt === null && now < expiresAt;

/** From when the account may be asked again; null: now. `asked`: within the last day. */
export function judgeAsking(asked: readonly Date[], now: Date): Date | null {
  const recent = asked.map((at) => at.getTime() + DAY_MS).filter((until) => until > now.getTime());
  return recent.length < REQUESTS_A_DAY ? null : new Date(Math.min(...recent));
}

type Device = { tag: string; boundAt: Date };
type Session = { deviceTag: string };

/** May this device answer? `asks`: the tag of the device that the claim itself came from, where it is known. */
export const mayAnswer = (
  device: Device,
  countsAfterDays: number,
  asks: string | null,
  now: Date,
) => device.tag !== asks && now.getTime() - device.boundAt.getTime() >= countsAfterDays * DAY_MS;

/** Is one of them signed in on a device that may answer? */
export const someMayAnswer = (
  sessions: readonly Session[],
  devices: readonly Device[],
  countsAfterDays: number,
  asks: string | null,
  now: Date,
) =>
  devices.some(
    (device) =>
      mayAnswer(device, countsAfterDays, asks, now) &&
      sessions.some(({ deviceTag }) => deviceTag === device.tag),
  );

/** Digits however they were typed; anything else is no number. */
export const cleanNumber = (typed: string) => typed.normalize("NFKC").replace(/[^0-9]/g, "");
