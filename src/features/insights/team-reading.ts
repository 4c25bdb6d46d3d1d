import type { World } from "../../core/world.ts";
import { calendarOf, UnknownYear, workingBetween } from "../cases/index.ts";
import { listStaff, type Staff } from "../staff/index.ts";
import type { Asked } from "./abuse-store.ts";
import { dayAfter, dayOf, startOf } from "./periods.ts";
import { rateOf } from "./rules.ts";
import * as team from "./team.ts";
import * as store from "./team-store.ts";

type Lead = Pick<Staff, "role" | "team">;

/** Working seconds of the desk between two moments; null: the days of a year are not announced. */
function workingSeconds(world: World, from: Date, until: Date): number | null {
  try {
    return workingBetween(calendarOf(world.config), from, until) / 1000;
  } catch (error) {
    if (error instanceof UnknownYear) return null;
    throw error;
  }
}

/** Promise, turns, backlog, first word, second people, and what is to come; of all, and of each team. */
export async function readTeam(
  world: World,
  asked: Asked,
  days: readonly string[],
  agentId: string,
) {
  const now = world.now();
  const today = dayOf(now, asked.zone);
  const back = startOf(dayAfter(today, -7 * team.WEEKS), asked.zone);
  const [promises, spans, replies, backlog, flow, recent, waiting, staff] = await Promise.all([
    store.countPromises(world.db, asked, now),
    store.listSpans(world.db, asked),
    store.listReplies(world.db, asked),
    store.countBacklog(world.db, asked, team.ageEdges, now),
    store.countFlow(world.db, asked, asked.from, asked.to),
    store.countFlow(world.db, asked, back, now),
    store.countWaiting(world.db, now),
    listStaff(world),
  ]);
  const said = replies.map(({ team, openedAt, repliedAt }) => ({
    team,
    wallSeconds: repliedAt && (repliedAt.getTime() - openedAt.getTime()) / 1000,
    workingSeconds: repliedAt && workingSeconds(world, openedAt, repliedAt),
  }));
  const named = [...promises, ...spans, ...replies, ...backlog, ...flow];
  const teams = [...new Set(named.map(({ team }) => team))].toSorted((a, b) =>
    a === null ? 1 : b === null ? -1 : a.localeCompare(b),
  );
  const open = backlog.reduce((total, { n }) => total + n, 0);
  return {
    promise: {
      all: team.promiseOf(promises),
      days: team.promisesByDay(promises, days),
      teams: teams.map((name) => ({ team: name, ...team.promiseOf(promises, name) })),
    },
    sides: {
      all: team.sidesOf(spans),
      days: team.sidesByDay(spans, days),
      teams: teams.map((name) => ({ team: name, ...team.sidesOf(spans, name) })),
    },
    firstReply: {
      all: team.repliesOf(said),
      teams: teams.map((name) => ({ team: name, ...team.repliesOf(said, name) })),
    },
    backlog: {
      all: team.backlogOf(backlog),
      teams: teams.map((name) => ({ team: name, ages: team.backlogOf(backlog, name) })),
    },
    waiting: waiting.map(({ oldestAt, ...row }) => ({
      ...row,
      oldestSeconds: oldestAt && Math.round((now.getTime() - oldestAt.getTime()) / 1000),
    })),
    flow: team.flowByDay(flow, days),
    forecast: team.forecast(recent, today, open),
    people: await peopleFor(world, asked, staff, agentId),
  };
}

/** Those of the reader's own team, if the reader leads one: to others there are no people, only teams. */
async function peopleFor(world: World, asked: Asked, staff: readonly Staff[], agentId: string) {
  const reader: Lead | undefined = staff.find(({ id }) => id === agentId);
  if (reader?.role !== "supervisor" || reader.team === null) return null;
  const own = staff.filter((one) => one.team === reader.team && one.endedAt === null);
  const ids = own.map(({ id }) => id);
  const rows = await store.countPeople(world.db, asked, ids, team.QUICK_SECONDS);
  return {
    team: reader.team,
    rows: own
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(({ id, name }) => {
        const row = rows.find((each) => each.id === id);
        const { firsts = 0, seconds = 0, sentBack = 0, quick = 0 } = row ?? {};
        const shares = { sentBack: rateOf(sentBack, seconds), quick: rateOf(quick, seconds) };
        return { id, name, firsts, seconds, ...shares };
      }),
  };
}
