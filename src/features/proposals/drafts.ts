/** Reading a draft: the loader of the files judges it, so that what is refused here is what a start would refuse. */
import { lineOf } from "../../core/json-file.ts";
import type { World } from "../../core/world.ts";
import { isPolicyRefusal, type Policy, parsePolicy, policyNow } from "../policies/index.ts";
import { UnsoundPolicy } from "../simulation/index.ts";
import { differences } from "./differences.ts";
import { digestOf } from "./rules.ts";

/** Its number is the next one, whatever the text says. Throws `unsound-policy` with line, place and reason. */
export function readDraft(text: string, inForce: Policy): Policy {
  try {
    const policy = parsePolicy(text, "draft");
    if (policy.name !== inForce.name)
      throw UnsoundPolicy({
        ...{ line: lineOf(text, "/name"), at: "/name" },
        why: `the name stays "${inForce.name}": this changes the policy in force`,
      });
    return { ...policy, version: inForce.version + 1 };
  } catch (error) {
    if (!isPolicyRefusal(error)) throw error;
    const { line, at, why } = error;
    throw UnsoundPolicy({ line, at, why });
  }
}

/** What a draft would change of the policy in force. Throws `unsound-policy`. */
export async function checkDraft(world: World, text: string) {
  const inForce = await policyNow(world);
  const draft = readDraft(text, inForce);
  return {
    draft: { digest: digestOf(draft), baseVersion: inForce.version },
    differences: differences(inForce, draft),
  };
}
