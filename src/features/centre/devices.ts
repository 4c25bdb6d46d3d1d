/**
 * Devices that are signed in: shown, signed out, disowned. To sign one out protects, so it is done at once
 * and without a fresh proof; and because a thief in a session could do it to the owner, it is told on every
 * channel, it is in the record, and what was signed out stays in the list.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { World } from "../../core/world.ts";
import {
  cityOf,
  type Device,
  findDeviceById,
  listDevicesSince,
  removeDevice,
} from "../accounts/index.ts";
import { distrustPassword } from "../passwords/index.ts";
import { endSessionsOfDevice, liveSessions, readSession } from "../sessions/index.ts";
import { enter, type Owner } from "../ways/index.ts";
import * as rules from "./rules.ts";

/** `is`: signed in; known, but not signed in now; signed out from elsewhere; not known to the owner. */
export async function readDevices(world: World, { accountId, sessionId }: Owner) {
  const since = rules.daysBefore(world.now(), rules.LISTED_DAYS);
  const [devices, live, session] = await Promise.all([
    listDevicesSince(world, accountId, since),
    liveSessions(world, accountId),
    readSession(world, accountId, sessionId),
  ]);
  const isLive = ({ tag }: Device) =>
    live.some(({ kind, deviceTag }) => kind === "wallet" && deviceTag === tag);
  const views = devices.map(async (device) => ({
    id: device.id,
    name: device.name,
    city: await cityOf(world, device),
    boundAt: device.boundAt.toISOString(),
    lastSeenAt: device.seenAt.toISOString(),
    current: !device.removedAt && isCurrent(device, session),
    is: device.removedAt
      ? (device.removedWhy ?? "signed-out")
      : isLive(device)
        ? "signed-in"
        : "known",
    endedAt: device.removedAt?.toISOString() ?? null,
  }));
  return { devices: await Promise.all(views) };
}

const isCurrent = ({ tag }: Device, session: { deviceTag: string } | undefined) =>
  session !== undefined && session.deviceTag !== "" && session.deviceTag === tag;

/**
 * Ends what is signed in on a device, here and in the wallet. Another device than this one counts for nothing
 * from then on: a phone that was lost or given away must not help anybody back in. Doing it twice is doing
 * it once. Throws `no-device`.
 */
export const signOutDevice = (world: World, owner: Owner, deviceId: string) =>
  transact(world, async (world) => {
    await enter(world, owner);
    const { device, current } = await find(world, owner, deviceId);
    const ended = await endSessionsOfDevice(world, owner.accountId, device.tag);
    const loses = !current && device.removedAt === null;
    if (loses) await removeDevice(world, device, "signed-out");
    if (loses || ended.length > 0) await tell(world, owner, "device.signed-out", device, ended);
    return { ended: ended.length };
  });

/**
 * "I don't know this": signed out, and whoever was there got in with the password, so that is not trusted
 * any more. Throws `no-device`, and `this-device` for the one in use: nobody disowns what they hold.
 */
export const disownDevice = (world: World, owner: Owner, deviceId: string) =>
  transact(world, async (world) => {
    await enter(world, owner);
    const { device, current } = await find(world, owner, deviceId);
    if (current) throw rules.ThisDevice();
    const ended = await endSessionsOfDevice(world, owner.accountId, device.tag);
    if (device.removedWhy !== "disowned") {
      await removeDevice(world, device, "disowned");
      await distrustPassword(world, owner.accountId);
      await tell(world, owner, "device.disowned", device, ended);
    }
    return { ended: ended.length };
  });

async function find(world: World, { accountId, sessionId }: Owner, deviceId: string) {
  const device = await findDeviceById(world, accountId, deviceId);
  if (!device) throw rules.NoDevice();
  const session = await readSession(world, accountId, sessionId);
  return { device, current: !device.removedAt && isCurrent(device, session) };
}

async function tell(
  world: World,
  owner: Owner,
  type: "device.signed-out" | "device.disowned",
  { accountId, id: deviceId, name: device }: Device,
  ended: readonly string[],
) {
  const [first = [], ...more] = rules.inChunks(ended, rules.SESSIONS_NAMED);
  await emit(world, owner, type, accountId, { deviceId, device, sessions: first });
  for (const sessions of more)
    await emit(world, owner, "device.sessions-ended", accountId, { deviceId, device, sessions });
}
