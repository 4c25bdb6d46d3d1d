import { keyedHash, sameSecret, sha256 } from "../../core/crypto.ts";
import { alone, transact } from "../../core/db.ts";
import { type Event, emit } from "../../core/events.ts";
import { countIn, spend, takeCount } from "../../core/limits.ts";
import { makeToken, readToken } from "../../core/tokens.ts";
import { forget, noWait, once } from "../../core/unit.ts";
import type { Actor, World } from "../../core/world.ts";
import {
  bindDevice,
  deviceName,
  findCandidates,
  type Identifier,
  lockAccount,
  NoAccount,
  readAccount,
  readIdentifier,
  seeDevice,
  tagOf,
} from "../accounts/index.ts";
import { restrictions, standingHolds } from "../holds/index.ts";
import { checkPassword, judgeInUse, keepVerdict, passwordFacts } from "../passwords/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const later = (now: Date, ms: number) => new Date(now.getTime() + ms);

type SignIn = {
  identifier: string;
  password: string;
  deviceId: string;
  deviceName?: string | undefined;
  city?: string | undefined;
};

/**
 * Checks a credential of the embedded directory and begins a session of the wallet. A known and an
 * unknown name cost the same hash. Where a number names several accounts, the password tells which.
 */
export async function signIn(world: World, actor: Actor, input: SignIn) {
  const identifier = readIdentifier(world, input.identifier);
  const candidates = await findCandidates(world, identifier);
  const device = tagOf(world, "device", input.deviceId);
  await spend(
    world,
    keyedHash(world.keys, "look-up", `sign-in:${JSON.stringify(identifier)}:${device}`),
    rules.SIGN_IN_TRIES,
    rules.SIGN_IN_WINDOW_MS,
  );
  const found = await whose(world, candidates, input.password);
  if (!found) {
    await countFailed(world, identifier, candidates);
    throw rules.WrongPassword();
  }
  const { accountId, changedAt } = found;
  const verdict = await judgeInUse(world, accountId, input.password);
  const begun = await transact(world, async (world) => {
    const account = await lockAccount(world, accountId);
    // A recovery that ended meanwhile has ended the sessions: the old password must not begin a new one.
    if (account.passwordChangedAt?.getTime() !== changedAt) throw rules.WrongPassword();
    if (await isHeld(world, accountId)) {
      await emit(world, actor, "session.refused", accountId, { why: "held" });
      return null;
    }
    await bindDevice(world, accountId, {
      deviceId: input.deviceId,
      name: input.deviceName ?? "",
      city: input.city,
    });
    if (verdict && account.passwordChangedAt)
      await keepVerdict(world, accountId, account.passwordChangedAt, verdict);
    const session = await begin(
      world,
      accountId,
      "wallet",
      device,
      rules.WALLET_SESSION_HOURS * 3_600_000,
    );
    const failed = await takeCount(world, failedKey(world, accountId));
    await emit(world, actor, "session.started", accountId, {
      sessionId: session.id,
      device: deviceName(input.deviceName ?? ""),
      ...(failed > 0 && { failed }),
    });
    return {
      account: { id: accountId, locale: account.locale },
      session: { id: session.id, startedAt: world.now() },
    };
  });
  if (!begun) throw rules.Held();
  return begun;
}

const isHeld = async (world: World, accountId: string) =>
  restrictions(await standingHolds(world, accountId)).signIn;

const failedKey = (world: World, of: string) =>
  keyedHash(world.keys, "look-up", `wrong-password:${of}`);

/**
 * Counted for a name without an account as for one with, and told with the next sign-in: a stranger who
 * guesses makes no entry of his own in the owner's record.
 */
async function countFailed(world: World, identifier: Identifier, candidates: string[]) {
  const subjects = candidates.length > 0 ? candidates : [JSON.stringify(identifier)];
  const windowMs = rules.FAILED_DAYS * 86_400_000;
  const windows = subjects.map((of) => ({ key: failedKey(world, of), windowMs }));
  await alone(world, (db) => countIn({ ...world, db }, windows));
}

/** The account that this password opens, and when that password was set. */
async function whose(world: World, candidates: string[], password: string) {
  if (candidates.length === 0) await checkPassword(world, undefined, password);
  for (const accountId of candidates) {
    const changedAt = (await passwordFacts(world, accountId)).changedAt?.getTime();
    if (await checkPassword(world, accountId, password)) return { accountId, changedAt };
  }
  return undefined;
}

type Kind = "wallet" | "owner" | "staff";

async function begin(world: World, accountId: string, kind: Kind, deviceTag: string, ms: number) {
  const secret = world.bytes(24).toString("base64url");
  const id = world.id("ses");
  const now = world.now();
  const expiresAt = later(now, ms);
  forget(world, `sessions:${accountId}`);
  await store.insertSession(world.db, {
    accountId,
    id,
    kind,
    tokenHash: sha256(secret),
    deviceTag,
    startedAt: now,
    seenAt: now,
    expiresAt,
  });
  // A token of one kind opens nothing of another.
  return { id, token: makeToken(world, kind, { accountId, id, secret }, expiresAt) };
}

/** Is this session of the wallet still good? Asked by the wallet at each request. */
export async function readSignIn(world: World, accountId: string, sessionId: string) {
  const session = await store.findSession(world.db, accountId, sessionId);
  if (session?.kind !== "wallet" || !rules.isLive(session, world.now())) throw rules.Ended();
  if (world.now().getTime() - session.seenAt.getTime() >= rules.SEEN_MS)
    await transact(world, async (world) => {
      await lockAccount(world, accountId);
      await store.setSeen(world.db, accountId, sessionId, world.now());
      await seeDevice(world, accountId, session.deviceTag);
    });
  return { id: session.id, accountId, startedAt: session.startedAt };
}

export const signOut = (world: World, actor: Actor, accountId: string, sessionId: string) =>
  transact(world, async (world) => {
    await lockAccount(world, accountId);
    await store.endOne(world.db, accountId, sessionId, world.now(), actor.kind);
    return {};
  });

/** Ends every session; the caller holds the account's lock. Returns how many there were. */
export async function endSessions(world: World, accountId: string, why: string): Promise<number> {
  const open = await openSessions(world, accountId);
  noWait(world, store.endAll(world.db, accountId, world.now(), why));
  forget(world, `sessions:${accountId}`);
  return open.length;
}

/**
 * An account was frozen for signing in: who is signed in is out. Whoever froze it stays in the security
 * centre, to see what comes of it.
 */
export async function onHold(world: World, { accountId, actor, payload }: Event) {
  if (payload.scope === "outgoing") return;
  await lockAccount(world, accountId);
  const ended = await store.endOthers(
    world.db,
    accountId,
    actor.replace("owner:", ""),
    world.now(),
  );
  forget(world, `sessions:${accountId}`);
  if (ended.length > 0)
    await emit(world, { kind: "system", id: "holds" }, "sessions.ended", accountId, {
      ...{ ended: ended.length, why: "hold" },
    });
}

/** Sessions that were not ended; read once a transaction, under the account's lock. */
export const openSessions = (world: World, accountId: string) =>
  once(world, `sessions:${accountId}`, () => store.listOpen(world.db, accountId));

export const signOutEverywhere = (world: World, actor: Actor, accountId: string) =>
  transact(world, async (world) => {
    await lockAccount(world, accountId);
    const ended = await endSessions(world, accountId, actor.kind);
    await emit(world, actor, "sessions.ended", accountId, { ended, why: actor.kind });
    return { ended };
  });

/** Somebody of the desk ends them all, to protect the owner, who is told. */
export const endSessionsAtDesk = (world: World, actor: Actor, accountId: string, why: string) =>
  transact(world, async (world) => {
    await lockAccount(world, accountId);
    const ended = await endSessions(world, accountId, actor.kind);
    await emit(world, actor, "sessions.ended-by-desk", accountId, { ended, why });
    return { ended };
  });

/** A one-time address that signs the wallet's user in to the security centre. */
export async function makeHandoff(world: World, accountId: string, deviceId?: string) {
  const account = await readAccount(world, accountId);
  if (!account) throw NoAccount();
  if (await isHeld(world, accountId)) throw rules.Held();
  const expiresAt = later(world.now(), rules.HANDOFF_SECONDS * 1000);
  const deviceTag = deviceId ? tagOf(world, "device", deviceId) : "";
  const token = makeToken(
    world,
    "handoff",
    { accountId, deviceTag, passwordOf: passwordOf(account), nonce: world.id("once") },
    expiresAt,
  );
  return { url: `${world.config.url}/handoff#${token}`, expiresAt };
}

/** A hand-off is good for the password it was made under: a recovery ends it, like every session. */
const passwordOf = ({ passwordChangedAt }: { passwordChangedAt: Date | null }) =>
  String(passwordChangedAt?.getTime() ?? 0);

/** Opens a hand-off, once. The session it begins is not a fresh proof. */
export async function openHandoff(world: World, token: string) {
  const facts = readToken(world, "handoff", token);
  if (!facts?.accountId) throw rules.UsedToken();
  const { accountId, deviceTag = "" } = facts;
  return transact(world, async (world) => {
    const account = await lockAccount(world, accountId);
    if (facts.passwordOf !== passwordOf(account)) throw rules.UsedToken();
    if (await isHeld(world, accountId)) throw rules.Held();
    if (!(await store.spendToken(world.db, sha256(token), world.now()))) throw rules.UsedToken();
    return begin(world, accountId, "owner", deviceTag, rules.OWNER_SESSION_MINUTES * 60_000);
  });
}

/** Begins an owner's session without a hand-off (demo sign-in); `deviceId`: where the owner sits. */
export const beginOwnerSession = (world: World, accountId: string, deviceId?: string) =>
  transact(world, async (world) => {
    await lockAccount(world, accountId);
    const tag = deviceId ? tagOf(world, "device", deviceId) : "";
    return begin(world, accountId, "owner", tag, rules.OWNER_SESSION_MINUTES * 60_000);
  });

/** Begins a session at the desk; the caller has checked who it is and holds the row's lock. */
export const beginStaffSession = (world: World, accountId: string, ms: number) =>
  begin(world, accountId, "staff", "", ms);

export async function recogniseOwner(
  world: World,
  token: string | undefined,
): Promise<Actor | null> {
  const session = await liveSession(world, "owner", token);
  return (
    session && {
      ...{ kind: "owner", id: session.id },
      ...{ accountId: session.accountId, sessionId: session.id },
    }
  );
}

/** The session that a token speaks for, while it goes on; null for anything else. */
export async function liveSession(world: World, kind: Kind, token: string | undefined) {
  const facts = token ? readToken(world, kind, token) : null;
  if (!facts?.accountId || !facts.id) return null;
  const session = await store.findSession(world.db, facts.accountId, facts.id);
  if (session?.kind !== kind || !rules.isLive(session, world.now())) return null;
  return sameSecret(sha256(facts.secret ?? ""), session.tokenHash) ? session : null;
}

/** Sign-ins that went on in these days, the oldest first; nothing of them opens anything. */
export const sessionsBetween = (world: World, accountId: string, from: Date, to: Date) =>
  store.listBetween(world.db, accountId, from, to, 5000);

export const readSession = (world: World, accountId: string, id: string) =>
  store.findSession(world.db, accountId, id);

/** A proof was given in this session: changes are open for five minutes. */
export const markFresh = (world: World, accountId: string, id: string, freshUntil: Date) =>
  store.setFresh(world.db, accountId, id, freshUntil);
