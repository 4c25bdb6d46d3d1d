/**
 * `npm run eval -- spikes --part replay`: a stream of real posts, five minutes by five, as the house would have looked; which
 * alerts would have been told, when, and how long after the first post of their day.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { classify } from "../../src/features/topics/classify.ts";
import {
  BASELINE_DAYS,
  BASELINE_DAYS_MIN,
  isSpike,
  isVouchedFor,
  type Open,
  readingOf,
  step,
} from "../../src/features/topics/spike.ts";
import { topics } from "../../src/features/topics/taxonomy.ts";

type Story = { atMs: number; source: string; title: string };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** As often as the house looks. */
const STEP_MS = 300_000;

/** The first telling of each title; the same words within 72 hours are one story. */
function storiesOf(folder: string): Map<string, Story[]> {
  const last = new Map<string, number>();
  const stories = new Map<string, Story[]>();
  for (const line of readFileSync(join(folder, "dev.jsonl"), "utf8").trim().split("\n")) {
    const post = JSON.parse(line) as { title: string; published_at: string; source: string };
    const { topic } = classify(post);
    const atMs = Date.parse(post.published_at);
    const before = last.get(post.title);
    last.set(post.title, atMs);
    if (before !== undefined && atMs - before < 3 * DAY_MS) continue;
    const list = stories.get(topic) ?? [];
    list.push({ atMs, source: post.source, title: post.title });
    stories.set(topic, list);
  }
  return stories;
}

const minutes = (ms: number) => Math.round(ms / 60_000);
const time = (ms: number) => new Date(ms).toISOString().slice(0, 16);

function replay(id: string, stories: readonly Story[], from: number, to: number): string[] {
  const within = (start: number, end: number) =>
    stories.filter(({ atMs }) => atMs >= start && atMs < end);
  const lines: string[] = [];
  let open = null as Open | null;
  let toldAt: Date | null = null;
  for (let at = from; at <= to; at += STEP_MS) {
    const end = Math.ceil(at / HOUR_MS) * HOUR_MS;
    const days = Math.min(BASELINE_DAYS, Math.floor((end - from) / DAY_MS) - 1);
    if (days < BASELINE_DAYS_MIN) continue;
    const counts = Array.from({ length: days }, (_, n) => {
      const until = end - DAY_MS * (n + 1);
      return within(until - DAY_MS, until);
    });
    const today = within(end - DAY_MS, Math.min(at, end));
    const series = counts.map((day) => day.length);
    const reading = readingOf(today.length, series);
    const sources = [...new Set(today.map(({ source }) => source))].map((source) => {
      const count = (list: readonly Story[]) => list.filter((one) => one.source === source).length;
      const usual = counts.reduce((sum, day) => sum + count(day), 0) / days;
      return { source, stories: count(today), authors: count(today), mean: usual };
    });
    const spikes = isSpike(reading);
    const stands = spikes && isVouchedFor(sources, series);
    const now = new Date(at);
    const next = step(open, toldAt, reading, stands, now);
    if (next.is === "opened" || next.is === "escalated") {
      const first = today[0]?.atMs ?? at;
      const fifth = today[4]?.atMs ?? at;
      lines.push(
        `${id}: ${next.is} ${time(at)} at ${reading.n} stories (usual ${reading.mean.toFixed(1)}, z ${reading.z.toFixed(1)}); first of the 24 hours ${time(first)} (${minutes(at - first)} min before), fifth ${minutes(at - fifth)} min before; ${sources.map((one) => `${one.source} ${one.stories}`).join(", ")}`,
      );
      open = { height: reading.n, toldAt: now, quietSince: null };
      toldAt = now;
    } else if (next.is === "closed") {
      lines.push(`${id}: closed ${time(at)}`);
      open = null;
    } else if (open && next.is === "quiet") open = { ...open, quietSince: next.since };
    else if (open && next.is === "loud") open = { ...open, quietSince: null };
    else if (spikes && !stands && !open && within(at - STEP_MS, at).length > 0)
      lines.push(
        `${id}: ${time(at)} ${reading.n} stories (usual ${reading.mean.toFixed(1)}), held back: nobody but ${sources.map(({ source }) => source).join(", ")}`,
      );
  }
  return lines;
}

export function replayAlerts(folder: string): string[] {
  const stories = storiesOf(folder);
  const times = [...stories.values()].flat().map(({ atMs }) => atMs);
  const hour = (ms: number) => Math.floor(ms / HOUR_MS) * HOUR_MS;
  const from = hour(times.reduce((a, b) => Math.min(a, b)));
  const to = hour(times.reduce((a, b) => Math.max(a, b))) + 48 * HOUR_MS;
  return topics.flatMap(({ id }) => replay(id, stories.get(id) ?? [], from, to));
}
