/**
 * What protects the account of a case, and takes one person: a freeze, an end of every session. What loosens
 * it again takes two, whom `features/staff` asks. Each stands in the person's own chain and in the account's.
 */
import type { World } from "../../core/world.ts";
import { isShadow } from "../accounts/index.ts";
import { deskMay, type Hold, holdAccount, renewHold, standingHolds } from "../holds/index.ts";
import { reference } from "../recovery/index.ts";
import { endSessionsAtDesk } from "../sessions/index.ts";
import { askAboutHold, askedAbout, decides, listStaff } from "../staff/index.ts";
import { type Agent, barring, barsOf, inOwnChain, onCase } from "./desk.ts";
import { NotYou } from "./problems.ts";
import { accountOf, type Case } from "./standing.ts";

type Placed = {
  reason: "suspected-takeover" | "police-request";
  scope?: "outgoing" | "sign-in" | "everything" | undefined;
  note: string;
};

/** Anybody who works on a case may protect its account; nobody alone ends that. Throws `bad-hold`. */
export async function holdCase(
  world: World,
  agent: Agent,
  caseId: string,
  { reason, scope, note }: Placed,
) {
  const accountId = await accountOf(world, caseId);
  if (reason === "police-request" && agent.role !== "supervisor") throw NotYou();
  await inOwnChain(world, agent, "staff.froze", { caseId, reason, scope: scope ?? null });
  return holdAccount(world, agent, accountId, { reason, note, ...(scope && { scope }) });
}

/** Everybody who is signed in to the account is out; the owner is told. */
export async function endSessionsOf(world: World, agent: Agent, caseId: string, why: string) {
  const accountId = await accountOf(world, caseId);
  await inOwnChain(world, agent, "staff.ended-sessions", { caseId, why });
  return endSessionsAtDesk(world, agent, accountId, why);
}

type About = { holdId: string; kind: "hold-release" | "hold-renewal"; reason: string };

/**
 * Asks a second person to end a freeze or to let it stand for longer; where the policy renews by one person,
 * a supervisor's word is enough. Throws `not-you`, `no-hold`, and what `askAboutHold` throws.
 */
export async function askOfHold(
  world: World,
  agent: Agent,
  caseId: string,
  { holdId, kind, reason }: About,
) {
  const found = await onCase(world, caseId, async (world, { held }) => {
    if (await barring(world, agent, held)) throw NotYou();
    const { accountId } = held;
    const hold = (await standingHolds(world, accountId)).find(({ id }) => id === holdId);
    const bars = await barsOf(world, held);
    return { accountId, hold, barred: [...bars.excluded, bars.openedBy ?? ""].filter(Boolean) };
  });
  const { accountId, hold, barred } = found;
  await inOwnChain(world, agent, `staff.asked-${kind}`, { caseId, holdId, reason });
  if (hold && kind === "hold-renewal" && deskMay(world, hold).renewal === 1) {
    const people = [{ id: agent.id, team: agent.team, role: agent.role }];
    const { renewals } = hold;
    await renewHold(world, agent, accountId, { holdId, renewals, people }, { note: reason });
    return null;
  }
  const about = { kind, holdId, caseId, reference: reference(caseId), barred };
  const { change } = await askAboutHold(world, agent, about, reason);
  return change;
}

/** The freezes that stand, and what this person may ask about each. `bar`: why they decide on nothing here. */
export async function holdsOf(world: World, agent: Agent, held: Case, bar: string | null) {
  if (isShadow(held.accountId)) return [];
  const holds = await standingHolds(world, held.accountId);
  const asked = await askedAbout(
    world,
    holds.map(({ id }) => id),
  );
  return holds.map((hold) => ({
    ...{ id: hold.id, reason: hold.reason, scope: hold.scope, renewals: hold.renewals },
    ...{ placedAt: hold.placedAt.toISOString(), until: hold.expiresAt?.toISOString() ?? null },
    asked: asked[hold.id] ?? [],
    allowed: bar ? [] : mayAsk(world, agent, hold, asked[hold.id] ?? []),
  }));
}

function mayAsk(world: World, agent: Agent, hold: Hold, asked: readonly string[]) {
  const { release, renewal } = deskMay(world, hold);
  const may: About["kind"][] = [];
  if (release && !asked.includes("hold-release")) may.push("hold-release");
  const renews = renewal > 1 || (renewal === 1 && agent.role === "supervisor");
  if (renews && !asked.includes("hold-renewal")) may.push("hold-renewal");
  return may;
}

/** Teams to which a case can be given. */
export const teamsOf = async (world: World, { team }: Pick<Case, "team">) =>
  [
    ...new Set(
      (await listStaff(world)).flatMap((each) => (decides(each) && each.team ? [each.team] : [])),
    ),
  ]
    .filter((each) => each !== team)
    .sort();
