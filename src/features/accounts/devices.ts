/** Devices that an owner signed in on: what is kept of each, and when one stops counting. */

import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { openFor, sealFor, tagsOf } from "./actions.ts";
import * as store from "./devices-store.ts";
import { cityName, type Device, deviceName } from "./rules.ts";

export const listDevices = (world: World, accountId: string): Promise<Device[]> =>
  store.listDevices(world.db, accountId);

/** With those signed out since then, so that nobody hides a device by signing it out. The last used first. */
export const listDevicesSince = (world: World, accountId: string, since: Date): Promise<Device[]> =>
  store.listDevicesSince(world.db, accountId, since);

export const findDevice = (world: World, accountId: string, deviceId: string) =>
  store.findDevice(world.db, accountId, tagsOf(world, "device", deviceId));

export const findDeviceById = (
  world: World,
  accountId: string,
  id: string,
): Promise<Device | undefined> => store.findDeviceById(world.db, accountId, id);

type Seen = { deviceId: string; name: string; city?: string | undefined; boundAt?: Date };

/** Remembers a device that its owner signed in with. A device's age counts from its first sign-in. */
export async function bindDevice(world: World, accountId: string, device: Seen) {
  const [tag = "", ...older] = tagsOf(world, "device", device.deviceId);
  // Known under an older key: the same device, with its age.
  if (older.length > 0) await store.retagDevice(world.db, accountId, older, tag);
  const city = cityName(device.city ?? "");
  const key = await accountKey(world, accountId);
  await store.upsertDevice(world.db, {
    accountId,
    id: world.id("dev"),
    tag,
    name: deviceName(device.name),
    boundAt: device.boundAt ?? world.now(),
    seenAt: world.now(),
    removedAt: null,
    city: city && sealFor(world, key, city, `device-city:${accountId}`),
  });
}

/** Where the wallet said that it was last signed in on; null when it did not say. */
export async function cityOf(world: World, { accountId, city }: Device): Promise<string | null> {
  return city && openFor(await accountKey(world, accountId), city, `device-city:${accountId}`);
}

/** It was used just now. */
export const seeDevice = (world: World, accountId: string, tag: string) =>
  store.setSeen(world.db, accountId, tag, world.now());

/** It counts for nothing from now on; the caller holds the account's lock. */
export const removeDevice = (
  world: World,
  { accountId, id }: Device,
  removedWhy: "signed-out" | "disowned",
) => store.setRemoved(world.db, accountId, id, { removedAt: world.now(), removedWhy });
