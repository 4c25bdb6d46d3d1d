/** The agent code: made by whoever works on a case, read out by telephone, checked by the owner. */
import { keyedHash, keyedHashes, sameSecret } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { withoutKey } from "../../core/idempotency.ts";
import { spend } from "../../core/limits.ts";
import type { Actor, World } from "../../core/world.ts";
import { isShadow, lockAccount, NoAccount } from "../accounts/index.ts";
import { CannotNow, workOn } from "../cases/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";
import { notForYou, official, purposeWords, toSay, type Words } from "./words.ts";

type Agent = Extract<Actor, { kind: "agent" }>;

const HOUR_MS = 3_600_000;
/** An account of nobody: whoever is not signed in is looked up as well, and found never. */
const NOBODY = "none:checks";

const hashed = (accountId: string, purpose: string, code: string) =>
  `agent-code:${accountId}:${purpose}:${code}`;

/**
 * A code for one purpose, in both chains before it is shown; the answer alone holds it. Throws `lease-lost`,
 * `not-drawn`, `not-you`, `case-ended`, `cannot-now`, `no-account`, `too-many`.
 */
export async function makeAgentCode(
  world: World,
  agent: Agent,
  caseId: string,
  purpose: rules.Purpose,
) {
  const { accountId, isEnded } = await workOn(world, agent, caseId);
  if (isShadow(accountId)) throw NoAccount();
  if (!rules.goesWith(purpose, isEnded)) throw CannotNow();
  await spend(world, `agent-codes:${agent.id}`, rules.CODES_PER_HOUR, HOUR_MS);
  const own = `staff:${agent.id}`;
  await transact(world, async (world) => {
    await lockAccount(world, own);
    await emit(world, agent, "staff.agent-code", own, { subject: caseId, purpose });
  });
  const code = world.code(rules.CODE_DIGITS);
  const expiresAt = new Date(world.now().getTime() + rules.CODE_MINUTES * 60_000);
  await transact(world, async (world) => {
    await lockAccount(world, accountId);
    await store.replaceCode(world.db, {
      ...{ accountId, id: world.id("acd"), madeBy: agent.id, purpose, expiresAt },
      codeHash: keyedHash(world.keys, "codes", hashed(accountId, purpose, code)),
    });
    await emit(world, agent, "agent-code.made", accountId, { subject: caseId, purpose });
  });
  const shown = rules.spoken(code);
  return { code: shown, purpose, expiresAt, say: toSay(shown) };
}

export type Check = {
  verdict: "official" | "suspicious";
  score: number;
  reasons: { code: string; severity: "info" | "high"; evidence: string; text: Words }[];
  purpose?: { code: rules.Purpose; text: Words };
};

const no: Check = {
  ...{ verdict: "suspicious", score: 0.9 },
  reasons: [{ code: "not-for-you", severity: "high", evidence: "agentCode", text: notForYou }],
};

/**
 * What a code says to this caller. "Official" for a live code of the signed-in owner's own account only; one
 * answer, of one amount of work, for everything else. Throws `too-many`.
 */
export async function checkAgentCode(world: World, actor: Actor, typed: string): Promise<Check> {
  const accountId = actor.kind === "owner" ? actor.accountId : NOBODY;
  // The owner's own first: what is refused by it uses up nobody else's.
  if (actor.kind === "owner")
    await spend(world, `code-checks:${accountId}`, rules.TRIES_PER_OWNER, HOUR_MS);
  const network = `code-checks:${actor.kind}:${world.call?.network ?? ""}`;
  await spend(world, network, rules.TRIES_PER_NETWORK, HOUR_MS);
  const purpose = await purposeOf(world, accountId, rules.digitsOf(typed));
  if (!purpose) return no;
  // Asked again with the same key it is judged again: "official" is never an answer of long ago.
  await transact(withoutKey(world), async (world) => {
    await lockAccount(world, accountId);
    await emit(world, actor, "agent-code.confirmed", accountId, { purpose });
  });
  const reason = { code: "agent-code", severity: "info", evidence: "agentCode" } as const;
  return {
    ...{ verdict: "official", score: 0 },
    reasons: [{ ...reason, text: official(purpose) }],
    purpose: { code: purpose, text: purposeWords[purpose] },
  };
}

/** All purposes are hashed, whatever there is to compare them with. */
async function purposeOf(world: World, accountId: string, code: string) {
  const live = await store.listLive(world.db, accountId, world.now());
  const found = rules.purposes.filter((purpose) => {
    const hashes = keyedHashes(world.keys, "codes", hashed(accountId, purpose, code));
    return live.some(
      (row) => row.purpose === purpose && hashes.some((hash) => sameSecret(hash, row.codeHash)),
    );
  });
  return found[0] ?? null;
}

export async function sweepCodes(world: World): Promise<number> {
  const { numDeletedRows } = await store.sweepExpired(world.db, world.now());
  return Number(numDeletedRows);
}
