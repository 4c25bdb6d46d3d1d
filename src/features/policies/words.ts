/**
 * The words of the policies: what a proof is, what a path is, what a verdict says. Types and
 * constants only; who suffices is data in `policies/`, and the judge is `rules.ts`.
 */
import type { KeepingTerms } from "./keeping-terms.ts";

export const proofKinds = [
  "sms-code",
  "email-code",
  "passkey",
  "recovery-code",
  "authenticator-code",
  "face",
  "contact-approval",
  "known-device",
  "device-approval",
  "agent-review",
] as const;
export type ProofKind = (typeof proofKinds)[number];

export const situations = ["forgot-password", "lost-phone", "account-stolen"] as const;
export type Situation = (typeof situations)[number];

export const riskLevels = ["low", "elevated", "high"] as const;
export type RiskLevel = (typeof riskLevels)[number];

export const proofClasses = [
  "issued-code",
  "saved-code",
  "contacts",
  "single-factor",
  "multi-factor",
  "face",
  "human",
] as const;
export type ProofClass = (typeof proofClasses)[number];

/** Two proofs of one class count as one: a mailbox and a number are both places a code is sent to. */
export const classOf: Readonly<Record<ProofKind, ProofClass>> = {
  "sms-code": "issued-code",
  "email-code": "issued-code",
  "recovery-code": "saved-code",
  "contact-approval": "contacts",
  "authenticator-code": "single-factor",
  "known-device": "single-factor",
  "device-approval": "single-factor",
  passkey: "multi-factor",
  face: "face",
  "agent-review": "human",
};

/** What money may do after a recovery, mildest first. What each one allows is `policy.money`. */
export const moneyLimits = ["none", "L12", "L24", "L72", "L168"] as const;
export type MoneyLimit = (typeof moneyLimits)[number];

/** The terms of one money limit. `dailyAllowance` is a decimal amount; `"0.00"` lets nothing out. */
export type MoneyTerms = {
  hours: number;
  dailyAllowance: string;
  knownPayeesOnly: boolean;
  thenConfirmEachDays: number;
};

/** One proof as it was given. Dates are World time. What is left out is taken as "no". */
export type GivenProof = {
  kind: ProofKind;
  at: Date;
  /** When the method was bound (of several contacts: the youngest). `null` only where nothing is
   *  bound: `face` and `agent-review`; for every other kind an unknown age counts for nothing. */
  methodSince: Date | null;
  /** A removed method still counts for 7 days, so that a thief cannot clear the owner's ways. */
  removedAt?: Date | null;
  /** Keyed tags of what it rests on: `number:…`, `mailbox:…`, `device:…`. */
  sharesWith?: readonly string[];
  /** `face`: the check was attested by a certified provider. */
  attested?: boolean;
  /** `passkey`: with user verification (PIN or biometric on the authenticator). */
  userVerified?: boolean;
  /** `passkey`: the key cannot leave its device (WebAuthn: not backup eligible). */
  deviceBound?: boolean;
  /** `contact-approval`: how many contacts' codes were entered. */
  contacts?: number;
  /** `agent-review`: the ids of the people who decided in favour. */
  deciders?: readonly string[];
  /** `agent-review`: it rests on repeated identity proofing (document and live comparison). */
  proofed?: boolean;
};

export type Facts = {
  now: Date;
  /** The earliest plausible moment of the theft. In `account-stolen` it must be given (the start of
   *  the recovery, when nothing else is known): without it no proof can be older than it. */
  incidentAt: Date | null;
  simSwappedAt: Date | null;
  numberReassigned: boolean;
  /** Calls or messages of the number are forwarded without condition. */
  forwarding: boolean;
  telecomCheck: "ok" | "unavailable" | "not-configured";
  /** Earlier attempts that an undisputed channel declined or cancelled. */
  declines: number;
  /** Brakes: proof kinds that a supervisor has switched off. */
  disabled: readonly ProofKind[];
  /** Brake: no recovery may complete now. */
  completionsPaused?: boolean;
  /** What the one agent drawn by the system said of both pictures. */
  glance?: "approved" | "declined";
};

/** One way to fill a slot: a kind, where needed with a stricter wish. */
export type ProofWish = {
  kind: ProofKind;
  attested?: true;
  proofed?: true;
  deviceBound?: true;
  minAgeDays?: number;
};
export type SlotOption = ProofKind | ProofWish;
export type Slot = SlotOption | SlotOption[];

export type Wait = number | "refused";

export type Path = {
  id: string;
  /** Every slot must be filled; a slot that is a list is filled by any one of it. */
  all: Slot[];
  waitHours: Record<RiskLevel, Wait>;
  money: Record<RiskLevel, MoneyLimit>;
  /** One agent, drawn by the system, looks at both pictures first. An unattested face is enough. */
  glance?: true;
  /** Every method used (a person's decision aside) was bound before the theft. */
  beforeIncident?: true;
};

export const holdReasons = [
  "soft-freeze",
  "owner-freeze",
  "suspected-takeover",
  "police-request",
  "wallet",
] as const;
export type HoldReason = (typeof holdReasons)[number];

export type HoldTerms = {
  scope: "outgoing" | "sign-in" | "everything" | "as-asked";
  /** `null`: until someone releases it. */
  hours: number | null;
  /** How often it may be renewed; `null`: no bound. */
  renewals: number | null;
  renewedByPeople: number;
  activeMax: number | null;
  in30DaysMax: number | null;
  /** The owner may not release it earlier than this. */
  notWithinHours: number;
  placedBy: string[];
  releasedBy: string[];
};

export type SituationRules = {
  /** Placed when the first proof is accepted. */
  holdOnFirstProof: HoldReason | null;
  /** Released when the recovery completes. */
  releases: HoldReason[];
  paths: Path[];
};

export const passwordAges = ["remind-90-days", "on-compromise-only", "force-N-days"] as const;
export type PasswordAge = "remind-90-days" | "on-compromise-only" | `force-${number}-days`;

export type DeskTerms = {
  /** A person has decided within so many hours of working time; a theft in progress has a promise of its own. */
  promiseHours: Record<RiskLevel | "theft", number>;
  /** One agent holds a case for so long, and may hold it on. */
  leaseMinutes: number;
  /** The second person who was drawn has so long. */
  secondHours: number;
  /** A refusal can be appealed for so long, once. */
  appealDays: number;
  /** Files of a case are kept for so long after its end; 90 when nothing is said. */
  evidenceDays?: number;
};

/** What holds where a policy says nothing. */
export const deskTerms: DeskTerms = {
  promiseHours: { low: 24, elevated: 24, high: 24, theft: 4 },
  ...{ leaseMinutes: 15, secondHours: 4, appealDays: 14 },
};

export type Policy = {
  name: string;
  version: number;
  title: { en: string; zh: string };
  situations: Record<Situation, SituationRules>;
  money: Record<Exclude<MoneyLimit, "none">, MoneyTerms>;
  /** Two or more proofs that could all sit on one phone never free more money than this. */
  onePhone: { kinds: ProofKind[]; moneyAtLeast: MoneyLimit } | null;
  approvals: { reviewPeople: number; glancePeople: number };
  contacts: { needed: number; min: number; max: number };
  password: { minLength: number; maxLength: number; age: PasswordAge };
  budgets: {
    codes: {
      digits: number;
      lifeMinutes: number;
      livePerChannel: number;
      triesPerChallenge: number;
      wrongPerAccountDay: number;
      wrongKeptForRecognised: number;
    };
    messages: {
      per15Minutes: number;
      perHour: number;
      perDay: number;
      perDayKeptForRecognised: number;
    };
    /** Over all accounts. Each is a whole, of which a share is kept for recognised devices. */
    ceilings: {
      partitionBy: string[];
      shareKeptForRecognised: number;
      /** Codes by text message; `perDay` by country prefix, `mail` or `name` (what was typed), or `other`. */
      sms: { perBlockHour: number; perNetworkHour: number; perDay: Record<string, number> };
      /** Wrong codes in a window: nothing rests below `perRight` wrong ones to each right one. */
      guesses: {
        windowMinutes: number;
        wrong: number;
        wrongPerNetwork: number;
        wrongOverall: number;
        perRight: number;
      };
    };
  };
  cancel: {
    waitFactor: number;
    /** A path without a wait waits this long after the first decline: twice nothing is nothing. */
    zeroBecomesHours: number;
    waitHoursMax: number;
    /** The link is good for the wait and this many days. */
    linkDaysAfterWait: number;
  };
  changes: {
    freshProofMinutes: number;
    effectiveHours: number;
    countsAfterDays: number;
    removedCountsDays: number;
  };
  sms: { simSwapHours: number; whenCheckUnavailable: "refuse" };
  holds: Record<HoldReason, HoldTerms>;
  /** What the desk promises; a version from before there was a desk says nothing of it. */
  desk?: DeskTerms;
  /** What is kept for how long, where it is not `keepingTerms`. */
  keeping?: { [K in keyof KeepingTerms]?: KeepingTerms[K] };
  /** How long a recovery may stay in each state. */
  lifetimes: { provingHours: number; provingWithCaseHours: number; readyHours: number };
};

/** Why something does not count, or cannot be. Stable codes; the words are `reasonText`. */
export const reasonCodes = [
  "method-young",
  "method-age-unknown",
  "method-after-incident",
  "method-removed",
  "method-switched-off",
  "sim-swapped",
  "number-reassigned",
  "number-forwarded",
  "telecom-check-unavailable",
  "face-evidence-only",
  "passkey-unverified",
  "contacts-too-few",
  "review-needs-two-people",
  "same-class",
  "shared-number",
  "shared-mailbox",
  "shared-device",
  "incident-time-unknown",
  "glance-declined",
  "risk-too-high",
  "completions-paused",
  "no-path",
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export type Verdict =
  /** `waitHours` has earlier declines in it already. `used`: the kinds that completed the path. */
  | { is: "enough"; path: string; waitHours: number; money: MoneyLimit; used: ProofKind[] }
  /**
   * `missing`: each entry is a smallest set of kinds that would complete a path at this risk.
   * `awaitsGlance`: the path that lacks nothing but an agent's glance, if any.
   * `notes`: why something that was given does not help.
   */
  | { is: "short"; missing: ProofKind[][]; awaitsGlance: string | null; notes: ReasonCode[] }
  /** No path can be walked: nothing that the claimant could add would help now. */
  | { is: "refused"; by: ReasonCode[] };
