/**
 * What somebody pasted, judged. Nothing of it is kept, logged or opened; whoever asks learns what the registry
 * says, never who else asked.
 */
import { spend } from "../../core/limits.ts";
import type { Actor, World } from "../../core/world.ts";
<<<<<<< HEAD
import type { Registry } from "../registry/index.ts";
import { type Asked, type Checked, judge } from "./answers.ts";
import { feedInForce, freshFeed } from "./feed-file.ts";
import { type Feed, type Prepared, prepare } from "./registry.ts";
=======
import type { Brand, Registry } from "../registry/index.ts";
import { readAddress } from "./address.ts";
import { deskFeed } from "./desk-feed.ts";
import { checkEmail } from "./email.ts";
import { checkLink } from "./link.ts";
import { checkMessage } from "./message.ts";
import { checkNumber } from "./number.ts";
import { type Prepared, prepare } from "./registry.ts";
import { skeletonOf } from "./skeleton.ts";
import type { Check } from "./verdict.ts";
>>>>>>> scam-reports

const HOUR_MS = 3_600_000;
/** Of one network; a wallet asks with its key, and is not counted. */
const CHECKS_PER_HOUR = 1000;

const known = new WeakMap<Registry, { prepared: Prepared; feed: Feed | undefined }>();

<<<<<<< HEAD
/** Worked out once for each version of the registry, at the first question; a feed is looked up beside it. */
export function preparedOf({ registry }: Pick<World, "registry">): Prepared {
  const { inForce } = registry;
  const feed = feedInForce(registry);
  const before = known.get(inForce);
  if (before && before.feed === feed) return before.prepared;
  const plain = before?.prepared ?? prepare(inForce);
  const prepared = feed ? { ...plain, feed } : plain;
  known.set(inForce, { prepared, feed });
  return prepared;
=======
type Mark = [from: number, to: number];
export type Checked = Check & {
  /** Whom it imitates, or whose it is. */
  brand?: { id: string; name: { en: string; zh: string }; domain: string };
  /** Where a link goes, as people read it and as machines do. `marks`: letters that only look like others. */
  link?: { host: string; ascii: string; marks: Mark[] };
};

const known = new WeakMap<Registry, Prepared>();

/** Worked out once for each version of the registry, at the first question. */
export function preparedOf({ registry }: Pick<World, "registry">): Prepared {
  const { inForce } = registry;
  const before = known.get(inForce);
  if (before) return before;
  const fresh = prepare(inForce, { feed: deskFeed(registry) });
  known.set(inForce, fresh);
  return fresh;
>>>>>>> scam-reports
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
