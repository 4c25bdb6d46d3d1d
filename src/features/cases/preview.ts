/** What a verdict would do and say, before it is given. Writes nothing. */
import type { World } from "../../core/world.ts";
import { type Agent, demandLease, onCase } from "./desk.ts";
import { BadReason } from "./problems.ts";
import type { FirstOutcome } from "./rules.ts";
import { effects, reasonOf, standing, type Words } from "./words.ts";

const effectsOf: Record<FirstOutcome, readonly string[]> = {
  approve: ["second-check", "wait"],
  refuse: ["second-check", "denied"],
  "need-more": ["paused"],
  refer: ["referred"],
};

export const preview = (
  world: World,
  agent: Agent,
  caseId: string,
  { outcome, reason }: { outcome: FirstOutcome; reason: string },
) =>
  onCase(world, caseId, async (world, { held }) => {
    await demandLease(world, agent, held);
    const found = reasonOf(outcome, reason);
    if (!found) throw BadReason();
    const next = { approve: "approved", refuse: "refused", refer: "referred" } as const;
    const said = outcome === "need-more" ? undefined : standing[next[outcome]];
    return {
      message: (found.claimant ?? said ?? { en: "", zh: "" }) as Words,
      effects: effectsOf[outcome].map((code) => ({ code, text: effects[code] as Words })),
    };
  });
