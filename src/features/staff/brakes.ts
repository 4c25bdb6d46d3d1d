/** Brakes: one supervisor switches off a kind of proof, or all completions, at once; letting go takes two. */
import { raiseAlarm } from "../../core/alarms.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { once } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import type { ProofKind } from "../policies/index.ts";
import type { Agent } from "./changes.ts";
import * as store from "./changes-store.ts";

/** Sets a brake; one that is set stays as it is. */
export const setBrake = (world: World, agent: Agent, what: string, reason: string) =>
  transact(world, async (world) => {
    await lockHouse(world, store.DESK);
    const brake = { what, setBy: agent.id, reason, setAt: world.now() };
    if (await store.insertBrake(world.db, brake)) {
      await emit(world, agent, "desk.brake-set", store.DESK, { what, reason });
      await raiseAlarm(world, "brake-set", what, { by: agent.id });
    }
    return listBrakes(world);
  });

export const listBrakes = async (world: World) => ({ brakes: await store.listBrakes(world.db) });

const braked = (world: World) => once(world, "brakes", () => store.listBrakes(world.db));

/** Kinds of proof that are switched off now. */
export const disabledProofs = async (world: World): Promise<ProofKind[]> =>
  (await braked(world)).flatMap(({ what }) =>
    what.startsWith("proof:") ? [what.slice("proof:".length) as ProofKind] : [],
  );

/** Is every completion switched off now? */
export const isBraked = async (world: World): Promise<boolean> =>
  (await braked(world)).some(({ what }) => what === "completions");
