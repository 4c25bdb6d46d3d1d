/** Reads the policies at the start. A bad file stops it, with file, place and reason in one sentence. */
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { lineOf, readJson } from "../../core/json-file.ts";
import { policySchema } from "./schema.ts";
import { nonsense } from "./sense.ts";
import type { Policy } from "./words.ts";

/** Thrown by `parsePolicy` and `loadPolicies`; `at` is a JSON pointer into the file. */
export type PolicyRefusal = Error & {
  name: "PolicyRefused";
  file: string;
  at: string;
  why: string;
  line: number;
};

export const isPolicyRefusal = (error: unknown): error is PolicyRefusal =>
  error instanceof Error && error.name === "PolicyRefused";

function refusal(file: string, line: number, at: string, why: string): PolicyRefusal {
  const sentence = `The policy ${file} is refused: at ${at === "" ? "/" : at}, ${why} (line ${line}).`;
  return Object.assign(new Error(sentence), {
    name: "PolicyRefused" as const,
    file,
    at,
    why,
    line,
  });
}

/** One policy from the text of a file. Throws a `PolicyRefusal`. */
export function parsePolicy(text: string, file: string): Policy {
  const read = readJson(text, policySchema);
  if ("why" in read) throw refusal(file, read.line, read.at, read.why);
  const policy = read.value as Policy;
  if (file.endsWith(".json") && policy.name !== basename(file, ".json")) {
    const why = `the name is "${policy.name}", not that of the file`;
    throw refusal(file, lineOf(text, "/name"), "/name", why);
  }
  const senseless = nonsense(policy);
  if (senseless) throw refusal(file, lineOf(text, senseless.at), senseless.at, senseless.why);
  return policy;
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
