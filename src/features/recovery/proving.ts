/**
 * The ways to prove that are no typed code. Each is asked for and answered through the same two routes,
 * under the same lock, and is worth what the policy says; what is special about one lies in its own file.
 */

import type { Problem } from "../../core/problem.ts";
import type { Given } from "../../core/tables.ts";
import type { World } from "../../core/world.ts";
import type { ProofKind } from "../policies/index.ts";
import type { ChallengeView, Outcome } from "../proofs/index.ts";
import { byApproval } from "./by-approval.ts";
import { byContacts } from "./by-contacts.ts";
import { byFace } from "./by-face.ts";
import { byPasskey } from "./by-passkey.ts";
import type { Loaded } from "./judging.ts";

/** What a claimant sends for a proof; which of `code`, `response` and `frames` depends on its kind. */
export type Answer = {
  proof: string;
  challengeId?: string | undefined;
  code?: string | undefined;
  response?: Record<string, unknown> | undefined;
  frames?: string[] | undefined;
};

/** Asked for: when it ends, and what the claimant's browser needs to answer. */
export type Asked = Pick<ChallengeView, "id" | "proof" | "sentAt" | "expiresAt"> &
  Partial<ChallengeView> & { options?: unknown };

/** A right answer with what it is worth, or a refusal, which is committed before it is thrown. */
export type Taken =
  | { is: "right"; given: Given }
  | { is: "refused"; problem: Problem }
  | Exclude<Outcome, { is: "right" }>;

export type WayToProve = {
  /** Shown and asked for only once a first proof was accepted (domain.md, rule 1). */
  later: boolean;
  /** A call to the outside that asking needs, before the lock is taken; for a claim with a first proof only. */
  prepareAsk?(world: World, recovery: Loaded): Promise<unknown>;
  /** The caller holds the account's lock. */
  ask(world: World, recovery: Loaded, ready: unknown): Promise<Asked>;
  /** Slow work or a call to the outside, before the lock is taken. It must cost a stranger's claim the same. */
  prepare?(world: World, recovery: Loaded, answer: Answer): Promise<unknown>;
  /** The caller holds the account's lock and commits whatever comes out. */
  take(world: World, recovery: Loaded, answer: Answer, prepared: unknown): Promise<Taken>;
  /** Can this account give it now? Told only after a first accepted proof. */
  isThere(world: World, recovery: Loaded): Promise<boolean>;
};

export const otherWays: Partial<Record<ProofKind, WayToProve>> = {
  passkey: byPasskey,
  "device-approval": byApproval,
  "contact-approval": byContacts,
  face: byFace,
};
