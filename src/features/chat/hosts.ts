import type { World } from "../../core/world.ts";
import { officialChannels, type Registry } from "../registry/index.ts";
import { type OfficialNumbers, officialNumbers } from "./staff-contacts.ts";

/** Hosts of our own pages: what the desk may link to. */
export const ownHosts = ({ config: { url, walletUrl } }: Pick<World, "config">): string[] =>
  [url, walletUrl].filter(Boolean).map((each) => new URL(each).hostname);

const known = new WeakMap<Registry, OfficialNumbers>();

/** Numbers that the desk may name: those of the official channels, and where a theft is reported. */
export function ownNumbers(world: Pick<World, "config" | "registry">): OfficialNumbers {
  const channels = officialChannels(world);
  const before = known.get(channels);
  if (before) return before;
  const { operatorPhone, reportPhones } = world.config;
  const numbers = officialNumbers([
    ...[operatorPhone, ...reportPhones.split(",")],
    ...channels.brands.flatMap(({ phones }) => phones),
  ]);
  known.set(channels, numbers);
  return numbers;
}
