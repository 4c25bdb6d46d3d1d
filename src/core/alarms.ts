/**
 * Alarms: what a person at the installation must hear of soon. The first of an hour is kept for each
 * name and partition and logged; whoever attacks on makes no more of them.
 */
import type { World } from "./world.ts";

const WINDOW_MS = 3_600_000;
const KEPT_MS = 90 * 86_400_000;

export type Alarm = {
  name: string;
  /** What it concerns: a block of numbers, a kind of proof in a country, an account. Never a person's data. */
  partition: string;
  windowAt: Date;
  facts: Record<string, unknown>;
  raisedAt: Date;
};

/** Part of the caller's transaction: an alarm about what was rolled back is not raised. */
export async function raiseAlarm(
  world: World,
  name: string,
  partition: string,
  facts: Record<string, unknown>,
): Promise<void> {
  const raisedAt = world.now();
  const windowAt = new Date(Math.floor(raisedAt.getTime() / WINDOW_MS) * WINDOW_MS);
  const first = await world.db
    .insertInto("alarms")
    .values({ name, partition, windowAt, facts: JSON.stringify(facts), raisedAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning("name")
    .executeTakeFirst();
  if (first) world.log.error("alarm", { alarm: name, partition, ...facts });
}

/** The same, unless one of this name and partition is open: what stays wrong is told once, not every hour. */
export async function raiseOnce(
  world: World,
  name: string,
  partition: string,
  facts: Record<string, unknown>,
): Promise<void> {
  const open = await world.db
    .selectFrom("alarms")
    .select("name")
    .where("name", "=", name)
    .where("partition", "=", partition)
    .where("closedAt", "is", null)
    .limit(1)
    .executeTakeFirst();
  if (!open) await raiseAlarm(world, name, partition, facts);
}

export const alarmLine = ({ name, partition, facts, raisedAt }: Alarm) =>
  `${raisedAt.toISOString()}  ${name}  ${partition}  ${JSON.stringify(facts)}`;

/** Those that nobody has closed, newest first. */
export const openAlarms = (world: World): Promise<Alarm[]> =>
  world.db
    .selectFrom("alarms")
    .select(["name", "partition", "windowAt", "facts", "raisedAt"])
    .where("closedAt", "is", null)
    .orderBy("raisedAt", "desc")
    .limit(1000)
    .execute();

/** Closes those that were shown: one raised meanwhile stays open. */
export async function closeAlarms(world: World, shown: readonly Alarm[]): Promise<void> {
  for (const { name, partition, windowAt } of shown)
    await world.db
      .updateTable("alarms")
      .set({ closedAt: world.now() })
      .where("name", "=", name)
      .where("partition", "=", partition)
      .where("windowAt", "=", windowAt)
      .execute();
}

/** Those that were not told yet, marked as told: the caller tells them in the same transaction. */
export const takeUntold = (world: World): Promise<Alarm[]> =>
  world.db
    .updateTable("alarms")
    .set({ toldAt: world.now() })
    .where("toldAt", "is", null)
    .returning(["name", "partition", "windowAt", "facts", "raisedAt"])
    .execute();

export const sweepAlarms = (world: World) =>
  world.db
    .deleteFrom("alarms")
    .where("raisedAt", "<", new Date(world.now().getTime() - KEPT_MS))
    .execute();
