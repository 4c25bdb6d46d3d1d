/** The operators that say what became of a number, and where a caller's country is known from. */
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Operator } from "../ports/telecom/telecom.ts";
import type { Setting } from "./config-values.ts";

const address = Type.String({ pattern: "^https?://[^\\s]+$", maxLength: 300 });
const operator = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 40 }),
    prefixes: Type.Array(Type.String({ pattern: "^\\+[1-9]\\d{0,8}$" }), { minItems: 1 }),
    tokenUrl: address,
    clientId: Type.String({ minLength: 1 }),
    clientSecret: Type.String({ minLength: 1 }),
    simSwap: Type.Optional(address),
    recycling: Type.Optional(address),
    forwarding: Type.Optional(address),
    recyclingDaysMax: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
  },
  { additionalProperties: false },
);
const shape = Type.Array(operator);

/** Throws what is wrong with which operator, and never a part of its secret. */
export function operators(value: string): Operator[] {
  if (value.trim() === "") return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw new Error("a list of operators in JSON is expected");
  }
  if (!Value.Check(shape, parsed)) {
    const [first] = Value.Errors(shape, parsed);
    throw new Error(`operators: ${first?.instancePath || "/"} ${first?.message ?? "is wrong"}`);
  }
  const prefixes = parsed.flatMap((each) => each.prefixes);
  if (new Set(prefixes).size < prefixes.length)
    throw new Error("operators: a prefix belongs to one operator only");
  for (const { name, simSwap, recycling, forwarding } of parsed)
    if (!simSwap && !recycling && !forwarding)
      throw new Error(`operators: ${name} offers nothing that could be asked`);
  return parsed;
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
