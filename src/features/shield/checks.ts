/**
 * What somebody pasted, judged. Nothing of it is kept, logged or opened; whoever asks learns what the registry
 * says, never who else asked.
 */
import { spend } from "../../core/limits.ts";
import { BadInput } from "../../core/problem.ts";
import type { Actor, World } from "../../core/world.ts";
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

const HOUR_MS = 3_600_000;
/** Of one network; a wallet asks with its key, and is not counted. */
const CHECKS_PER_HOUR = 1000;

/** One of these. `sender`: beside a text, whom the phone shows as its sender. */
export type Asked = {
  url?: string | undefined;
  text?: string | undefined;
  phone?: string | undefined;
  email?: string | undefined;
  sender?: string | undefined;
};

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
}

/** One question. Throws `bad-input` unless there is exactly one thing to judge, `too-many`. */
export async function check(world: World, actor: Actor, asked: Asked): Promise<Checked> {
  await spendCheck(world, actor);
  return judge(preparedOf(world), asked);
}

/** Many at once, for a wallet: in the same order. */
export const checkAll = (world: World, asked: readonly Asked[]): Checked[] => {
  const prepared = preparedOf(world);
  return asked.map((one) => judge(prepared, one));
};

const spendCheck = (world: World, { kind }: Actor) =>
  kind === "client"
    ? undefined
    : spend(world, `checks:${world.call?.network ?? ""}`, CHECKS_PER_HOUR, HOUR_MS);

/** Pure. Throws `bad-input` unless there is exactly one thing to judge. */
export function judge(prepared: Prepared, asked: Asked): Checked {
  const found = judgeOne(prepared, asked);
  const link = asked.url === undefined ? undefined : linkOf(asked.url, found);
  const id = found.imitates ?? found.reasons.find(({ code }) => code === "official")?.brand;
  const brand = id ? prepared.brands.get(id) : undefined;
  return {
    ...found,
    ...(brand && { brand: { id: brand.id, name: brand.name, domain: mainDomain(brand) } }),
    ...(link && { link }),
  };
}

function judgeOne(prepared: Prepared, { sender, ...asked }: Asked): Check {
  const { url, text, phone, email } = asked;
  const given = Object.values(asked).filter((typed) => typed !== undefined).length;
  if (given === 1 && (sender === undefined || text !== undefined)) {
    if (url !== undefined) return checkLink(prepared, url);
    if (text !== undefined) return checkMessage(prepared, text, sender ? { sender } : {});
    if (phone !== undefined) return checkNumber(prepared, phone);
    if (email !== undefined) return checkEmail(prepared, email);
  }
  throw BadInput({ errors: [{ pointer: "", detail: "Ask about one thing at a time." }] });
}

/** Of a brand's domains the one that people know. */
const mainDomain = ({ id, domains }: Brand) =>
  domains.find((domain) => domain === `${id}.com`) ??
  domains.find((domain) => domain.startsWith(`${id}.`)) ??
  domains.toSorted((a, b) => a.length - b.length)[0] ??
  "";

/** For the eye: the host in its own letters, with those marked that are not what they look like. */
function linkOf(typed: string, { reasons }: Check): Checked["link"] {
  const { host, shown } = readAddress(typed);
  if (host === "") return undefined;
  const looks = reasons.find(({ code }) => code === "looks-like");
  return { host: shown, ascii: host, marks: looks ? marksIn(shown, looks.evidence) : [] };
}

/** Positions count letters, not code units. */
function marksIn(shown: string, evidence: string): Mark[] {
  const at = shown.indexOf(evidence);
  if (at < 0) return [];
  const before = [...shown.slice(0, at)].length;
  const letters = [...evidence];
  // Foreign letters give themselves away; without one it is a digit or a pair that plays a letter.
  const isForeign = letters.some((letter) => letter > "\u007f");
  const differ = letters.flatMap((letter, n) =>
    (isForeign ? letter > "\u007f" : skeletonOf(letter).text !== letter && !/[a-z]/.test(letter))
      ? [[before + n, before + n + 1] as Mark]
      : [],
  );
  return differ.length > 0 ? differ : [[before, before + letters.length]];
}
