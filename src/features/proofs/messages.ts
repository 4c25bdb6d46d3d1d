/**
 * Budgets of text messages over all accounts. Somebody who is paid for each text to a block of numbers
 * (or wants the wallet's bill to grow) asks for codes to numbers that need not have accounts: counted
 * is what was asked for, whoever has an account, by what was typed and by network.
 */
import { raiseAlarm } from "../../core/alarms.ts";
import { sha256 } from "../../core/crypto.ts";
import { type Counted, countIn, type Window } from "../../core/limits.ts";
import type { World } from "../../core/world.ts";
import { policyInForce } from "../policies/index.ts";
import { blockOf, placeOf } from "./places.ts";
import * as rules from "./rules.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A large budget is split over rows, so that a country's claims do not wait for one. */
const SPLIT_FROM = 16_000;
const ROWS = 16;
const BOMBED_AFTER = 20;

type Ceiling = Window & { name: string; partition: string; max: number };
export type Asked = { subjectId: string; named: string; recognised: boolean };

function ceilingsOf(world: World, { subjectId, named }: Asked): Ceiling[] {
  const { sms } = policyInForce(world).budgets.ceilings;
  const { config } = world;
  const block = blockOf(named);
  const place = placeOf(named);
  const network = world.call?.network;
  const perDay = config.smsPerDay ?? sms.perDay;
  const day = perDay[place] ?? perDay.other ?? 0;
  const split = day >= SPLIT_FROM;
  const row = split ? `:${Buffer.from(sha256(subjectId), "base64url").readUInt8(0) % ROWS}` : "";
  const ceiling = (name: string, partition: string, max: number, windowMs: number): Ceiling => ({
    ...{ name, partition, max, windowMs },
    key: `${name}:${partition}`,
  });
  const perBlock = config.smsPerBlockHour ?? sms.perBlockHour;
  const perNetwork = config.smsPerNetworkHour ?? sms.perNetworkHour;
  const inDay = ceiling("sms-day", place, split ? Math.floor(day / ROWS) : day, DAY_MS);
  return [
    ...(block ? [ceiling("sms-block", block, perBlock, HOUR_MS)] : []),
    ...(network ? [ceiling("sms-network", network, perNetwork, HOUR_MS)] : []),
    { ...inDay, key: inDay.key + row },
  ];
}

type Memory = {
  /** What is known to be full, until when: it is refused without a look. */
  full: Map<string, number>;
  /** Refused requests for one destination, and accounts whose owner is being bombed. */
  refused: Map<string, { count: number; since: number }>;
  bombed: Map<string, Record<string, unknown>>;
};
const memories = new WeakMap<World["ports"], Memory>();
function memoryOf(world: World): Memory {
  const memory = memories.get(world.ports) ?? {
    full: new Map(),
    refused: new Map(),
    bombed: new Map(),
  };
  memories.set(world.ports, memory);
  return memory;
}

const forWhom = ({ key }: { key: string }, recognised: boolean) => `${recognised}:${key}`;
const refuse = (until: number) => rules.TooManyMessages({ until: new Date(until).toISOString() });

/** Throws `too-many-messages` when a ceiling is known to be full; costs no look at the database. */
export function demandRoom(world: World, asked: Asked): void {
  const now = world.now().getTime();
  const { full } = memoryOf(world);
  for (const ceiling of ceilingsOf(world, asked)) {
    const until = full.get(forWhom(ceiling, asked.recognised)) ?? 0;
    if (until > now) throw refuse(until);
  }
}

/** Counts one text message, last in its transaction; throws `too-many-messages`, and nothing was used. */
export async function countMessage(world: World, asked: Asked): Promise<void> {
  const ceilings = ceilingsOf(world, asked);
  const { shareKeptForRecognised } = policyInForce(world).budgets.ceilings;
  const counted = await countIn(world, ceilings);
  const rows = ceilings.map((ceiling, index) => ({
    ...ceiling,
    ...(counted[index] as Counted),
    open: rules.openShare(ceiling.max, shareKeptForRecognised),
  }));
  for (const row of rows)
    if (row.count > (asked.recognised ? row.max : row.open)) {
      remember(world, forWhom(row, asked.recognised), row.closesAt);
      throw refuse(row.closesAt.getTime());
    }
  for (const { count, open, name, partition, closesAt } of rows)
    if (count === open)
      await raiseAlarm(world, name, partition, { sent: count, until: closesAt.toISOString() });
}

function remember(world: World, name: string, until: Date) {
  const { full } = memoryOf(world);
  const now = world.now().getTime();
  if (full.size >= 10_000) for (const [key, at] of full) if (at <= now) full.delete(key);
  if (full.size < 10_000) full.set(name, until.getTime());
}

/** A destination's own budget refused: somebody who goes on asking is bombing its owner. */
export function noteRefused(world: World, destination: string, accountId: string): void {
  const { refused, bombed } = memoryOf(world);
  const now = world.now().getTime();
  const before = refused.get(destination);
  const open = before && now - before.since < HOUR_MS && now >= before.since ? before : null;
  const entry = open ?? { count: 0, since: now };
  entry.count++;
  if (refused.size >= 10_000 && !before) refused.clear();
  refused.set(destination, entry);
  if (entry.count === BOMBED_AFTER) bombed.set(destination, { accountId, refused: entry.count });
}

/** A refusal is rolled back with its transaction, and an alarm with it; so these wait a few seconds. */
export async function raiseBombed(world: World): Promise<void> {
  const { bombed } = memoryOf(world);
  const waiting = [...bombed];
  for (const [destination, facts] of waiting)
    await raiseAlarm(world, "message-bombing", destination, facts);
  for (const [destination] of waiting) bombed.delete(destination);
}
