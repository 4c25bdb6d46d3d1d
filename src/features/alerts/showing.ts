/** What the page of alerts shows. */
import type { World } from "../../core/world.ts";
import { listStaff } from "../staff/index.ts";
import { ids, notHere, type RuleId, rules } from "./list.ts";
import { bounds, isSilenced, shownState } from "./rules.ts";
import * as store from "./store.ts";
import { mailOf, runbookOf } from "./telling.ts";

const HISTORY_DAYS = 90;
const HISTORY_MAX = 100;
/** Looked at longer ago than this, the page says that nobody looks. */
const STALE_MS = 10 * 60_000;

type Names = ReadonlyMap<string, string>;
const iso = (at: Date | null | undefined) => at?.toISOString() ?? null;
const named = (names: Names, id: string | null) => (id === null ? null : (names.get(id) ?? id));

const firingView = (row: store.FiringRow, names: Names) => ({
  ...{ id: row.id, alert: row.rule, isTest: row.isTest, says: row.says, timesTold: row.timesTold },
  name: rules[row.rule as RuleId]?.name ?? { en: row.rule, zh: row.rule },
  testedBy: named(names, row.testedBy),
  ...{ firedAt: row.firedAt.toISOString(), toldAt: iso(row.toldAt), clearedAt: iso(row.clearedAt) },
  ...{ takenAt: iso(row.acknowledgedAt), takenBy: named(names, row.acknowledgedBy) },
});

export async function showAlerts(world: World) {
  const now = world.now();
  const since = new Date(now.getTime() - HISTORY_DAYS * 86_400_000);
  const [states, firings, cleared, staff] = await Promise.all([
    store.listStates(world.db),
    store.listFirings(world.db, since, HISTORY_MAX),
    store.listCleared(world.db),
    listStaff(world),
  ]);
  const names: Names = new Map(staff.map(({ id, name }) => [id, name]));
  const looked = states.flatMap(({ evaluatedAt }) => evaluatedAt?.getTime() ?? []);
  const lookedAt = looked.length > 0 ? new Date(Math.max(...looked)) : null;
  const list = ids.map((id) => {
    const rule = rules[id];
    const state = states.find((row) => row.rule === id);
    const openOf = (isTest: boolean) =>
      firings.find((row) => row.rule === id && row.isTest === isTest && row.clearedAt === null);
    const [open, test] = [openOf(false), openOf(true)];
    const silencedUntil = state?.silencedUntil ?? null;
    const silenced = isSilenced({ silencedUntil }, now);
    return {
      ...{ id, name: rule.name, condition: rule.condition, level: rule.level, owner: rule.owner },
      ...{ ownerHasMail: mailOf(world, rule.owner) !== "", everyMinutes: rule.every ?? 1 },
      ...{ fireAfter: rule.needs ?? bounds.fireAfter, clearAfter: bounds.clearAfter },
      runbook: runbookOf(world, id),
      state: shownState({ silencedUntil }, open !== undefined, state?.reading?.is, now),
      isFiring: open !== undefined,
      since: iso(open?.firedAt ?? cleared.find(({ rule }) => rule === id)?.clearedAt),
      lookedAt: iso(state?.evaluatedAt),
      says: state?.reading?.says ?? null,
      silence: silenced
        ? {
            until: iso(silencedUntil),
            by: named(names, state?.silencedBy ?? null),
            why: state?.silencedWhy ?? "",
          }
        : null,
      open: open ? firingView(open, names) : null,
      test: test ? firingView(test, names) : null,
    };
  });
  return {
    freshAt: now.toISOString(),
    lookedAt: iso(lookedAt),
    isStale: lookedAt === null || now.getTime() - lookedAt.getTime() > STALE_MS,
    zone: world.config.timeZone,
    firing: list.filter(({ isFiring, silence }) => isFiring && silence === null).length,
    alerts: list,
    history: firings.map((row) => firingView(row, names)),
    notHere,
  };
}
