/** Who looks: drawn by the system as soon as nothing else is missing, and drawn anew when their time passes. */
import { raiseAlarm } from "../../core/alarms.ts";
import type { Event } from "../../core/events.ts";
import { emit } from "../../core/events.ts";
import { addJob, type Job } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { isShadow } from "../accounts/index.ts";
import { awaitedGlance, type Loaded, lockRecovery } from "../recovery/index.ts";
import { listStaff, tiedTo } from "../staff/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export const TURN = "face-glance";
const drawer: Actor = { kind: "system", id: "draw" };

/** A proof was accepted: perhaps a look is all that is missing. */
export async function onProof(world: World, { accountId, payload }: Event) {
  if (isShadow(accountId)) return;
  const { recovery } = await lockRecovery(world, accountId, String(payload.recoveryId));
  await drawFor(world, recovery);
}

/** A claim ended: nobody looks any more. */
export async function onEnd(world: World, { accountId, payload }: Event) {
  const { recovery } = await lockRecovery(world, accountId, String(payload.recoveryId));
  await close(world, recovery, "claim-ended");
}

async function close(world: World, { accountId, id }: Loaded, outcome: string, but = "") {
  const rows = await store.listOfClaim(world.db, accountId, id);
  for (const row of rows)
    if (row.endedAt === null && row.sessionId !== but)
      await store.updateGlance(world.db, accountId, row.id, { endedAt: world.now(), outcome });
}

/** Draws for what waits; one that was drawn already, in time and for these pictures, stays. */
async function drawFor(world: World, recovery: Loaded) {
  const { accountId, id: recoveryId } = recovery;
  const awaited = await awaitedGlance(world, recovery);
  await close(world, recovery, "other-pictures", awaited?.check);
  if (!awaited) return;
  const rows = await store.listOfClaim(world.db, accountId, recoveryId);
  if (rows.some(({ endedAt }) => endedAt === null)) return;
  const passed = rows.flatMap(({ staffId, outcome }) =>
    staffId && outcome === "passed" ? [staffId] : [],
  );
  const people = rules.eligible(await listStaff(world), await tiedTo(world, accountId));
  const drawn = rules.draw(people, passed, world.bytes(4).readUInt32BE());
  const now = world.now();
  const id = world.id("gla");
  const until = new Date(now.getTime() + rules.TURN_MINUTES * 60_000);
  await store.insertGlance(world.db, {
    ...{ accountId, id, recoveryId, sessionId: awaited.check, templateId: awaited.template },
    ...{ staffId: drawn?.id ?? null, askedAt: now, dueAt: awaited.dueAt, until },
    ...{ seenAt: null, endedAt: null, outcome: null, reason: null, device: null },
  });
  if (drawn)
    await emit(world, drawer, "glance.drawn", accountId, {
      ...{ recoveryId, glanceId: id, until: until.toISOString() },
    });
  else await raiseAlarm(world, "glance-nobody", recoveryId, {});
  const payload = { recoveryId, glanceId: id };
  await addJob(world, { accountId, kind: TURN, key: id, payload, dueAt: until });
}

/** Their time is over, or there was nobody: drawn anew; late, and a person is alarmed. */
export async function onTurn(world: World, { accountId, payload }: Job) {
  const { recovery } = await lockRecovery(world, accountId, String(payload.recoveryId));
  const row = await store.findGlance(world.db, accountId, String(payload.glanceId));
  if (!row || row.endedAt !== null || row.until > world.now()) return;
  await store.updateGlance(world.db, accountId, row.id, {
    ...{ endedAt: world.now(), outcome: "passed" },
  });
  if (row.dueAt <= world.now()) await raiseAlarm(world, "glance-late", recovery.id, {});
  await drawFor(world, recovery);
}
