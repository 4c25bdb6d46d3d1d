/** Asking two people about a freeze: who may ask, and whom the system draws to decide. */
import { keyedHash } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { NotAllowed } from "../../core/problem.ts";
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { lockHouse, readAccount } from "../accounts/index.ts";
import { accountOfHold, deskMay, type Hold, NotYours, standingHold } from "../holds/index.ts";
import { deskTerms, policyInForce } from "../policies/index.ts";
import { listStaff } from "./actions.ts";
import { type Agent, factsOf, recordChange } from "./changes.ts";
import { DESK, listOfTarget } from "./changes-store.ts";
import { Underway } from "./four-eyes.ts";
import { couldBeSecond, type HoldFacts, isAboutHold, NoSecond } from "./four-eyes-holds.ts";
import { decides } from "./rules.ts";
import { tiedTo } from "./ties.ts";

export type AboutHold = {
  kind: HoldFacts["kind"];
  holdId: string;
  caseId: string;
  reference: string;
  /** Who may not decide on that case. */
  barred: readonly string[];
};

function takesOf(world: World, kind: HoldFacts["kind"], hold: Hold): HoldFacts["takes"] | null {
  const { release, renewal } = deskMay(world, hold);
  return kind === "hold-release" ? release : renewal > 1 ? "two" : null;
}

/**
 * Asks for it; nothing is changed by it. It waits as long as a second verdict does. Throws `no-hold`,
 * `not-yours-to-release`, `no-second`, `change-underway` when it waits already.
 */
export async function askAboutHold(
  world: World,
  agent: Agent,
  { barred, ...about }: AboutHold,
  reason: string,
) {
  const accountId = await accountOfHold(world, about.holdId);
  const hold = await standingHold(world, accountId, about.holdId);
  const takes = takesOf(world, about.kind, hold);
  if (!takes) throw NotYours();
  const tied = await tiedTo(world, accountId);
  if (tied.includes(agent.id)) throw NotAllowed();
  const asked = { team: agent.team, role: agent.role, device: world.call?.device ?? "" };
  const facts: HoldFacts = {
    ...{ ...about, accountId, reason: hold.reason, scope: hold.scope, renewals: hold.renewals },
    ...{ takes, asked, drawn: null, barred: [...new Set([...barred, ...tied])] },
  };
  const staff = (await listStaff(world)).filter(decides);
  const people = couldBeSecond(staff, facts, agent.id);
  if (people.length === 0) throw NoSecond();
  const hours = (policyInForce(world).desk ?? deskTerms).secondHours;
  return transact(world, async (world) => {
    await lockHouse(world, DESK);
    const before = await earlier(world, about);
    if (before.some(({ isWaiting }) => isWaiting)) throw Underway();
    const ids = people.map(({ id }) => id);
    const passed = before.flatMap(({ facts, isPassed }) => (isPassed ? [facts.drawn] : []));
    const drawn = takes === "review" ? draw(world, hold.id, ids, passed) : null;
    return recordChange(world, agent, { ...facts, drawn }, reason, hours);
  });
}

/** The same thing, asked before. */
async function earlier(world: World, { holdId, kind }: Pick<AboutHold, "holdId" | "kind">) {
  const key = await accountKey(world, DESK);
  const now = world.now();
  return (await listOfTarget(world.db, `hold:${holdId}`)).flatMap((row) => {
    const facts = factsOf(key, row);
    if (!isAboutHold(facts) || facts.kind !== kind) return [];
    const isOpen = row.decidedAt === null;
    const isWaiting = isOpen && row.expiresAt > now;
    return [{ facts, isWaiting, isPassed: isOpen && !isWaiting }];
  });
}

/**
 * Who decides: the same person however often it is asked and taken back, so that nobody asks until a friend
 * is drawn. Only whoever let it run out gives way to the next.
 */
function draw(world: World, holdId: string, people: string[], passed: (string | null)[]) {
  const rank = (id: string) => keyedHash(world.keys, "look-up", `hold-second:${holdId}:${id}`);
  const fresh = people.filter((id) => !passed.includes(id));
  const among = fresh.length > 0 ? fresh : people;
  return among.sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0] ?? null;
}

/** Which of these freezes two people are being asked about. */
export async function askedAbout(world: World, holdIds: readonly string[]) {
  const asked: Record<string, HoldFacts["kind"][]> = {};
  if (holdIds.length === 0 || !(await hasDesk(world))) return asked;
  for (const holdId of holdIds)
    for (const kind of ["hold-release", "hold-renewal"] as const)
      if ((await earlier(world, { holdId, kind })).some(({ isWaiting }) => isWaiting))
        asked[holdId] = [...(asked[holdId] ?? []), kind];
  return asked;
}

/** Before the first change was ever asked for the desk has no row, and no key. */
const hasDesk = async (world: World) => (await readAccount(world, DESK)) !== undefined;
