/**
 * docs/guide/sizing.md, computed from docs/reference/measurements.json. A figure that was not measured is called so, and
 * what depends on it too: none is made up. `npm run bench -- --keep` writes the page with the measurements.
 */
import { type Measurements, machineWords } from "./measurements.ts";

export const NOT_MEASURED = "not measured";
/** Of what was measured, this much is planned with: the rest is for the evening, an upgrade and a bad day. */
const PLANNED = 0.5;

type Figure = number | null;

export function figuresOf({ benches, machine }: Pick<Measurements, "benches" | "machine">) {
  const of = (bench: string, row: string): Figure =>
    benches.find(({ name }) => name === bench)?.rows.find(({ name }) => name === row)?.median ??
    null;
  const perCore = (figure: Figure) => (figure === null ? null : figure / machine.cores);
  return {
    recoveries: perCore(of("recovery", "recoveries, ours, production hash")),
    recoveryCpuMs: of("recovery", "CPU of our server, each, production hash"),
    decisions: perCore(of("decisions", "decisions, ours")),
    decisionP99Ms: of("decisions", "p99, ours"),
    freezeP50Ms: of("freeze", "freeze to acknowledgement, ours, p50"),
    freezeP99Ms: of("freeze", "freeze to acknowledgement, ours, p99"),
    signals: perCore(of("signals", "events by push")),
    posts: perCore(of("topics", "posts taken in")),
    // One thread by itself.
    links: of("shield", "links checked, with reasons"),
    serverMb: of("start", "of it, launcher and server"),
    databaseMb: of("start", "of it, the database"),
    accountKb: of("growth", "disk an account"),
    eventKb: of("growth", "disk of it, an event"),
    manyToFew: of("growth", "time of a recovery, many to few"),
    twoToOne: of("processes", "recoveries, 2 to one"),
    fourToOne: of("processes", "recoveries, 4 to one"),
  };
}
type Figures = ReturnType<typeof figuresOf>;

/** The wallet of the example, and what it asks in its busiest second. */
export const example = {
  accounts: 10_000_000,
  recoveriesPerMonth: 50_000,
  paymentsPerDay: 5_000_000,
  postsPerDay: 1_000_000,
  eventsPerAccountYear: 20,
  years: 3,
  /** The busiest second is so many times the mean one. */
  peak: 10,
} as const;
const DAY = 86_400;

const short = (value: number) =>
  value >= 100
    ? Math.round(value).toLocaleString("en")
    : Number(value.toPrecision(2)).toLocaleString("en");
const said = (figure: Figure, unit = "") =>
  figure === null ? NOT_MEASURED : `${short(figure)}${unit && ` ${unit}`}`;
const times = (figure: Figure, by: number): Figure => (figure === null ? null : figure * by);
const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const table = (rows: readonly (readonly string[])[]) => {
  const [head = [], ...rest] = rows;
  return [line(head), line(head.map(() => "---")), ...rest.map(line)].join("\n");
};

/** Cores for so many a second, with what is planned with. */
export const coresFor = (perSecond: number, perCore: Figure): Figure =>
  perCore === null ? null : perSecond / (perCore * PLANNED);

/** Null as soon as one part is not known: half a sum would look like a whole one. */
export const sumOf = (figures: readonly Figure[]): Figure =>
  figures.reduce<Figure>((sum, each) => (sum === null || each === null ? null : sum + each), 0);

function worked(figures: Figures) {
  const { peak, ...given } = example;
  const busiest = {
    recoveries: (given.recoveriesPerMonth / 30 / DAY) * peak,
    decisions: (given.paymentsPerDay / DAY) * peak,
    posts: (given.postsPerDay / DAY) * peak,
  };
  const cores = {
    recoveries: coresFor(busiest.recoveries, figures.recoveries),
    decisions: coresFor(busiest.decisions, figures.decisions),
    posts: coresFor(busiest.posts, figures.posts),
  };
  const events = given.accounts * given.eventsPerAccountYear * given.years;
  const diskGb = sumOf([
    times(figures.accountKb, given.accounts / 1e6),
    times(figures.eventKb, events / 1e6),
  ]);
  return { busiest, cores, all: sumOf(Object.values(cores)), events, diskGb };
}

export function sizingPage(measured: Measurements): string {
  const figures = figuresOf(measured);
  const { busiest, cores, all, events, diskGb } = worked(figures);
  const count = (value: number) => value.toLocaleString("en");
  const rate = (what: string, figure: Figure, bench: string) => [
    what,
    said(figure),
    said(times(figure, PLANNED)),
    `\`${bench}\``,
  ];
  return `# How large a machine

Computed by \`bench/sizing.ts\` from [the measurements](../reference/measurements.md), never written by hand: a figure that is missing there is
called “${NOT_MEASURED}”. Measured until ${measured.date}: ${machineWords(measured.machine)}. Server, database and clients shared these cores, so a
core of yours, which has no clients on it, carries more. Measure on your own machine: \`npm run bench\`.

## What a core carries
${table([
  ["in a second", "measured, a core", "planned with, a core", "bench"],
  rate("recoveries from the first page to the new password", figures.recoveries, "recovery"),
  rate("decisions on payments, each of them a freeze check", figures.decisions, "decisions"),
  rate("signals pushed to subscribers", figures.signals, "signals"),
  rate("posts taken in and labelled", figures.posts, "topics"),
  rate("links checked", figures.links, "shield"),
])}

“A core” is the rate of the whole machine divided by its ${measured.machine.cores} cores; half of it is planned with. Of a recovery ${said(figures.recoveryCpuMs, "ms")} are processor time of
the server, most of them the password's hash, and the rest is the database's. A decision takes ${said(figures.decisionP99Ms, "ms")} at most in 99 of 100;
a freeze is acknowledged after ${said(figures.freezeP50Ms, "ms")}, and after ${said(figures.freezeP99Ms, "ms")} at most in 99 of 100. With a hundred times the accounts a recovery takes ${said(figures.manyToFew, "times")} as long.

One process uses one core for most of its work and others for hashes. Several on one database: two do ${said(figures.twoToOne, "times")} the
recoveries of one, four ${said(figures.fourToOne, "times")}, on the machine above, which one process already fills; on a larger one they are what uses its cores.

## Memory
A server: ${said(figures.serverMb, "MB")} after its start, with the launcher of \`npm start\`. A face check of the embedded matcher takes half a gigabyte while it runs, one at a
time. The embedded database: ${said(figures.databaseMb, "MB")} after its start; a PostgreSQL of your own wants a quarter of its machine as \`shared_buffers\`,
and \`random_page_cost = 1.1\` on anything that does not turn.

## Connections
Each process takes up to RIGHTFUL_DB_CONNECTIONS (16), and a start one more for a moment. An upgrade runs one process more than usual.
\`rightful doctor --processes 4\` says whether \`max_connections\` is enough.

## Disk
${table([
  ["bench `growth`", "on the disk"],
  [
    "an account that is used, with its events, and for one in ten a recovery",
    said(figures.accountKb, "kB"),
  ],
  ["of it, an event, with its indexes", said(figures.eventKb, "kB")],
])}

Twice that is planned with: dead rows until they are vacuumed, the write-ahead log, room to build an index anew. Pictures of a case are in the
database too, 20 MB at most a file and 120 MB a case, and go 90 days after its end ([keeping](keeping.md)).

## An example
A wallet with ${count(example.accounts)} accounts, ${count(example.recoveriesPerMonth)} recoveries a month, ${count(example.paymentsPerDay)} payments and ${count(example.postsPerDay)} posts a day; its
busiest second is ${example.peak} times the mean one; ${example.eventsPerAccountYear} events an account and year, kept for ${example.years} years.

${table([
  ["", "in the busiest second", "cores, planned with half"],
  ["recoveries", short(busiest.recoveries), said(cores.recoveries)],
  ["decisions", short(busiest.decisions), said(cores.decisions)],
  ["posts", short(busiest.posts), said(cores.posts)],
  ["all", "", said(all)],
])}

Disk: ${count(events)} events and the accounts, ${diskGb === null ? NOT_MEASURED : `${said(diskGb, "GB")}, planned with ${said(times(diskGb, 2), "GB")}`}.
Two processes at least, whatever the cores say: one answers while the other is replaced.
`;
}
