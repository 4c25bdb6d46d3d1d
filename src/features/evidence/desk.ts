/** What the desk does with files: sees that they are there, opens one, judges it, asks for a better one. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { World } from "../../core/world.ts";
import { lockAccount, openFor, sealFor } from "../accounts/index.ts";
import * as cases from "../cases/index.ts";
import { reference } from "../recovery/index.ts";
import { openFile } from "../staff/index.ts";
import { factsContext } from "./checking.ts";
import { type File, readCopy, readSaid } from "./files.ts";
import type { Facts } from "./picture-child.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";
import { kindWords, retakeWords } from "./words.ts";

const MINUTE_MS = 60_000;

type Shown = Facts & { shown: { width: number; height: number }[] };

/** Files of a case, and of the one that it appeals against. */
const casesOf = ({ id, appealOf }: cases.Case) => (appealOf ? [id, appealOf] : [id]);
const filesOf = (world: World, held: cases.Case) =>
  store.listFiles(world.db, held.accountId, casesOf(held));

async function fileOf(world: World, held: cases.Case, id: string): Promise<File> {
  const file = await store.findFile(world.db, held.accountId, id);
  if (!file || !casesOf(held).includes(file.caseId) || file.state === "uploading")
    throw rules.NoFile();
  return file;
}

export const readFacts = (key: Buffer, { id, facts }: File): Shown | null =>
  facts ? JSON.parse(openFor(key, facts, factsContext(id))) : null;

/** What is there, without the pictures. Throws `no-case`, `not-you`. */
export async function listEvidence(world: World, agent: cases.Agent, caseId: string) {
  await cases.demandOpen(world, agent, caseId);
  return cases.onCase(world, caseId, async (world, { held }) => {
    if ((await cases.barring(world, agent, held)) === "own") throw cases.NotYou();
    const { key } = await lockAccount(world, held.accountId);
    const files = (await filesOf(world, held)).filter(({ state }) => state !== "uploading");
    const views = await store.listViews(
      world.db,
      held.accountId,
      files.map(({ id }) => id),
    );
    const own = await store.listVerdictsOf(world.db, held.accountId, agent.id);
    const evidence = [];
    for (const file of files) {
      const verdict = own.find(({ fileId }) => fileId === file.id);
      const facts = readFacts(key, file);
      evidence.push({
        ...{ id: file.id, kind: file.kind, state: file.state, type: file.type },
        ...{ name: readSaid(key, file).name, sizeBytes: file.sizeBytes, sha256: file.sha256 },
        receivedAt: (file.receivedAt ?? file.createdAt).toISOString(),
        deletedAt: file.deletedAt?.toISOString() ?? null,
        isOfAppealed: file.caseId !== held.id,
        pages: facts?.shown ?? [],
        facts: facts && factsView(facts),
        same: await sameAs(world, file),
        opened: views.filter(({ fileId }) => fileId === file.id).length,
        verdict: verdict
          ? {
              ...{ verdict: verdict.verdict, at: verdict.at.toISOString() },
              note: verdict.note && openFor(key, verdict.note, noteContext(file.id, agent.id)),
            }
          : null,
      });
    }
    return { evidence, canOpen: await mayOpen(world, agent, held) };
  });
}

const factsView = ({ width, height, pages, takenAt, madeBy, hadLocation }: Shown) => ({
  ...{ width, height, pages, takenAt, madeBy, hadLocation },
});

const mayOpen = (world: World, agent: cases.Agent, held: cases.Case) =>
  cases.demandOpenable(world, agent, held).then(
    () => true,
    () => false,
  );

/** Other cases in which the very same bytes were shown: one picture for many accounts. */
async function sameAs(world: World, { sameTag, caseId }: File) {
  if (!sameTag) return [];
  const same = await store.listSame(world.db, sameTag);
  const others = new Set(same.map((row) => row.caseId).filter((id) => id !== caseId));
  return [...others].map((id) => ({ caseId: id, reference: reference(id) }));
}

/**
 * A file is about to be seen: written into the agent's own chain and the account's first, and counted. Throws
 * `second-person`, `no-file`, `cannot-show`, `not-you`, `lease-lost`, `not-drawn`, `case-ended`.
 */
export async function openEvidence(
  world: World,
  agent: cases.Agent,
  caseId: string,
  evidenceId: string,
) {
  const { accountId } = await cases.onCase(world, caseId, async (world, { held }) => {
    await cases.demandOpenable(world, agent, held);
    const file = await fileOf(world, held, evidenceId);
    if (file.state !== "accepted" || file.pages === 0)
      throw rules.CannotShow({ state: file.state });
    return file;
  });
  await openFile(world, agent, { accountId, subject: caseId });
  await cases.inOwnChain(world, agent, "staff.evidence-viewed", { caseId, evidenceId });
  return cases.onCase(world, caseId, async (world, { held }) => {
    await cases.demandOpenable(world, agent, held);
    const file = await fileOf(world, held, evidenceId);
    const seenAt = world.now();
    const until = new Date(seenAt.getTime() + rules.VIEW_MINUTES * MINUTE_MS);
    const id = world.id("view");
    await store.insertView(world.db, {
      ...{ accountId, id, fileId: evidenceId, staffId: agent.id, seenAt, until },
    });
    await emit(world, agent, "evidence.viewed", accountId, {
      ...{ caseId, evidenceId, kind: file.kind, viewId: id },
    });
    const { key } = await lockAccount(world, accountId);
    const pages = readFacts(key, file)?.shown ?? [];
    return { view: { id, pages, until: until.toISOString() } };
  });
}

/** The file, when this person may see it and has opened it. Throws `not-opened` and as `openEvidence`. */
export async function demandOpened(
  world: World,
  agent: cases.Agent,
  held: cases.Case,
  evidenceId: string,
): Promise<File> {
  await cases.demandOpenable(world, agent, held);
  const file = await fileOf(world, held, evidenceId);
  if (file.state !== "accepted" || file.pages === 0) throw rules.CannotShow({ state: file.state });
  const view = await store.findView(world.db, held.accountId, file.id, agent.id, world.now());
  if (!view) throw rules.NotOpened();
  return file;
}

/** One page of an opened file: the copy, never the original. Throws as `demandOpened`. */
export const readPage = (
  world: World,
  agent: cases.Agent,
  caseId: string,
  evidenceId: string,
  page: number,
): Promise<Buffer> =>
  cases.onCase(world, caseId, async (world, { held }) => {
    const file = await demandOpened(world, agent, held, evidenceId);
    if (page >= file.pages) throw rules.CannotShow({ state: file.state });
    return readCopy(world, file, "view", page);
  });

const noteContext = (fileId: string, staffId: string) => `evidence-note:${fileId}:${staffId}`;

type Judged = { verdict: string; note?: string | undefined };
/** What this person thinks of a file; the other who decides does not see it. Throws as `openEvidence`. */
export const judgeEvidence = (
  world: World,
  agent: cases.Agent,
  caseId: string,
  evidenceId: string,
  { verdict, note }: Judged,
) =>
  cases.onCase(world, caseId, async (world, { held }) => {
    await cases.demandOpenable(world, agent, held);
    const file = await fileOf(world, held, evidenceId);
    const { key } = await lockAccount(world, held.accountId);
    const context = noteContext(file.id, agent.id);
    await store.upsertVerdict(world.db, {
      ...{ accountId: held.accountId, fileId: file.id, staffId: agent.id, verdict },
      ...{ note: note ? sealFor(world, key, note, context) : null, at: world.now() },
    });
    // That it was judged, not how: the second person reads the timeline too.
    await emit(world, agent, "evidence.judged", held.accountId, {
      ...{ caseId, evidenceId, kind: file.kind },
    });
  });

/** The claimant is asked for this file again, and why is said on their page. Throws as `openEvidence`. */
export const askAgain = (
  world: World,
  agent: cases.Agent,
  caseId: string,
  evidenceId: string,
  reason: (typeof rules.retakeReasons)[number],
) =>
  cases.askForFile(world, agent, caseId, async (world, held) => {
    const file = await fileOf(world, held, evidenceId);
    const [what, why] = [kindWords[file.kind as rules.Kind], retakeWords[reason]];
    const text = { en: `${what.en}: ${why.en}`, zh: `${what.zh}：${why.zh}` };
    return { id: file.id, asked: { reason: "file", kind: file.kind, text } };
  });

/** What the owner is shown: which files came in for their account, and when somebody looked. */
export const ownersView = (world: World, accountId: string) =>
  transact(world, async (world) => {
    const files = await store.listOfAccount(world.db, accountId);
    const ids = files.map(({ id }) => id);
    const views = await store.listViews(world.db, accountId, ids);
    return {
      evidence: files.map(({ id, kind, state, receivedAt, createdAt, deletedAt }) => ({
        ...{ id, kind, state, at: (receivedAt ?? createdAt).toISOString() },
        deletedAt: deletedAt?.toISOString() ?? null,
        seen: views.filter(({ fileId }) => fileId === id).map(({ seenAt }) => seenAt.toISOString()),
      })),
    };
  });
