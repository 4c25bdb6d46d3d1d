import type { Kysely } from "kysely";
import type { Config } from "../../core/config.ts";
import { type Db, transact } from "../../core/db.ts";
import type { Cookie } from "../../core/route.ts";
import type { Tables } from "../../core/tables.ts";
import { type Actor, type Ports, type World, wallClock } from "../../core/world.ts";
import { type Message, SendFailed } from "../../ports/channels/channels.ts";
import { outbox } from "../../ports/channels/outbox.ts";
import {
  bindDevice,
  bindMethod,
  canonical,
  newServiceKey,
  parseIdentifier,
  putAccount,
  readIdentifier,
} from "../accounts/index.ts";
import { importContact, planReminder } from "../contacts/index.ts";
import { placeHold } from "../holds/index.ts";
import { hashOf, passwordFacts, storePassword } from "../passwords/index.ts";
import { importRecoveryCodes } from "../proofs/index.ts";
import { learnRegistry } from "../registry/index.ts";
import { beginOwnerSession, ownerCookie } from "../sessions/index.ts";
import { addStaff, signInStaff, staffCookie } from "../staff/index.ts";
import { type DemoAccount, laterWords, staff } from "./cast.ts";
import { demoOperator } from "./operator.ts";
import * as rules from "./rules.ts";
import { METHOD_DAYS, people } from "./seed.ts";
import * as store from "./store.ts";

const DAY_MS = 86_400_000;
const CLOCK = "demo-clock";
const KEY = "demo-service-key";
/** All that there are: with the one key that the demo shows, everything can be tried. */
const SCOPES = ["accounts", "decisions", "ssf.read", "ssf.manage", "webhooks"];
const seeder: Actor = { kind: "system", id: "demo" };

/** How far the demo's clock is ahead; the World's `now` adds it. */
export type Clock = { offsetMs: number };

/** Which clock belongs to a server: by its configuration, which every copy of its World shares, and by its pool. */
const clocks = new WeakMap<Config | Db, Clock>();
export function useClock(world: World, clock: Clock): void {
  clocks.set(world.config, clock);
  clocks.set(world.db, clock);
}

/** The wallet beside a server, which begins anew with it. */
const wallets = new WeakMap<Config, () => Promise<void>>();
export const useWallet = (world: World, reset: () => Promise<void>) =>
  void wallets.set(world.config, reset);

export const loadClock = async (db: Db): Promise<number> =>
  Number((await store.readSetting(db, CLOCK)) ?? 0);

/** Moves the clock forward and keeps it, so that a restart does not turn it back. Throws `bad-duration`. */
export async function advanceClock(world: World, iso: string) {
  const clock = clocks.get(world.config);
  if (!clock) throw rules.NoClock();
  const before = clock.offsetMs;
  clock.offsetMs = rules.moved(before, iso);
  try {
    await store.writeSetting(world.db, CLOCK, String(clock.offsetMs));
  } catch (error) {
    clock.offsetMs -= rules.durationMs(iso);
    throw error;
  }
  world.lanes?.poll();
  return { now: world.now(), offsetSeconds: clock.offsetMs / 1000 };
}

/** The demo's people and the wallet's key. Repeating it changes nothing; what a crash left out is added. */
export async function seedDemo(world: World): Promise<{ serviceKey: string }> {
  const serviceKey = await demoServiceKey(world);
  // Two at a time: nearly all of it is hashing passwords, which other processor cores can do.
  const lane = async (from: number) => {
    for (let at = from; at < people.length; at += 2)
      await seedPerson(world, people[at] as DemoAccount);
  };
  await Promise.all([lane(0), lane(1)]);
  for (const { name, ...agent } of staff)
    await addStaff(world, seeder, { ...agent, name: `${name.zh} ${name.en}` });
  return { serviceKey };
}

async function demoServiceKey(world: World): Promise<string> {
  const fresh = `rk_demo_${world.bytes(24).toString("base64url")}`;
  const key = await store.settleSetting(world.db, KEY, fresh);
  await newServiceKey(world, "demo wallet", SCOPES, key);
  return key;
}

/** Of the seeded passwords, which everybody knows: made once, for hashing takes most of a reset's time. */
const hashes = new WeakMap<Config, Map<string, Promise<string>>>();
function seededHash(world: World, password: string): Promise<string> {
  const made = hashes.get(world.config) ?? new Map<string, Promise<string>>();
  hashes.set(world.config, made);
  const hash = made.get(password) ?? hashOf(world, password);
  made.set(password, hash);
  return hash;
}

async function seedPerson(world: World, person: DemoAccount): Promise<void> {
  const { id, name, phone, email, birthday, locale } = person;
  if ((await passwordFacts(world, id)).set) return;
  // Before any row is touched.
  const hash = await seededHash(world, person.password);
  const since = new Date(world.now().getTime() - METHOD_DAYS * DAY_MS);
  const remindedAt = new Date(since.getTime() + 365 * DAY_MS);
  await transact(world, async (world) => {
    const account = await putAccount(world, seeder, id, {
      ...{ name: name[locale], phone, email, birthday, locale },
      accountName: id.replace("acc_", "demo-"),
      balanceHigh: person.balanceHigh ?? false,
      verifiedAt: since.toISOString(),
    });
    if (person.authenticator)
      await bindMethod(world, id, {
        kind: "authenticator",
        value: person.authenticator,
        since,
        verifiedAt: since,
      });
    if (person.recoveryCodes) await importRecoveryCodes(world, id, person.recoveryCodes, since);
    for (const { nickname, address } of person.contacts ?? []) {
      const contact = { nickname: nickname[locale], address, introduced: name[locale], locale };
      await importContact(world, id, contact, since, remindedAt);
    }
    if (person.contacts) await planReminder(world, id);
    for (const { deviceId, boundDaysAgo } of person.devices)
      await bindDevice(world, id, {
        deviceId,
        name: locale === "zh" ? `${name.zh}的手机` : `${name.en}'s phone`,
        boundAt: new Date(world.now().getTime() - boundDaysAgo * DAY_MS),
      });
    // Last: an account with a password is one that is complete.
    await storePassword(world, account.id, hash);
    if (person.frozen) await placeHold(world, seeder, id, { reason: "owner-freeze" });
  });
}

/** Back to the seeded state, clock included. The wallet keeps its key; its sessions are over, its books as at first. */
export async function resetDemo(world: World): Promise<void> {
  const tables = await store.tablesToEmpty(world.db);
  await transact(world, async (world) => {
    await store.emptyTables(world.db, tables);
    await store.forgetRounds(world.db);
    await store.writeSetting(world.db, CLOCK, "0");
  });
  // What the desk had listed is gone as well.
  await learnRegistry(world);
  const clock = clocks.get(world.config);
  if (clock) clock.offsetMs = 0;
  // Before the seeds: they freeze an account, and the wallet hears of that.
  await wallets.get(world.config)?.();
  await seedDemo(world);
}

const numbersOff = new Set(
  people
    .filter(({ number }) => number === "deactivated")
    .map(({ phone }) => canonicalOf(phone) ?? ""),
);

function canonicalOf(typed: string): string | null {
  const parsed = parseIdentifier(typed, { defaultCountry: "CN" });
  return "is" in parsed ? null : canonical(parsed);
}

/** Keeps what would have been sent; a number that is out of service refuses, as an operator would. */
export const recordMessage =
  (db: Kysely<Tables>, now: () => Date) =>
  async ({ id, to, channel, subject, text }: Message): Promise<void> => {
    if (numbersOff.has(to)) throw new SendFailed("rejected-recipient", false);
    await store.insertMessage(db, {
      ...{ id, channel, body: text, sentAt: now() },
      toAddress: to,
      subject: channel === "email" ? (subject ?? null) : null,
    });
  };

/** Both channels, kept instead of sent, and an invented operator, at the time of the demo's clock. */
export function demoPorts(db: Kysely<Tables>): Ports {
  const record = recordMessage(
    db,
    wallClock(() => clocks.get(db)?.offsetMs ?? 0),
  );
  const now = wallClock(() => clocks.get(db)?.offsetMs ?? 0);
  return { sms: outbox(record), email: outbox(record), telecom: demoOperator(now) };
}

/** What was sent to a number or an address (to all when none is given), newest first. */
export async function readMessages(world: World, typed: string | undefined) {
  const to = typed ? canonical(readIdentifier(world, typed)) : null;
  const rows = await store.listMessages(world.db, to, 100);
  return {
    messages: rows.map(({ id, toAddress, channel, subject, body, sentAt }) => ({
      ...{ id, to: toAddress, channel, text: body, sentAt },
      ...(subject && { subject }),
    })),
  };
}

/** Everything that a person or a test needs to try the demo. */
export async function describeDemo(world: World) {
  return {
    accounts: people.map(({ balance: _, birthday: __, later, ...account }) => ({
      ...account,
      ...(later && !(later === "face" && world.ports.face) && { later: laterWords[later] }),
    })),
    agents: staff,
    serviceKey: (await store.readSetting(world.db, KEY)) ?? "",
    walletUrl: world.config.walletUrl,
    now: world.now(),
  };
}

/** Signs in as the owner of a demo account, or as somebody of the desk. Throws `no-account`. */
export async function signInAs(world: World, id: string): Promise<Cookie> {
  if (staff.some((agent) => agent.id === id))
    return staffCookie((await signInStaff(world, id, "demo")).token);
  const person = people.find((account) => account.id === id);
  if (!person) throw rules.NoSuchAccount();
  // On the device that the wallet knows, where there is one: it can approve a recovery.
  const session = await beginOwnerSession(world, id, person.devices[0]?.deviceId);
  return ownerCookie(world, session.token);
}
