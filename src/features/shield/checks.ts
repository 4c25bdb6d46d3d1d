/**
 * What somebody pasted, judged. Nothing of it is kept, logged or opened; whoever asks learns what the registry
 * says, never who else asked.
 */
import { spend } from "../../core/limits.ts";
import type { Actor, World } from "../../core/world.ts";
import { officialChannels, type Registry } from "../registry/index.ts";
import { type Asked, type Checked, judge } from "./answers.ts";
import { deskFeed } from "./desk-feed.ts";
import { feedInForce, freshFeed } from "./feed-file.ts";
import { type Feed, type Prepared, prepare } from "./registry.ts";

const HOUR_MS = 3_600_000;
/** Of one network; a wallet asks with its key, and is not counted. */
const CHECKS_PER_HOUR = 1000;

const known = new WeakMap<Registry, { prepared: Prepared; file: Feed | undefined }>();

/** Worked out once for each version of the registry, at the first question; feeds are looked up beside it. */
export function preparedOf(world: Pick<World, "registry" | "config">): Prepared {
  const channels = officialChannels(world);
  const file = feedInForce(world.registry);
  const before = known.get(channels);
  if (before && before.file === file) return before.prepared;
  const plain = before?.prepared ?? prepare(channels);
  const prepared = { ...plain, feed: deskFeed(channels, world.registry, file) };
  known.set(channels, { prepared, file });
  return prepared;
}

/** One question. Throws `bad-input` unless there is exactly one thing to judge, `too-many`. */
export async function check(world: World, actor: Actor, asked: Asked): Promise<Checked> {
  await spendCheck(world, actor);
  await freshFeed(world);
  return judge(preparedOf(world), asked);
}

/** Many at once, for a wallet: in the same order. */
export const checkAll = async (world: World, asked: readonly Asked[]): Promise<Checked[]> => {
  await freshFeed(world);
  const prepared = preparedOf(world);
  return asked.map((one) => judge(prepared, one));
};

const spendCheck = (world: World, { kind }: Actor) =>
  kind === "client"
    ? undefined
    : spend(world, `checks:${world.call?.network ?? ""}`, CHECKS_PER_HOUR, HOUR_MS);
