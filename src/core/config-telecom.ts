/** The operators that say what became of a number, and where a caller's country is known from. */
import type { Operator } from "../ports/telecom/telecom.ts";
import type { Setting } from "./config-values.ts";

const isText = (max: number) => (value: unknown) =>
  typeof value === "string" && value.length >= 1 && value.length <= max;
const isAddress = (value: unknown) =>
  isText(300)(value) && /^https?:\/\/[^\s]+$/.test(String(value));
const isPrefix = (value: unknown) => typeof value === "string" && /^\+[1-9]\d{0,8}$/.test(value);
const isDays = (value: unknown) =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 36_500;

type Field = { is: (value: unknown) => boolean; says: string; needed?: true };
/** Checked by hand: what a start reads before the database starts has no room for a schema's library. */
const fields: Readonly<Record<string, Field>> = {
  name: { is: isText(40), says: "is a text of 1 to 40 characters", needed: true },
  prefixes: {
    is: (value) => Array.isArray(value) && value.length > 0 && value.every(isPrefix),
    says: "is a list of prefixes like +86",
    needed: true,
  },
  tokenUrl: { is: isAddress, says: "is an address", needed: true },
  clientId: { is: isText(1000), says: "is a text", needed: true },
  clientSecret: { is: isText(1000), says: "is a text", needed: true },
  simSwap: { is: isAddress, says: "is an address" },
  recycling: { is: isAddress, says: "is an address" },
  forwarding: { is: isAddress, says: "is an address" },
  recyclingDaysMax: { is: isDays, says: "is a number of days, 1 to 36500" },
};

/** Throws what is wrong with which operator, and never a part of its secret. */
export function operators(value: string): Operator[] {
  if (value.trim() === "") return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw new Error("a list of operators in JSON is expected");
  }
  if (!Array.isArray(parsed)) throw new Error("a list of operators in JSON is expected");
  const all = parsed.map((each, n) => readOperator(each, `/${n}`));
  const prefixes = all.flatMap((each) => each.prefixes);
  if (new Set(prefixes).size < prefixes.length)
    throw new Error("operators: a prefix belongs to one operator only");
  for (const { name, simSwap, recycling, forwarding } of all)
    if (!simSwap && !recycling && !forwarding)
      throw new Error(`operators: ${name} offers nothing that could be asked`);
  return all;
}

function readOperator(given: unknown, at: string): Operator {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new Error(`operators: ${at} is an object`);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
  if (unknown) throw new Error(`operators: ${at}/${unknown} is not known`);
  for (const [name, { is, says, needed }] of Object.entries(fields)) {
    const value = (given as Record<string, unknown>)[name];
    if (value === undefined ? needed : !is(value))
      throw new Error(`operators: ${at}/${name} ${says}`);
  }
  return given as Operator;
}

export const telecomSettings = {
  telecom: {
    env: "RIGHTFUL_TELECOM",
    about:
      "Operators that are asked about a number before a code by text message counts: a list in JSON (docs/guide/telecom.md); empty: nobody is asked.",
    otherwise: "",
    secret: true,
    read: operators,
  },
  countryHeader: {
    env: "RIGHTFUL_COUNTRY_HEADER",
    about:
      "Header in which the proxy in front says the caller's country (ISO 3166), like cf-ipcountry; believed with RIGHTFUL_TRUST_PROXY only; empty: not known.",
    otherwise: "",
    read: (value: string) => {
      if (!/^[a-z0-9-]{0,60}$/i.test(value)) throw new Error("the name of a header is expected");
      return value.toLowerCase();
    },
  },
} satisfies Record<string, Setting<unknown>>;
