/** Gathers what a pack shows: the owner's own records, each through the door of the feature that keeps it. */

import { transact } from "../../core/db.ts";
import { readEvents } from "../../core/events.ts";
import type { World } from "../../core/world.ts";
import { listDevices, readAccount, readMethods, readPerson } from "../accounts/index.ts";
import { sentence } from "../activity/index.ts";
import { casesOfOwner } from "../cases/index.ts";
import { readChat } from "../chat/index.ts";
import { type Moved, movedBetween } from "../decisions/index.ts";
import { listOriginals, type Original } from "../evidence/index.ts";
import { holdsBetween } from "../holds/index.ts";
import { textOf } from "../lock/index.ts";
import { reference } from "../recovery/index.ts";
import { sessionsBetween } from "../sessions/index.ts";
import type { Collected, Facts, Freeze, Happening, SignIn, Transaction } from "./facts.ts";
import { KEYS_PATH } from "./keys.ts";
import { maskSide, ORIGINAL_BYTES_MAX, ROWS_MAX, type Wish } from "./rules.ts";

type Asked = { accountId: string; id: string; askedAt: Date };

export async function gather(
  world: World,
  { accountId, id, askedAt }: Asked,
  wish: Wish,
  fingerprint: string,
): Promise<Facts> {
  const [from, to] = [new Date(wish.from), new Date(wish.to)];
  const account = await readAccount(world, accountId);
  const held = wish.caseId === null ? undefined : await ownCase(world, accountId, wish.caseId);
  const operator = (wish.lang === "zh" && world.config.operatorNameZh) || world.config.operatorName;
  return {
    about: {
      ...{ pack: id, reference: reference(id), operator, server: world.config.url },
      ...{ account: accountId, lang: wish.lang, from: wish.from, to: wish.to },
      ...{ signedAt: askedAt.toISOString(), record: wish.record },
      counterAccounts: world.config.counterAccounts,
    },
    timeZone: account?.timeZone ?? world.config.timeZone,
    key: { fingerprint, publishedAt: `${world.config.url}${KEYS_PATH}` },
    person: await whoIs(world, accountId),
    statement: wish.statement,
    caseReference: held?.reference ?? null,
    story: held?.story ?? [],
    transactions: await payments(world, accountId, wish),
    signIns: await signIns(world, accountId, from, to, askedAt),
    devices: (await listDevices(world, accountId)).map((each) => ({
      ...{ name: each.name, boundAt: each.boundAt.toISOString() },
      seenAt: each.seenAt.toISOString(),
    })),
    freezes: (await holdsBetween(world, accountId, from, to)).map(
      (hold): Freeze => ({
        ...{ id: hold.id, reason: hold.reason, scope: hold.scope, placedBy: sideOf(hold.placedBy) },
        placedAt: hold.placedAt.toISOString(),
        expiresAt: hold.expiresAt?.toISOString() ?? null,
        releasedAt: hold.releasedAt?.toISOString() ?? null,
        releasedBy: hold.releasedBy && sideOf(hold.releasedBy),
      }),
    ),
    timeline: await timeline(world, accountId, from, to, wish.record.seq),
    chat: held ? await chatOf(world, accountId, held.id) : [],
    collected: held ? collectedOf(await listOriginals(world, accountId, held.id)) : [],
  };
}

/** The case whose words and files go in, while it is the owner's. */
export const ownCase = async (world: World, accountId: string, caseId: string) =>
  (await transact(world, (world) => casesOfOwner(world, accountId))).find(
    ({ id, isYours }) => id === caseId && isYours,
  );

async function whoIs(world: World, accountId: string): Promise<Facts["person"]> {
  const { names, birthday = null } = await readPerson(world, accountId);
  const methods = await readMethods(world, accountId);
  const now = (kind: string) =>
    methods.filter((each) => each.kind === kind && !each.removedAt).map(({ data }) => data);
  const [phones, emails] = [now("phone"), now("email")];
  return { accountId, name: names[0] ?? null, birthday, phones, emails };
}

export const paymentOf =
  (world: World) =>
  ({ id, at, direction, amount, currency, payee, status }: Moved): Transaction => ({
    ...{ id, at: at.toISOString(), direction, amount: textOf(amount), currency, status },
    payee: world.config.counterAccounts === "full" ? payee : maskSide(payee),
  });

async function payments(world: World, accountId: string, { from, to, transactionIds }: Wish) {
  const wanted = transactionIds === "all" ? null : new Set(transactionIds);
  const found: Transaction[] = [];
  for await (const some of movedBetween(world, accountId, new Date(from), new Date(to))) {
    const chosen = some.filter(({ id }) => !wanted || wanted.has(id));
    found.push(...chosen.map(paymentOf(world)));
    if (found.length > ROWS_MAX) throw new Error("More payments than one pack holds.");
  }
  return found;
}

/** Who did it, as far as it concerns anybody outside: never a name of the desk. */
const sides: Readonly<Record<string, string>> = {
  ...{ owner: "owner", claimant: "claimant", stranger: "claimant" },
  ...{ client: "wallet", agent: "staff" },
};
const sideOf = (actor: string) => sides[actor.split(":")[0] ?? ""] ?? "system";

async function signIns(
  ...[world, accountId, from, to, asOf]: [World, string, Date, Date, Date]
): Promise<SignIn[]> {
  const devices = new Map((await listDevices(world, accountId)).map((each) => [each.tag, each]));
  const rows = await sessionsBetween(world, accountId, from, to);
  return rows.map(({ id, kind, deviceTag, startedAt, endedAt, endedWhy, expiresAt }) => {
    const ended = endedAt ?? (expiresAt <= asOf ? expiresAt : null);
    return {
      ...{ id, where: kind === "wallet" ? "wallet" : "security-centre" },
      ...{ startedAt: startedAt.toISOString(), endedAt: ended?.toISOString() ?? null },
      endedBy: ended && sideOf(endedWhy ?? ""),
      device: devices.get(deviceTag)?.name ?? null,
    } as SignIn;
  });
}

const PAGE = 1000;

/** What the owner is told of these days, and nothing that they are not. */
async function timeline(
  ...[world, accountId, from, to, lastSeq]: [World, string, Date, Date, number]
): Promise<Happening[]> {
  const happened: Happening[] = [];
  for (let after = 0; after < lastSeq; ) {
    const events = await readEvents(world, accountId, after, PAGE);
    for (const { seq, at, type, payload } of events) {
      const text = sentence(type, payload);
      if (text && seq <= lastSeq && at >= from && at <= to)
        happened.push({ seq, at: at.toISOString(), text });
    }
    if (events.length < PAGE) break;
    after = events.at(-1)?.seq ?? lastSeq;
  }
  return happened;
}

const chatOf = async (world: World, accountId: string, caseId: string) =>
  (await readChat(world, accountId, caseId)).map(({ seq, at, from, text }) => ({
    ...{ seq, at: at.toISOString(), text },
    from: from === "desk" ? ("staff" as const) : ("claimant" as const),
  }));

const endings: Readonly<Record<string, string>> = {
  ...{ "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic" },
  ...{ "application/pdf": "pdf", "video/mp4": "mp4" },
};

/** What a file is called in a pack follows from what it is: its own name may be anything. */
export function collectedOf(originals: readonly Original[]): Collected[] {
  let room = ORIGINAL_BYTES_MAX;
  return originals.map((each, index) => {
    const ending = endings[each.type ?? ""];
    const leftOut = each.deletedAt
      ? "deleted"
      : !each.isSafe || !ending
        ? "not-checked"
        : each.sizeBytes > room
          ? "too-large"
          : null;
    if (!leftOut) room -= each.sizeBytes;
    const number = String(index + 1).padStart(2, "0");
    return {
      ...{ id: each.id, name: each.name, kind: each.kind, format: each.type, leftOut },
      file: leftOut ? null : `files/${number}-${each.kind}.${ending}`,
      ...{ sizeBytes: each.sizeBytes, sha256: each.sha256 },
      ...{ collectedAt: each.receivedAt.toISOString(), collectedBy: "claimant", how: "upload" },
      staffLookedAt: each.seenAt.map((at) => at.toISOString()),
    } as Collected;
  });
}
