/** What an owner notes of a report, under the account's row; nothing of it leaves the house. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob, dropJob, type Job } from "../../core/jobs.ts";
import { accountKey } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount, sealFor } from "../accounts/index.ts";
import { calendarOf } from "../cases/index.ts";
import { enter, type Owner } from "../ways/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";
import { readSaid, saidContext, stopOf, viewOf } from "./view.ts";

export const REMINDER = "report-reminder";
const clock: Actor = { kind: "system", id: "clock" };
const marks: readonly rules.Mark[] = ["due", "late"];

/** What a report is filed with, or changed to; what is left out stays as it is. */
type Words = {
  station?: string | undefined;
  reference?: string | undefined;
  note?: string | undefined;
};
type Terms = {
  workingDays?: number | undefined;
  dueOn?: string | null | undefined;
  remind?: boolean | undefined;
};
export type Filing = Words & Terms & { place: rules.Place; reportedOn: string };
export type Change = Words & Terms & { accepted?: true | undefined };

const clean = ({ station = "", reference = "", note = "" }: Words): rules.Said => ({
  ...{ station: station.trim(), reference: reference.trim(), note: note.trim() },
});

/** Everything that the page of reports shows. */
async function shown(world: World, accountId: string) {
  const calendar = calendarOf(world.config);
  const today = rules.todayThere(calendar, world.now());
  const key = await accountKey(world, accountId);
  const rows = await store.listReports(world.db, accountId);
  return {
    reports: rows.map((row) => viewOf(calendar, key, row, world.now())),
    today,
    stop: await stopOf(world, accountId),
  };
}

export const listReports = (world: World, owner: Owner) =>
  transact(world, async (world) => {
    await enter(world, owner);
    return shown(world, owner.accountId);
  });

/** Throws `bad-report`, `unknown-year`, `too-many-reports`; nothing is kept then. */
export const fileReport = (world: World, owner: Owner, asked: Filing) =>
  transact(world, async (world) => {
    const { accountId } = owner;
    const { key } = await enter(world, owner);
    const calendar = calendarOf(world.config);
    const { place, reportedOn } = asked;
    rules.demandReportedOn(reportedOn, rules.todayThere(calendar, world.now()));
    const promised = rules.judgePromise(calendar, reportedOn, asked);
    if ((await store.countReports(world.db, accountId)) >= rules.REPORTS_MAX)
      throw rules.TooManyReports();
    const id = world.id("rep");
    const now = world.now();
    const row: store.Row = {
      ...{ accountId, id, place, reportedOn, ...promised },
      ...{ state: "waiting", outcome: null, remind: asked.remind ?? true },
      said: sealFor(world, key, JSON.stringify(clean(asked)), saidContext(id)),
      ...{ createdAt: now, changedAt: now, closedAt: null },
    };
    await store.insertReport(world.db, row);
    await remindOf(world, row);
    const { dueOn } = row;
    await emit(world, owner, "report.filed", accountId, { reportId: id, place, dueOn });
    return { ...(await shown(world, accountId)), reportId: id };
  });

async function openReport(world: World, accountId: string, id: string): Promise<store.Row> {
  const row = await store.findReport(world.db, accountId, id);
  if (!row) throw rules.NoReport();
  if (row.closedAt) throw rules.ReportClosed();
  return row;
}

/**
 * That it was accepted is the answer that was promised: nothing is due then, unless a new day is named.
 * Throws `no-report`, `report-closed`, `bad-report`, `unknown-year`.
 */
export const changeReport = (world: World, owner: Owner, id: string, change: Change) =>
  transact(world, async (world) => {
    const { accountId } = owner;
    const { key } = await enter(world, owner);
    const before = await openReport(world, accountId, id);
    const { accepted, remind = before.remind, workingDays, dueOn } = change;
    const renewed = workingDays !== undefined || dueOn !== undefined || accepted;
    const promised = renewed
      ? rules.judgePromise(calendarOf(world.config), before.reportedOn, change)
      : { workingDays: before.workingDays, dueOn: before.dueOn };
    const { station, reference, note } = change;
    const words = Object.entries({ station, reference, note }).filter(
      ([, text]) => text !== undefined,
    );
    const said = clean({ ...readSaid(key, before), ...Object.fromEntries(words) });
    const row: store.Row = {
      ...{ ...before, ...promised, remind, changedAt: world.now() },
      state: accepted ? "accepted" : before.state,
      said: sealFor(world, key, JSON.stringify(said), saidContext(id)),
    };
    await store.setReport(world.db, row);
    await remindOf(world, row);
    const facts = { reportId: id, what: Object.keys(change), dueOn: row.dueOn };
    await emit(world, owner, "report.changed", accountId, {
      ...facts,
      accepted: accepted === true,
    });
    return shown(world, accountId);
  });

/** Throws `no-report`, `report-closed`. */
export const closeReport = (world: World, owner: Owner, id: string, outcome: rules.Outcome) =>
  transact(world, async (world) => {
    const { accountId } = owner;
    await enter(world, owner);
    const now = world.now();
    const before = await openReport(world, accountId, id);
    const row: store.Row = {
      ...before,
      ...{ state: "closed", outcome, changedAt: now, closedAt: now },
    };
    await store.setReport(world.db, row);
    await remindOf(world, row);
    const facts = { reportId: id, outcome, mark: "closed" };
    await emit(world, owner, "report.closed", accountId, facts);
    return shown(world, accountId);
  });

/** Puts its reminders where its days now are. */
async function remindOf(world: World, row: store.Row) {
  const { accountId, id } = row;
  for (const mark of marks) dropJob(world, accountId, REMINDER, `${id}:${mark}`);
  for (const { mark, at } of rules.remindersOf(calendarOf(world.config), row, world.now()))
    await addJob(world, {
      ...{ accountId, kind: REMINDER, key: `${id}:${mark}`, dueAt: at },
      payload: { reportId: id, mark, dueOn: row.dueOn },
    });
}

/** The morning has come. */
export async function onReminder(world: World, { accountId, payload }: Job) {
  await lockAccount(world, accountId);
  const row = await store.findReport(world.db, accountId, String(payload.reportId));
  if (!row || row.closedAt || !row.remind || row.dueOn !== payload.dueOn) return;
  const { reportId, mark, dueOn } = payload;
  await emit(world, clock, "report.reminded", accountId, { reportId, mark, dueOn });
}

/** While one is, an account is not erased. */
export const isReportOpen = async (world: World, accountId: string): Promise<boolean> =>
  (await store.findOpen(world.db, accountId)) !== undefined;
