/** How a claim begins, and how it finds its account when several share what was typed. */
import { reading, transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { spend } from "../../core/limits.ts";
import { Problem } from "../../core/problem.ts";
import type { Given } from "../../core/tables.ts";
import { noWait, once, remember } from "../../core/unit.ts";
import type { Actor, World } from "../../core/world.ts";
import {
  canonical,
  ensureRow,
  findCandidates,
  findDevice,
  lockAccount,
  readIdentifier,
  sealFor,
  shadowId,
  tagOf,
} from "../accounts/index.ts";
import { checkNumber } from "../numbers/index.ts";
import {
  newestInForce,
  type Policy,
  policyInForce,
  policyNow,
  type Situation,
} from "../policies/index.ts";
import type { SentCode } from "../proofs/index.ts";
import { readDeviceToken, spendDeviceToken } from "../sessions/index.ts";
import { askForCode, enforced } from "./actions.ts";
import { judged, type Loaded, openClaims, policyOf, readAheadOfJudging } from "./judging.ts";
import { accept, apply, moveOn, setTimer } from "./standing.ts";
import * as store from "./store.ts";
import { newToken } from "./tokens.ts";
import { readTyped, type Typed, typedContext } from "./typed.ts";
import { keepNewPhone, type RecoveryView, readNewPhone, view } from "./view.ts";

const HOUR_MS = 3_600_000;

export type Start = {
  identifier: string;
  situation: Situation;
  locale?: "en" | "zh" | undefined;
  deviceToken?: string | undefined;
  /** The first code, asked for in the same breath. */
  proof?: SentCode | undefined;
};

export type Started = { recovery: RecoveryView; token: string };

/**
 * Begins a claim. The same rows are written and the same answer is given for a name that has an
 * account, for one that has none and for one that several accounts share (domain.md, rule 1).
 * When the code that it asks for cannot be sent now, it begins all the same, without a challenge.
 * Throws `bad-identifier` or `too-many`.
 */
export async function startRecovery(world: World, actor: Actor, start: Start): Promise<Started> {
  const identifier = readIdentifier(world, start.identifier);
  const network = world.call?.network ?? "";
  const candidates = await reading(world, async (world) => {
    const found = findCandidates(world, identifier);
    noWait(world, found);
    await spend(world, `starts:${network}`, world.config.startsPerHour, HOUR_MS);
    return found;
  });
  const identifierTag = tagOf(world, identifier.kind, canonical(identifier));
  const only = candidates.length === 1 ? candidates[0] : undefined;
  const accountId = only ?? shadowId(identifierTag);

  const typed = identifier.kind === "phone" ? canonical(identifier) : null;
  if (start.proof === "sms-code")
    await checkNumber(world, { accountId, typed, policy: policyInForce(world) });

  const begin = (proof?: SentCode) =>
    transact(world, async (world) => {
      ensureRow(world, accountId);
      noWait(world, newestInForce(world));
      readAheadOfJudging(world, accountId);
      const deviceId = await vouchedBy(world, accountId, start.deviceToken);
      return insert(world, actor, {
        accountId,
        id: world.id("rec"),
        situation: start.situation,
        identifierKind: identifier.kind,
        identifierTag,
        typed: { value: canonical(identifier), deviceId },
        device: world.call?.device ?? "",
        network,
        country: world.call?.country || null,
        locale: start.locale ?? "en",
        given: [],
        proof,
      });
    });
  const started = await begin(start.proof).catch((error) => {
    if (start.proof && isUnsent(error)) return begin();
    throw error;
  });
  return { ...started, recovery: await enforced(world, accountId, started.recovery) };
}

const UNSENT = ["too-many-messages", "resting", "too-soon"];
const isUnsent = (error: unknown) => error instanceof Problem && UNSENT.includes(error.code);

/**
 * The device that the wallet vouches for, spent with the claim or not at all: a request that fails on
 * the way costs nobody their device. The look-up runs without a device too, so that both kinds of claim
 * do the same work.
 */
async function vouchedBy(world: World, accountId: string, token: string | undefined) {
  const named = readDeviceToken(world, token);
  noWait(world, deviceOf(world, accountId, named));
  return named && token && (await spendDeviceToken(world, token)) ? named : null;
}

const deviceOf = (world: World, accountId: string, deviceId: string | null) =>
  once(world, `device:${accountId}:${deviceId}`, () =>
    findDevice(world, accountId, deviceId ?? ""),
  );

type Fresh = {
  accountId: string;
  id: string;
  situation: Situation;
  identifierKind: string;
  identifierTag: string;
  typed: Typed;
  device: string;
  network: string;
  country: string | null;
  locale: string;
  given: Given[];
  proof?: SentCode | undefined;
};

/** Writes the row, supersedes older ones of the same claimant's device, and counts a known device. */
export async function insert(world: World, actor: Actor, fresh: Fresh): Promise<Started> {
  const { typed, proof, ...row } = fresh;
  const account = await lockAccount(world, row.accountId);
  await supersede(world, actor, row.accountId, row.device);
  const { token, tokenHash } = newToken(world, row.accountId, row.id);
  const recovery = begun(world, await policyNow(world), {
    ...row,
    tokenHash,
    identifier: sealFor(world, account.key, JSON.stringify(typed), typedContext(row.id)),
  });
  const { situation, identifierKind } = row;
  await emit(world, actor, "recovery.started", row.accountId, {
    recoveryId: row.id,
    situation,
    identifierKind,
  });
  await setTimer(world, recovery, true);
  const vouched = await vouch(world, actor, recovery, typed.deviceId);
  const first = await judged(world, vouched, account.balanceHigh);
  noWait(world, store.insertRecovery(world.db, first.recovery));
  const { recovery: moved, blocked } = await moveOn(world, actor, first);
  const asks = proof && moved.state === "proving";
  remember(world, `live:${row.id}`, asks ? await askForCode(world, moved, proof) : null);
  return { recovery: await view(world, moved, blocked), token };
}

type Begun = Omit<Fresh, "typed" | "proof"> & { tokenHash: string; identifier: string };

/** A claim as it is at its beginning, under the policy that the database has in force now. */
function begun(world: World, policy: Policy, row: Begun): Loaded {
  const createdAt = world.now();
  return {
    ...row,
    state: "proving",
    policyName: policy.name,
    policyVersion: policy.version,
    riskLevel: "low",
    riskReasons: [],
    path: null,
    money: null,
    waitHours: null,
    waitingUntil: null,
    contested: false,
    newPhone: null,
    endedWhy: null,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + policy.lifetimes.provingHours * HOUR_MS),
    endedAt: null,
    version: 0,
  };
}

async function supersede(world: World, actor: Actor, accountId: string, device: string) {
  if (!device) return;
  for (const other of await openClaims(world, accountId))
    if (other.state === "proving" && other.device === device)
      await apply(world, actor, other, { is: "cancelled", why: "superseded" });
}

/** The silent proof: the wallet says which device asks, and the account knows that device. */
/** A device younger than what counts says nothing: a thief's sign-in binds one in a minute. */
async function vouch(world: World, actor: Actor, recovery: Loaded, deviceId: string | null) {
  const device = await deviceOf(world, recovery.accountId, deviceId);
  if (!device || !deviceId) return recovery;
  const ageMs = world.now().getTime() - device.boundAt.getTime();
  if (ageMs < policyOf(world, recovery).changes.countsAfterDays * 24 * HOUR_MS) return recovery;
  return accept(world, actor, recovery, {
    kind: "known-device",
    at: world.now().toISOString(),
    methodId: device.id,
    methodSince: device.boundAt.toISOString(),
    sharesWith: [`device:${device.tag}`],
  });
}

/**
 * An appeal: the same claim again under a token of its own, with the proofs that it had; the denied one
 * stays as it ended. One that somebody objected to proves itself anew. The caller holds the account's lock.
 */
export async function beginAgain(world: World, actor: Actor, denied: Loaded): Promise<Started> {
  const { accountId, situation, identifierKind, identifierTag, device, network, country, locale } =
    denied;
  const [id, typed] = [world.id("rec"), await readTyped(world, denied)];
  const given = denied.contested ? [] : denied.given.filter(({ kind }) => kind !== "agent-review");
  const phone = await readNewPhone(world, denied);
  const started = await insert(world, actor, {
    ...{
      accountId,
      id,
      situation,
      identifierKind,
      identifierTag,
      device,
      network,
      country,
      locale,
    },
    ...{ typed, given },
  });
  if (phone) await keepNewPhone(world, accountId, id, phone);
  return started;
}
