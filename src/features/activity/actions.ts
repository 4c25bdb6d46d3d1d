/** The owner's record: what happened to the account, the newest first. */
import { readEventsBefore } from "../../core/events.ts";
import type { World } from "../../core/world.ts";
import { sentence } from "./words.ts";

const SHOWN = 30;
const READ = 100;
/** Events read for one page at most; whoever wants more asks for the next. */
const READS = 10;
const NEWEST = 2_147_483_647;

/** `before`: what the last page gave as `next`. A page may be short, and `next` is null at the end only. */
export async function readActivity(world: World, accountId: string, before: string | undefined) {
  let at = before === undefined ? NEWEST : Math.min(Number(before), NEWEST);
  const entries = [];
  for (let turn = 0; turn < READS; turn++) {
    const events = await readEventsBefore(world, accountId, at, READ);
    for (const { seq, at: when, type, payload } of events) {
      at = seq;
      const text = sentence(type, payload);
      if (!text) continue;
      entries.push({ id: String(seq), at: when.toISOString(), type, text });
      if (entries.length === SHOWN) return { entries, next: at > 1 ? String(at) : null };
    }
    if (events.length < READ) return { entries, next: null };
  }
  return { entries, next: String(at) };
}
