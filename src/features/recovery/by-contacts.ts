/**
 * Proving by contacts: two of them each give a code that they read out to the owner on the telephone. Asked
 * for after a first proof only, so that nobody learns by it whether an account has contacts, or has them
 * called (domain.md, rule 1).
 */
import type { Actor, World } from "../../core/world.ts";
import {
  approvals,
  askContacts,
  countedContacts,
  enterCode,
  type RoundView,
  readRound,
} from "../contacts/index.ts";
import { tryKept } from "../proofs/index.ts";
import { type Loaded, policyOf } from "./judging.ts";
import { isRecognised } from "./number.ts";
import type { Asked, Taken, WayToProve } from "./proving.ts";
import { apply } from "./standing.ts";

const PROOF = "contact-approval";
const clock: Actor = { kind: "system", id: "contacts" };

const of = (world: World, recovery: Loaded) => ({
  accountId: recovery.accountId,
  recoveryId: recovery.id,
  policy: policyOf(world, recovery),
});

export const byContacts: WayToProve = {
  later: true,

  async ask(world, recovery): Promise<Asked> {
    const recognised = recovery.given.some(({ kind }) => kind === "known-device");
    const round = await askContacts(world, clock, { ...of(world, recovery), recognised });
    // People answer when they have time: the claim stays open for as long as they have.
    await apply(world, clock, recovery, { is: "contacts-asked", until: round.expiresAt });
    return {
      ...{ id: round.id, proof: PROOF },
      ...{ sentAt: round.askedAt.toISOString(), expiresAt: round.expiresAt.toISOString() },
    };
  },

  async take(world, recovery, { code = "" }): Promise<Taken> {
    const { accountId, recoveryId, policy } = of(world, recovery);
    const digits = code.normalize("NFKC").replace(/[^0-9]/g, "");
    const guess = { accountId, proof: PROOF, recognised: true, policy };
    const outcome = await tryKept(world, guess, () =>
      enterCode(world, { accountId, recoveryId, code: digits }),
    );
    if (outcome.is !== "right") return outcome;
    const { contacts, since, removedAt, sharesWith } = await approvals(world, of(world, recovery));
    // Entered, and by now nobody's who counts.
    if (contacts === 0) return { is: "wrong", triesLeft: 0 };
    return {
      is: "right",
      given: {
        ...{ kind: PROOF, at: world.now().toISOString(), methodId: null, sharesWith, contacts },
        methodSince: since?.toISOString() ?? null,
        removedAt: removedAt?.toISOString() ?? null,
      },
    };
  },

  isThere: async (world, recovery) => {
    const { accountId, policy } = of(world, recovery);
    if ((await countedContacts(world, accountId, policy)).length >= policy.contacts.min)
      return true;
    return (await contactsAsked(world, recovery))?.askedAt != null;
  },
};

/**
 * The round and who answered, as the claimant sees it; nothing before a first proof that counts as one: whoever
 * has the owner's number on a card of their own is not told whom the owner trusts.
 */
export const contactsAsked = async (world: World, recovery: Loaded): Promise<RoundView | null> =>
  recovery.state === "proving" && (await isRecognised(world, recovery))
    ? readRound(world, of(world, recovery))
    : null;

/** One contact's code is a beginning, and no proof yet. */
export const isWhole = (
  { kind, contacts = 0 }: { kind: string; contacts?: number },
  { contacts: { needed } }: { contacts: { needed: number } },
) => kind !== PROOF || contacts >= needed;
