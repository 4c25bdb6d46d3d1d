/** The pages of attacks, clock and share as files: one table each, named in the address. Pure. */
import type { readAbuse } from "./abuse-reading.ts";
import type { Cell } from "./csv.ts";
import type { Share } from "./rules.ts";
import type { readShare } from "./share-counting.ts";
import type { readTeam } from "./team-reading.ts";

export type Table = { columns: string[]; rows: Cell[][] };
type Answer<T extends (...given: never[]) => unknown> = Awaited<ReturnType<T>>;

const shareColumns = (name: string) => [name, `${name}_low`, `${name}_high`];
/** Empty where the page says that there are too few. */
const shareCells = (share: Share | null): Cell[] =>
  share && share.rate !== null ? [share.rate, share.low, share.high] : [null, null, null];

export const abuseTables = {
  kinds: ({ kinds }: Answer<typeof readAbuse>): Table => ({
    columns: [
      ...["kind", "attempts", "blocked", "through", "unclear", "open"],
      ...shareColumns("got_through"),
      ...shareColumns("got_through_at_most"),
    ],
    rows: kinds.map((row) => [
      ...[row.id, row.n, row.blocked, row.through, row.unclear, row.open],
      ...[...shareCells(row.gotThrough), ...shareCells(row.gotThroughAtMost)],
    ]),
  }),
  days: ({ days }: Answer<typeof readAbuse>): Table => ({
    columns: ["day", "kind", "attempts", "blocked", "through", "unclear", "open"],
    rows: days
      .toSorted((a, b) => a.day.localeCompare(b.day) || a.kind.localeCompare(b.kind))
      .map((row) => [row.day, row.kind, row.n, row.blocked, row.through, row.unclear, row.open]),
  }),
  clusters: ({ clusters }: Answer<typeof readAbuse>): Table => ({
    columns: [
      ...["cluster", "by", "kinds", "attempts", "names", "accounts", "blocked", "through"],
      ...["first", "last"],
    ],
    rows: clusters.map((row) => [
      ...[row.name, row.by, row.kinds.join(" "), row.attempts, row.names, row.accounts],
      ...[row.blocked, row.through, row.first, row.last],
    ]),
  }),
};

export const teamTables = {
  promise: ({ promise }: Answer<typeof readTeam>): Table => ({
    columns: ["day", "due", "met", "missed"],
    rows: promise.days.map(({ day, due, met, missed }) => [day, due, met, missed]),
  }),
  sides: ({ sides }: Answer<typeof readTeam>): Table => ({
    columns: ["day", "closed", "our_seconds", "customer_seconds"],
    rows: sides.days.map((row) => [row.day, row.n, row.oursSeconds, row.claimantSeconds]),
  }),
  teams: ({ promise, sides, firstReply }: Answer<typeof readTeam>): Table => ({
    columns: [
      ...["team", "due", ...shareColumns("met"), "closed", "our_median_seconds"],
      ...["customer_median_seconds", "opened", "answered", "first_reply_median_seconds"],
      ...["first_reply_p90_seconds", "first_reply_working_median_seconds"],
    ],
    rows: promise.teams.map((row, at) => {
      const [side, reply] = [sides.teams[at], firstReply.teams[at]];
      return [
        ...[row.team, row.n, ...shareCells(row), side?.n ?? 0, side?.oursMedianSeconds ?? null],
        ...[side?.claimantMedianSeconds ?? null, reply?.n ?? 0, reply?.answered ?? 0],
        ...[reply?.medianSeconds ?? null, reply?.p90Seconds ?? null],
        reply?.workingMedianSeconds ?? null,
      ];
    }),
  }),
  backlog: ({ backlog }: Answer<typeof readTeam>): Table => ({
    columns: ["from_hours", "to_hours", "ours", "customer"],
    rows: backlog.all.map((row) => [row.fromHours, row.toHours, row.ours, row.claimant]),
  }),
  forecast: ({ forecast }: Answer<typeof readTeam>): Table => ({
    columns: [
      ...["day", "arrivals_mean", "arrivals_least", "arrivals_most"],
      ...["capacity_mean", "capacity_least", "capacity_most", "open_after"],
    ],
    rows: forecast.map(({ day, arrivals, capacity, openAfter }) => [
      ...[day, arrivals.mean, arrivals.least, arrivals.most],
      ...[capacity.mean, capacity.least, capacity.most, openAfter],
    ]),
  }),
};

export const shareTables = {
  trend: ({ trend }: Answer<typeof readShare>): Table => ({
    columns: ["day", "policy_version", "accounts", "soon", ...shareColumns("recoverable")],
    rows: trend.map((row) => [row.day, row.version, row.n, row.soon, ...shareCells(row)]),
  }),
  missing: ({ now }: Answer<typeof readShare>): Table => ({
    columns: ["missing", "accounts"],
    rows: (now?.missing ?? []).map(({ id, accounts }) => [id, accounts]),
  }),
  paths: ({ now }: Answer<typeof readShare>): Table => ({
    columns: ["path", "uses", "accounts"],
    rows: (now?.paths ?? []).map(({ path, uses, accounts }) => [path, uses.join("+"), accounts]),
  }),
};
