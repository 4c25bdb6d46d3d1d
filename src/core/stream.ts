/**
 * Answers that go on: server-sent events (HTML standard, section 9.2). What is sent is read from the database
 * again and again, so that it is true whichever process did the deed; a reader that comes back names the last
 * event it has seen (`Last-Event-ID`) and gets what is new since.
 */
import { setTimeout as pause } from "node:timers/promises";

/** One event; null keeps the line awake. */
export type Happened = { id: string; event: string; data: unknown } | null;

/** `lastId`: what the reader has seen, or empty. The source ends soon after `signal`. */
export type Source = (lastId: string, signal: AbortSignal) => AsyncGenerator<Happened>;

const AWAKE_MS = 15_000;
/** A line that no reader closes ends by itself; a browser comes back on its own. */
const LINE_MS_MAX = 10 * 60_000;

/** The lines of `text/event-stream`. Data is one line of JSON, so nothing in it can begin a field. */
export async function* linesOf(source: Source, lastId: string, signal: AbortSignal) {
  yield "retry: 2000\n\n";
  for await (const happened of source(lastId, signal))
    yield happened === null
      ? ": awake\n\n"
      : `id: ${happened.id}\nevent: ${happened.event}\ndata: ${JSON.stringify(happened.data)}\n\n`;
}

type Seen = { id: string; data: unknown; isLast: boolean };

/** A source that looks every `everyMs` and tells what has changed, until what it sees is the last of it. */
export const watching = (event: string, everyMs: number, look: () => Promise<Seen>): Source =>
  async function* (lastId, signal) {
    let [told, quietMs] = [lastId, 0];
    for (let ms = 0; ms < LINE_MS_MAX && !signal.aborted; ms += everyMs) {
      const { id, data, isLast } = await look();
      if (id !== told) {
        yield { id, event, data };
        [told, quietMs] = [id, 0];
      }
      if (isLast) return;
      quietMs += everyMs;
      if (quietMs >= AWAKE_MS) {
        yield null;
        quietMs = 0;
      }
      await pause(everyMs, undefined, { signal }).catch(() => {});
    }
  };
