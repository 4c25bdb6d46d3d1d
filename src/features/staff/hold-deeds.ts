/** A freeze that two people of the desk end or renew: under the account's row, judged there once more. */
import type { World } from "../../core/world.ts";
import { releaseHold, renewHold } from "../holds/index.ts";
import { findStaff } from "./actions.ts";
import type { ChangeRow } from "./changes-store.ts";
import type { HoldFacts } from "./four-eyes-holds.ts";

const system = { kind: "system", id: "four-eyes" } as const;

/** Throws `not-yours-to-release` or `no-renewal` when the two do not suffice any more. */
export async function actOnHold(
  world: World,
  { askedBy, decidedBy }: ChangeRow,
  facts: HoldFacts,
  both: Record<string, unknown>,
): Promise<null> {
  const { accountId, holdId, renewals, asked } = facts;
  const first = { id: askedBy, team: asked.team, role: asked.role };
  const member = await findStaff(world, decidedBy ?? "");
  const second = {
    ...{ id: decidedBy ?? "", team: member?.team ?? null, role: member?.role ?? "" },
  };
  if (facts.kind === "hold-renewal")
    await renewHold(world, system, accountId, { holdId, renewals, people: [first, second] }, both);
  else {
    const by = { is: "two-people", people: [first, second] } as const;
    await releaseHold(world, system, accountId, holdId, by, both);
  }
  return null;
}
