/** The words of an opened file, for the agent who has it before them. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import * as cases from "../cases/index.ts";
import { demandOpened } from "./desk.ts";
import { readCopy } from "./files.ts";
import { readText } from "./pictures.ts";
import { type Reading, readingOf } from "./reading.ts";

const TIME_MS_MAX = 15_000;
const DAY = 10;

/**
 * Read from the original, since the copy has words of ours across it. Nothing of it is kept but that it was read.
 * Null when nothing can be read. Throws `not-opened` and as opening does.
 */
export async function readEvidence(
  world: World,
  agent: cases.Agent,
  caseId: string,
  evidenceId: string,
): Promise<{ reading: Reading | null }> {
  const { file, bytes } = await cases.onCase(world, caseId, async (world, { held }) => {
    const file = await demandOpened(world, agent, held, evidenceId);
    return { file, bytes: await readCopy(world, file, "original") };
  });
  const read = await readText(bytes, file.type ?? "", { timeMs: TIME_MS_MAX });
  await transact(world, async (world) => {
    await lockAccount(world, file.accountId);
    await emit(world, agent, "evidence.read", file.accountId, { caseId, evidenceId });
  });
  const today = world.now().toISOString().slice(0, DAY);
  return { reading: read && readingOf(read, today) };
}
