/** The populations that ship, and small changes to a policy that is tried. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Policy, parsePolicy } from "../policies/index.ts";
import { type Populations, parsePopulations } from "./populations.ts";

const SHIPPED = join(import.meta.dirname, "../../../simulation/populations.json");

/** Throws a `ScenarioRefusal`. */
export const readPopulations = async (file = SHIPPED): Promise<Populations> =>
  parsePopulations(await readFile(file, "utf8"), file);

const unescaped = (part: string) => part.replaceAll("~1", "/").replaceAll("~0", "~");

/**
 * A policy with other values at some places, each as `/pointer=JSON` (or `/pointer=-` to take it out): still
 * a sound policy, or a refusal that names the place (`PolicyRefusal`).
 */
export function changedPolicy(policy: Policy, changes: readonly string[]): Policy {
  if (changes.length === 0) return policy;
  const value = structuredClone(policy) as unknown;
  for (const change of changes) set(value, change);
  return parsePolicy(
    JSON.stringify(value, null, 2),
    `${policy.name} with ${changes.join(" and ")}`,
  );
}

const refusedChange = (change: string, why: string) =>
  Object.assign(new Error(`The change ${change} is refused: ${why}.`), { name: "ScenarioRefused" });

function set(root: unknown, change: string): void {
  const at = change.indexOf("=");
  const parts = change.slice(0, at).split("/").slice(1).map(unescaped);
  const last = parts.pop();
  if (at < 1 || last === undefined) throw refusedChange(change, "it is not /pointer=JSON");
  let place = root as Record<string, unknown>;
  for (const part of parts) {
    const inner = place[part];
    if (typeof inner !== "object" || inner === null)
      throw refusedChange(change, `there is nothing at ${part}`);
    place = inner as Record<string, unknown>;
  }
  if (!Object.hasOwn(place, last)) throw refusedChange(change, `there is nothing at ${last}`);
  const text = change.slice(at + 1);
  if (text !== "-") place[last] = jsonOf(change, text);
  else if (Array.isArray(place)) place.splice(Number(last), 1);
  else delete place[last];
}

function jsonOf(change: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusedChange(change, `${text} is not JSON; a word stands in double quotes`);
  }
}
