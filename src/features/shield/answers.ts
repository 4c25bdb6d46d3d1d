/** One thing that somebody pasted, and what is said of it: the same here, at the command line and in `shield.js`. Pure. */
import { BadInput } from "../../core/problem.ts";
import { readAddress } from "./address.ts";
import { checkEmail } from "./email.ts";
import { checkLink } from "./link.ts";
import { checkMessage } from "./message.ts";
import { checkNumber } from "./number.ts";
import type { Brand, Prepared } from "./registry.ts";
import { skeletonOf } from "./skeleton.ts";
import type { Check } from "./verdict.ts";

/** The longest that is taken of each, in characters. */
export const LONGEST_ASKED = { url: 100_000, text: 200_000, phone: 100, email: 1000, sender: 100 };

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
const mainDomain = ({ id, domains, hosts }: Brand) =>
  domains.find((domain) => domain === `${id}.com`) ??
  domains.find((domain) => domain.startsWith(`${id}.`)) ??
  domains.toSorted((a, b) => a.length - b.length)[0] ??
  hosts[0] ??
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
