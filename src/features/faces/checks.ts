/** One check: asked for, spent before the slow work, looked at without any lock, and written down. */
import { openBytes, sameSecret, sealBytes, sha256 } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { withoutKey } from "../../core/idempotency.ts";
import { accountKey } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import { type Client, type FaceEvidence, FaceFailed } from "../../ports/face/face.ts";
import { lockAccount, openFor, readMethods, sealFor } from "../accounts/index.ts";
import { demandOffered } from "./consent.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const TIME_MS = 60_000;
const asked = (id: string) => `face-asked:${id}`;
const report = (id: string) => `face-report:${id}`;
const picture = (id: string) => `face-picture:${id}`;
const template = (id: string) => `face-template:${id}`;
const enrolled = (id: string) => `face-enrolled:${id}`;

const later = (from: Date, ms: number) => new Date(from.getTime() + ms);
const dayOf = (world: World, accountId: string) =>
  store.listSessions(world.db, accountId, later(world.now(), -rules.DAY_MS));

/** Checks of claims that came to nothing; those that nobody answered are none. */
const unsureOf = (sessions: readonly store.SessionRow[]) =>
  sessions.flatMap(({ purpose, outcome, usedAt }) =>
    purpose === "recovery" && usedAt && (outcome === "no-match" || outcome === "inconclusive")
      ? [usedAt]
      : [],
  );

/** When this account may be checked again, and how many tries are left. Under its lock. */
export async function standingOf(world: World, accountId: string) {
  const unsure = unsureOf(await dayOf(world, accountId));
  const until = rules.judgeRest(unsure, world.now());
  return { until, triesLeft: rules.triesLeft(unsure, world.now()) };
}

type Begin = {
  accountId: string;
  subjectId: string;
  purpose: "recovery" | "enrol";
  client: Client;
};

/** A new check under the account's lock; null when the day has had enough of them. */
export async function beginCheck(world: World, { accountId, subjectId, purpose, client }: Begin) {
  const { key } = await lockAccount(world, accountId);
  if ((await dayOf(world, accountId)).length >= rules.ASKED_PER_DAY) return null;
  const id = world.id("fac");
  const nonce = world.bytes(16).toString("base64url");
  const now = world.now();
  const expiresAt = later(now, rules.SESSION_SECONDS * 1000);
  const wanted: rules.Asked = {
    steps: rules.drawSteps(world.bytes(5)),
    still: rules.drawStill(world.bytes(4)),
    client,
  };
  await store.insertSession(world.db, {
    ...{ accountId, id, subjectId, purpose, nonceHash: sha256(nonce) },
    asked: sealFor(world, key, JSON.stringify(wanted), asked(id)),
    ...{ createdAt: now, expiresAt, usedAt: null, outcome: null, report: null },
  });
  return { id, nonce, createdAt: now, expiresAt, ...wanted };
}

export type Answered = {
  id: string;
  subjectId: string;
  purpose: string;
  nonce: string;
  frames: readonly Buffer[];
};

/**
 * Spends a check in a transaction of its own: of two who answer at once, one goes on. Frames of an earlier check
 * make none. Throws `face-over`.
 */
export const spendCheck = (
  world: World,
  accountId: string,
  answered: Answered,
): Promise<rules.Asked> =>
  transact(withoutKey(world), async (world) => {
    const { key } = await lockAccount(world, accountId);
    const row = await store.findSession(world.db, accountId, answered.id);
    const isOwn = row?.subjectId === answered.subjectId && row.purpose === answered.purpose;
    if (!row || !isOwn || !sameSecret(sha256(answered.nonce), row.nonceHash))
      throw rules.FaceOver();
    if (row.usedAt || row.expiresAt <= world.now()) throw rules.FaceOver();
    const digests = answered.frames.map((frame) => sha256(frame));
    const month = later(world.now(), -rules.PICTURE_DAYS * rules.DAY_MS);
    const before = new Set(
      (await store.listSessions(world.db, accountId, month)).flatMap(
        (each) => JSON.parse(each.digests) as string[],
      ),
    );
    const isReplay = digests.some((digest) => before.has(digest));
    await store.updateSession(world.db, accountId, row.id, {
      ...{ usedAt: world.now(), digests: JSON.stringify(digests) },
      ...(isReplay && { outcome: "inconclusive" }),
    });
    return { refused: isReplay, asked: JSON.parse(openFor(key, row.asked, asked(row.id))) };
  }).then(({ refused, asked }) => {
    if (refused) throw rules.FaceOver();
    return asked as rules.Asked;
  });

/** The enrolments that this verifier can compare with, each with the way back in that it belongs to. */
export async function enrolments(world: World, accountId: string, verifierId: string) {
  const key = await accountKey(world, accountId);
  const methods = (await readMethods(world, accountId)).filter(({ kind }) => kind === "face");
  const rows = await store.listTemplates(world.db, accountId);
  return methods
    .filter(({ distrustedAt }) => !distrustedAt)
    .flatMap((method) => {
      const row = rows.find(({ id, verifier }) => id === method.data && verifier === verifierId);
      if (!row) return [];
      const enrolment = {
        template: openFor(key, row.template, template(row.id)),
        picture: openBytes(key, row.picture, enrolled(row.id)),
      };
      return [{ method, templateId: row.id, enrolment }];
    });
}

export type Compare = { asked: rules.Asked; still: boolean; frames: readonly Buffer[] };

/** The slow part, outside of any transaction. Null: nobody answered. `among`: as `enrolments` gives them. */
export async function compare(
  world: World,
  accountId: string,
  among: Awaited<ReturnType<typeof enrolments>>,
  { asked, still, frames }: Compare,
) {
  const verifier = await demandOffered(world, accountId);
  const [newest] = among.toSorted((a, b) => b.method.since.getTime() - a.method.since.getTime());
  if (!newest) throw rules.NoFaceCheck({ why: "not-enrolled" });
  const steps = still ? asked.still : asked.steps;
  try {
    const { client } = asked;
    const evidence = await verifier.finish(
      { client, steps, frames, enrolment: newest.enrolment },
      AbortSignal.timeout(TIME_MS),
    );
    return { evidence, with: newest };
  } catch (error) {
    if (error instanceof FaceFailed) return { evidence: null, with: newest };
    throw error;
  }
}

/** What it came to, under the account's lock: scores and versions for the desk, the picture of a match for its days. */
export async function recordCheck(
  world: World,
  actor: Actor,
  accountId: string,
  id: string,
  evidence: FaceEvidence | null,
) {
  const { key } = await lockAccount(world, accountId);
  const { picture: bytes = null, ...scores } = evidence ?? {};
  const outcome = evidence?.outcome ?? "no-answer";
  await store.updateSession(world.db, accountId, id, {
    outcome,
    report: evidence ? sealFor(world, key, JSON.stringify(scores), report(id)) : null,
  });
  if (bytes && outcome === "match")
    await store.insertPicture(world.db, {
      ...{ accountId, id, takenAt: world.now() },
      bytes: sealBytes(key, world, bytes, picture(id)),
    });
  await emit(world, actor, "face.checked", accountId, {
    ...{ sessionId: id, outcome, reasons: evidence?.reasons ?? [] },
    ...{ verifier: evidence?.verifierId ?? "", distance: evidence?.distance ?? null },
    threshold: evidence?.threshold ?? null,
  });
}

export type Compared = Omit<FaceEvidence, "picture">;

/** For the person who compares: both pictures, and what the program measured. Null what is deleted. */
export async function readPictures(
  world: World,
  accountId: string,
  { sessionId, templateId }: { sessionId: string; templateId: string },
) {
  const key = await accountKey(world, accountId);
  const row = (await store.listTemplates(world.db, accountId)).find(({ id }) => id === templateId);
  const taken = await store.findPicture(world.db, accountId, sessionId);
  const session = await store.findSession(world.db, accountId, sessionId);
  return {
    enrolled: row ? openBytes(key, row.picture, enrolled(row.id)) : null,
    taken: taken ? openBytes(key, taken.bytes, picture(sessionId)) : null,
    scores: session?.report
      ? (JSON.parse(openFor(key, session.report, report(sessionId))) as Compared)
      : null,
  };
}

export type Kept = { consentId: string; verifier: string; template: string; picture: string };

/** An enrolment takes its place; gives back the name by which its way back in knows it. `picture`: base64. */
export async function keepTemplate(world: World, accountId: string, kept: Kept): Promise<string> {
  const { key } = await lockAccount(world, accountId);
  const id = world.id("fte");
  await store.insertTemplate(world.db, {
    ...{ accountId, id, consentId: kept.consentId, verifier: kept.verifier },
    template: sealFor(world, key, kept.template, template(id)),
    picture: sealBytes(key, world, Buffer.from(kept.picture, "base64"), enrolled(id)),
    createdAt: world.now(),
  });
  return id;
}
