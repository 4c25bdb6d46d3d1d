/** Time passed: what is over goes, a bounded batch of each kind at a time; a legal hold keeps what is its. */
import { emit } from "../../core/events.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { keepingTerms, policyInForce } from "../policies/index.ts";
import * as rules from "./rules.ts";
import { daysOf, EVIDENCE_DAYS, type Term, terms } from "./rules.ts";
import * as store from "./store.ts";

export const KEEPING = "house:keeping";
const SWEPT = "retention-swept";
const HOUR_MS = 3_600_000;
const BATCH = 500;
const CASES = 20;
const clock = { kind: "system", id: "clock" } as const;

/** What holds now: the policy's section `keeping`, which takes four eyes to change, over our defaults. */
export function termsInForce(world: World) {
  const { desk, keeping } = policyInForce(world);
  return { ...keepingTerms, ...keeping, evidenceDays: desk?.evidenceDays ?? EVIDENCE_DAYS };
}

/** Once an hour, and again at once while a batch was full. Returns how many rows went. */
export async function sweepRetention(world: World): Promise<number> {
  const now = world.now();
  const last = Number((await store.readSetting(world.db, SWEPT)) ?? 0);
  if (now.getTime() - last < HOUR_MS) return 0;
  await lockHouse(world, KEEPING);
  const went: Record<string, number> = {};
  let isFull = false;
  for (const term of terms) {
    const count = await sweepOne(world, term, rules.before(now, daysOf(term, termsInForce(world))));
    if (count > 0) went[term.what] = count;
    isFull ||= count >= (term.goes === "cases" ? CASES : BATCH);
  }
  if (!isFull) await store.writeSetting(world.db, SWEPT, String(now.getTime()));
  const all = Object.values(went).reduce((sum, count) => sum + count, 0);
  if (all > 0) await emit(world, clock, "retention.swept", KEEPING, went);
  return all;
}

async function sweepOne(world: World, term: Term, at: Date): Promise<number> {
  if (term.goes === "rows") return store.deleteOver(world.db, term, at, BATCH);
  if (term.goes === "payloads") return store.blankOver(world.db, term, at, BATCH);
  if (term.goes === "elsewhere") return 0;
  const cases = await store.listCasesOver(world.db, term, at, CASES);
  for (const { accountId, id } of cases) await store.deleteCase(world.db, accountId, id);
  return cases.length;
}

/** What is kept, for how long, what goes next and when. For a person, and for `--json`. */
export async function retentionReport(world: World) {
  const now = world.now();
  const kept = termsInForce(world);
  const lines = [];
  for (const term of terms) {
    const days = daysOf(term, kept);
    const counted = term.isDue ? 0 : days;
    const at = rules.before(now, counted);
    const { rows, over, held, oldest } = await store.countOver(world.db, term, at);
    const next = oldest && rules.before(oldest, -counted);
    lines.push({
      ...{ what: term.what, says: term.says, days, rows, over, held },
      nextAt: next ? new Date(Math.max(next.getTime(), now.getTime())).toISOString() : null,
    });
  }
  return lines;
}
