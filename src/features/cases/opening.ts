/** How a case begins: by the claimant, by an agent for a caller, or as an appeal. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { spend } from "../../core/limits.ts";
import type { Actor, World } from "../../core/world.ts";
import {
  canonical,
  ensureRow,
  findCandidates,
  lockAccount,
  openFor,
  readAccount,
  readIdentifier,
  sealFor,
  shadowId,
  tagOf,
} from "../accounts/index.ts";
import { readGuided } from "../holds/index.ts";
import { deskTerms, policyInForce, policyVersion, type Situation } from "../policies/index.ts";
import {
  AlreadyEnded,
  beginAgain,
  type Claimant,
  keepOpenForReview,
  type Loaded,
  lockOwn,
  lockRecovery,
  reference,
} from "../recovery/index.ts";
import { type Clock, start } from "./clock.ts";
import { type Contact, contactOf, readContact } from "./contact.ts";
import { AppealUsed, NoAppeal } from "./problems.ts";
import { isNotMe, SITUATION_THEFT } from "./rules.ts";
import {
  apply,
  type Case,
  evidenceHash,
  inCalendar,
  note,
  recordClock,
  setMarks,
} from "./standing.ts";
import * as store from "./store.ts";
import { findOutcome } from "./verdict-store.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** The owner hears of so many cases in a day; more would be a way to annoy. */
const TOLD_PER_DAY = 2;

export const storyContext = (caseId: string) => `case-story:${caseId}`;
export const contactContext = (caseId: string) => `case-contact:${caseId}`;
export type Story = { claimant?: string; agent?: string; appeal?: string; system?: string };

export const openedView = ({ id, dueAt }: Case) => ({
  case: { id, reference: reference(id), dueAt: dueAt.toISOString() },
});

const stranger = (world: World) =>
  spend(world, `cases:${world.call?.network ?? ""}`, world.config.casesPerDay, DAY_MS);

export type Told = { story: string; contact?: string | undefined };
type Kept = { story: string; contact: string | null };

/**
 * The claimant asks for people. The same rows and the same answer for a name without an account. A second
 * time it is the same case. Throws `bad-contact`, `too-many`, `ended`, `no-recovery`.
 */
export async function openCase(
  world: World,
  claimant: Claimant,
  { story, contact: typed }: Told,
): Promise<ReturnType<typeof openedView>> {
  const contact = readContact(world, typed);
  const told = { story, contact };
  await stranger(world);
  return transact(world, async (world) => {
    const { recovery } = await lockOwn(world, claimant);
    const known = await store.listOfAccount(world.db, recovery.accountId);
    const same = known.find(({ recoveryId }) => recoveryId === recovery.id);
    if (same) return openedView(same as Case);
    if (recovery.endedAt) throw AlreadyEnded({ state: recovery.state });
    await keepOpenForReview(world, claimant, recovery);
    const waiting = known.find(
      ({ recoveryId, openedBy, closedAt, situation }) =>
        !recoveryId && openedBy && !closedAt && situation === recovery.situation,
    );
    const opened = waiting
      ? await join(world, claimant, waiting as Case, recovery, told)
      : await insert(world, claimant, {
          ...fromClaim(recovery),
          ...{ openedBy: null, appealOf: null, excluded: [] },
          ...{ story: { claimant: told.story }, contact },
        });
    return openedView(opened);
  });
}

const fromClaim = (recovery: Loaded) => ({
  accountId: recovery.accountId,
  recovery,
  situation: recovery.situation,
  riskLevel: recovery.riskLevel,
  locale: recovery.locale,
  device: recovery.device,
  identifierTag: recovery.identifierTag,
});

/** The claimant whom an agent opened it for has come: the agent who opened it stays barred. */
async function join(world: World, claimant: Claimant, row: Case, recovery: Loaded, told: Kept) {
  const { key } = await lockAccount(world, row.accountId);
  const story: Story = { ...readStory(key, row), claimant: told.story };
  const joined: Case = {
    ...row,
    recoveryId: recovery.id,
    device: recovery.device,
    story: sealFor(world, key, JSON.stringify(story), storyContext(row.id)),
    contact: told.contact ? sealFor(world, key, told.contact, contactContext(row.id)) : row.contact,
  };
  const set = {
    ...{ recoveryId: joined.recoveryId, device: joined.device },
    ...{ story: joined.story, contact: joined.contact, riskLevel: recovery.riskLevel },
    evidenceHash: await evidenceHash(world, joined, recovery),
    evidenceVersion: row.evidenceVersion + 1,
  };
  const quiet = await isLoud(world, row.accountId);
  const change = { type: "case.joined", facts: { quiet, recoveryId: recovery.id }, set };
  return row.state === "waiting-claimant"
    ? apply(world, claimant, row, "claimant-spoke", change)
    : note(world, claimant, row, change);
}

export const readStory = (key: Buffer, row: Pick<Case, "id" | "story">): Story =>
  JSON.parse(openFor(key, row.story, storyContext(row.id)));

/** Where the claimant may be told that there is news, as they wrote it. */
export const caseContact = (
  world: World,
  key: Buffer,
  { id, contact }: Pick<Case, "id" | "contact">,
): Contact | null => (contact ? contactOf(world, openFor(key, contact, contactContext(id))) : null);

type Caller = { identifier: string; situation: Situation; locale: "en" | "zh"; story: string };

/**
 * An agent opens one for a caller, who then comes to the portal and takes it up with a claim of their own:
 * no token of a claimant ever passes an agent. That agent never decides on it, and sees nothing of the account
 * before they open the file as everybody does. Throws `bad-identifier`.
 */
export async function openForCaller(
  world: World,
  agent: Extract<Actor, { kind: "agent" }>,
  { identifier, situation, locale, story }: Caller,
): Promise<ReturnType<typeof openedView>> {
  const read = readIdentifier(world, identifier);
  const candidates = await findCandidates(world, read);
  const identifierTag = tagOf(world, read.kind, canonical(read));
  const accountId = (candidates.length === 1 && candidates[0]) || shadowId(identifierTag);
  return transact(world, async (world) => {
    if (!(await readAccount(world, accountId))) ensureRow(world, accountId);
    const row = await insert(world, agent, {
      ...{ accountId, recovery: null, situation, locale, riskLevel: "elevated" },
      ...{ device: "", identifierTag, openedBy: agent.id, appealOf: null, excluded: [] },
      ...{ story: { agent: story }, contact: null },
    });
    return openedView(row);
  });
}

/**
 * Once, and by others: the claim begins again under a new token, and whoever decided is barred. Throws
 * `no-appeal`, `appeal-used`.
 */
export const appeal = (world: World, claimant: Claimant, why: string) =>
  transact(world, async (world) => {
    const { recovery } = await lockOwn(world, claimant);
    const { accountId } = recovery;
    const all = (await store.listOfAccount(world.db, accountId)) as Case[];
    const refused = all.find(({ recoveryId }) => recoveryId === recovery.id);
    if (refused?.state !== "refused") throw NoAppeal();
    if (refused.appealOf || all.some(({ appealOf }) => appealOf === refused.id)) throw AppealUsed();
    const outcome = await findOutcome(world.db, accountId, refused.id);
    if (!outcome || appealUntil(world, outcome.at, refused) <= world.now()) throw NoAppeal();
    const { key } = await lockAccount(world, accountId);
    const again = await beginAgain(world, claimant, recovery);
    const { recovery: begun } = await lockRecovery(world, accountId, again.recovery.id);
    await keepOpenForReview(world, claimant, begun);
    const row = await insert(world, claimant, {
      ...fromClaim(begun),
      ...{ openedBy: refused.openedBy, appealOf: refused.id },
      excluded: [...new Set([...refused.excluded, outcome.firstId, outcome.secondId])],
      story: { ...readStory(key, refused), appeal: why },
      contact: refused.contact ? openFor(key, refused.contact, contactContext(refused.id)) : null,
    });
    return { ...openedView(row), recovery: again.recovery, token: again.token };
  });

/** A refusal can be appealed until then. */
export const appealUntil = (
  world: World,
  at: Date,
  { policyName: name, policyVersion: version }: Case,
) =>
  new Date(
    at.getTime() + (policyVersion(world, name, version).desk ?? deskTerms).appealDays * DAY_MS,
  );

type New = {
  accountId: string;
  recovery: Loaded | null;
  situation: Situation;
  riskLevel: string;
  locale: string;
  device: string;
  identifierTag: string;
  openedBy: string | null;
  appealOf: string | null;
  excluded: string[];
  story: Story;
  contact: string | null;
};

/** The promise is made now, under the policy in force, and nothing later moves it. */
export async function insert(world: World, actor: Actor, given: New): Promise<Case> {
  const { accountId, recovery, story, contact, ...rest } = given;
  const { key } = await lockAccount(world, accountId);
  const [id, now, policy] = [world.id("case"), world.now(), policyInForce(world)];
  const { promiseHours } = policy.desk ?? deskTerms;
  // Whoever was being guided a moment ago is still in somebody's hands.
  const isTheft =
    given.situation === SITUATION_THEFT ||
    (await readGuided(world, accountId)).some(
      ({ isWide, saidIn }) => isWide || saidIn === recovery?.id,
    );
  const hours = promiseHours[isTheft ? "theft" : (given.riskLevel as "low")];
  const clock: Clock = await inCalendar(world, (calendar) => start(calendar, now, hours * HOUR_MS));
  const quiet = !recovery || (await isLoud(world, accountId));
  const row: Case = {
    ...{ accountId, id, recoveryId: recovery?.id ?? null, state: "open", ...rest, isTheft },
    story: sealFor(world, key, JSON.stringify(story), storyContext(id)),
    contact: contact ? sealFor(world, key, contact, contactContext(id)) : null,
    ...{ filesHash: "", asked: null },
    ...{ team: null, evidenceVersion: 1, evidenceHash: "", round: 1 },
    ...{ policyName: policy.name, policyVersion: policy.version, ...clock, breachedAt: null },
    ...{ snoozedUntil: null, snoozedFor: null, takenBy: null, takenUntil: null },
    ...{ lastType: "case.opened", lastAt: now, openedAt: now, closedAt: null },
  };
  row.evidenceHash = await evidenceHash(world, row, recovery);
  await store.insertCase(world.db, { ...row, excluded: JSON.stringify(row.excluded) });
  await recordClock(world, row, clock, "start");
  await setMarks(world, row, clock);
  await emit(world, actor, "case.opened", accountId, {
    ...{ caseId: id, recoveryId: recovery?.id ?? "", situation: row.situation, quiet },
    ...{ appeal: row.appealOf !== null, notMe: isNotMe(row) },
  });
  return row;
}

async function isLoud(world: World, accountId: string): Promise<boolean> {
  const since = world.now().getTime() - DAY_MS;
  const cases = await store.listOfAccount(world.db, accountId);
  return cases.filter(({ openedAt }) => openedAt.getTime() > since).length >= TOLD_PER_DAY;
}
