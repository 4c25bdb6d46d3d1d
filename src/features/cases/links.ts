/** Cases that belong with this one: the same account, browser, number or address, or payee. */
import type { World } from "../../core/world.ts";
import { payersOfTheSame } from "../decisions/index.ts";
import { reference } from "../recovery/index.ts";
import { isTaken } from "./desk.ts";
import type { Case } from "./standing.ts";
import * as store from "./store.ts";

const whys = ["account", "device", "identifier", "payee"] as const;
export type Why = (typeof whys)[number];

const LINKS_MAX = 50;

/** Each case once, with every reason; the newest first. Nothing of it names a person or a payee. */
export async function linksOf(world: World, held: Case) {
  const { accountId, device, identifierTag } = held;
  const own = await store.listOfAccount(world.db, accountId);
  const alike =
    device || identifierTag ? await store.listAlike(world.db, device || "-", identifierTag) : [];
  const payers = await payersOfTheSame(world, accountId);
  const paid = payers.length > 0 ? await store.listOpenOf(world.db, payers) : [];
  const rows = new Map<string, store.LinkedRow>();
  for (const row of [...own, ...alike, ...paid]) rows.set(row.id, row);
  rows.delete(held.id);
  const isPaid = new Set(paid.map(({ id }) => id));
  const is: Record<Why, (row: store.LinkedRow) => boolean> = {
    account: (row) => row.accountId === accountId,
    device: (row) => device !== "" && row.device === device,
    identifier: (row) => identifierTag !== "" && row.identifierTag === identifierTag,
    payee: ({ id }) => isPaid.has(id),
  };
  return [...rows.values()]
    .toSorted((a, b) => b.openedAt.getTime() - a.openedAt.getTime())
    .slice(0, LINKS_MAX)
    .map((row) => ({
      ...{ caseId: row.id, reference: reference(row.id), situation: row.situation },
      why: whys.filter((why) => is[why](row)),
      state: row.state === "open" && isTaken(row, world.now()) ? "taken" : row.state,
      openedAt: row.openedAt.toISOString(),
      isTheft: row.isTheft,
    }));
}
