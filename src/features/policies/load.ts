/** Reads the policies at the start. A bad file stops it, with file, place and reason in one sentence. */
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Value } from "typebox/value";
import { policySchema } from "./schema.ts";
import { nonsense } from "./sense.ts";
import type { Policy } from "./words.ts";

/** Thrown by `parsePolicy` and `loadPolicies`; `at` is a JSON pointer into the file. */
export type PolicyRefusal = Error & {
  name: "PolicyRefused";
  file: string;
  at: string;
  why: string;
};

export const isPolicyRefusal = (error: unknown): error is PolicyRefusal =>
  error instanceof Error && error.name === "PolicyRefused";

function refusal(file: string, at: string, why: string): PolicyRefusal {
  const sentence = `The policy ${file} is refused: at ${at === "" ? "/" : at}, ${why}.`;
  return Object.assign(new Error(sentence), { name: "PolicyRefused" as const, file, at, why });
}

/** One policy from the text of a file. Throws a `PolicyRefusal`. */
export function parsePolicy(text: string, file: string): Policy {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refusal(file, "", `it is not JSON (${error instanceof Error ? error.message : error})`);
  }
  const wrong = firstError(value);
  if (wrong) throw refusal(file, wrong.at, wrong.why);
  const policy = value as Policy;
  if (file.endsWith(".json") && policy.name !== basename(file, ".json"))
    throw refusal(file, "/name", `the name is "${policy.name}", not that of the file`);
  const senseless = nonsense(policy);
  if (senseless) throw refusal(file, senseless.at, senseless.why);
  return policy;
}

/**
 * Of many errors, the one that helps: the deepest place (a list of alternatives reports itself and
 * all its branches), and there the most specific.
 */
function firstError(value: unknown): { at: string; why: string } | null {
  const errors = Value.Errors(policySchema, value);
  if (errors.length === 0) return null;
  const depth = (path: string) => path.split("/").length;
  const [deepest] = errors.toSorted((a, b) => depth(b.instancePath) - depth(a.instancePath));
  if (!deepest) return null;
  const at = deepest.instancePath;
  const here = errors.filter((error) => error.instancePath === at);
  const enums = here.flatMap((error) => (error.keyword === "enum" ? [error] : []));
  const extra = here.flatMap((error) => (error.keyword === "additionalProperties" ? [error] : []));
  const unknown = extra[0]?.params.additionalProperties[0];
  if (here.some((error) => error.keyword === "boolean"))
    return { at, why: "this key is not known" };
  if (unknown !== undefined) return { at: `${at}/${unknown}`, why: "this key is not known" };
  if (enums[0]) {
    const allowed = enums[0].params as { allowedValues?: readonly unknown[] };
    return { at, why: `the value must be one of ${(allowed.allowedValues ?? []).join(", ")}` };
  }
  const rest = here.filter((error) => error.keyword !== "anyOf");
  const said = (rest.length > 0 ? rest : here).map((error) =>
    error.keyword === "const"
      ? `must be ${JSON.stringify(error.params.allowedValue)}`
      : error.message,
  );
  return { at, why: `the value ${[...new Set(said)].join(", or ")}` };
}

/** Every policy of a folder by name: each `*.json` but the oracles, `*.cases.json`. */
export async function loadPolicies(dir: string): Promise<Map<string, Policy>> {
  const files = (await readdir(dir)).filter(
    (file) => file.endsWith(".json") && !file.endsWith(".cases.json"),
  );
  const policies = new Map<string, Policy>();
  for (const file of files.sort()) {
    const path = join(dir, file);
    const policy = parsePolicy(await readFile(path, "utf8"), path);
    policies.set(policy.name, policy);
  }
  return policies;
}
