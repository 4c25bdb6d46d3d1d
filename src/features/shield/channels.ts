/** Reads the registry from its file. A registry that is wrong anywhere is refused whole: half of one would lie. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import type { Registry } from "./registry.ts";

export const SHIPPED_CHANNELS = fileURLToPath(
  new URL("../../../content/channels.json", import.meta.url),
);

const host = Type.String({
  pattern: "^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z0-9]$",
});
const hostAndPath = Type.String({ pattern: "^[a-z0-9.-]+\\.[a-z]{2,}(/[A-Za-z0-9@._/-]*)?$" });
const word = Type.String({ pattern: "^[a-z0-9][a-z0-9-]*[a-z0-9]$" });
const name = Type.String({ minLength: 1, maxLength: 60 });
const digits = Type.String({ pattern: "^\\d{3,15}$" });

const brand = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z0-9][a-z0-9-]*$" }),
    name: Type.Object({ en: name, zh: name }, { additionalProperties: false }),
    tier: Type.Union([Type.Literal(1), Type.Literal(2)]),
    domains: Type.Array(host, { minItems: 1 }),
    hosts: Type.Array(host),
    keywords: Type.Array(word),
    ambiguous: Type.Array(word),
    innocent: Type.Array(word),
    exceptions: Type.Array(host),
    phones: Type.Array(digits),
    signatures: Type.Array(name),
    senderIds: Type.Array(name),
    emailDomains: Type.Array(host),
  },
  { additionalProperties: false },
);

const schema = Type.Object(
  {
    version: Type.Integer({ minimum: 1 }),
    reviewed: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }),
    note: Type.Optional(Type.String()),
    userContent: Type.Array(hostAndPath),
    shorteners: Type.Array(host),
    brands: Type.Array(brand, { minItems: 1 }),
  },
  { additionalProperties: false },
);

/** Throws a sentence that names the file, the place in it and the reason. */
export function readChannels(file: string, text: string): Registry {
  const refuse = (path: string, why: string): never => {
    throw new Error(`The channels in ${file} are refused: at ${path} it ${why}.`);
  };
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    return refuse("/", `is not JSON (${(error as Error).message})`);
  }
  const [error] = Value.Errors(schema, given);
  if (error) refuse(error.instancePath || "/", error.message);
  const { note: _, ...registry } = given as Static<typeof schema>;
  const ids = new Set<string>();
  const owners = new Map<string, string>();
  registry.brands.forEach(({ id, domains, hosts, exceptions }, n) => {
    if (ids.has(id)) refuse(`/brands/${n}/id`, `is there twice (${id})`);
    ids.add(id);
    for (const each of [...domains, ...hosts]) {
      const other = owners.get(each);
      if (other) refuse(`/brands/${n}`, `names ${each}, which ${other} names as well`);
      owners.set(each, id);
    }
    for (const each of exceptions)
      if (owners.has(each)) refuse(`/brands/${n}/exceptions`, `names ${each}, which is official`);
  });
  return registry;
}

export const loadChannels = (file = SHIPPED_CHANNELS): Registry =>
  readChannels(file, readFileSync(file, "utf8"));
