/**
 * A passkey as a proof. Before a first proof a stranger must not learn whether the account has one: the options
 * name no credential and are the same for everybody, and every answer that is not right is the same refusal.
 */
import type { World } from "../../core/world.ts";
import {
  askPasskey,
  isKept,
  isOldEnough,
  type Looked,
  lookAtAnswer,
  type Passkey,
  readPasskeys,
  takeAnswer,
} from "../passkeys/index.ts";
import { type Loaded, policyOf } from "./judging.ts";
import type { WayToProve } from "./proving.ts";

const askedBy = ({ accountId, id }: Loaded) =>
  ({ accountId, subjectId: id, purpose: "recovery" }) as const;

/** In place, or removed lately enough to count still. */
const isTaken = (world: World, recovery: Loaded, passkey: Passkey) =>
  isKept(passkey, policyOf(world, recovery).changes.removedCountsDays, world.now());

export const byPasskey: WayToProve = {
  later: false,
  async ask(world, recovery) {
    const { options, expiresAt } = await askPasskey(world, askedBy(recovery));
    return {
      ...{ id: world.id("chl"), proof: "passkey", options },
      ...{ sentAt: world.now().toISOString(), expiresAt: expiresAt.toISOString() },
    };
  },
  prepare: (world, { accountId }, { response }) => lookAtAnswer(world, accountId, response),
  async take(world, recovery, _answer, prepared) {
    const actor = { kind: "system", id: "passkeys" } as const;
    const tried = await takeAnswer(world, actor, askedBy(recovery), prepared as Looked);
    if (tried.is === "wrong") return tried;
    const { passkey } = tried;
    if (!isTaken(world, recovery, passkey)) return { is: "wrong", triesLeft: 0 };
    const device = passkey.deviceTag ? [`device:${passkey.deviceTag}`] : [];
    return {
      is: "right",
      given: {
        ...{ kind: "passkey", at: world.now().toISOString(), methodId: passkey.id },
        methodSince: passkey.since.toISOString(),
        removedAt: passkey.removedAt?.toISOString() ?? null,
        sharesWith: [`passkey:${passkey.id}`, ...device],
        // Demanded of the browser and seen in its answer.
        ...{ userVerified: true, deviceBound: passkey.deviceBound },
      },
    };
  },
  async isThere(world, recovery) {
    const { countsAfterDays } = policyOf(world, recovery).changes;
    return (await readPasskeys(world, recovery.accountId)).some(
      (passkey) =>
        isTaken(world, recovery, passkey) && isOldEnough(passkey, countsAfterDays, world.now()),
    );
  },
};
