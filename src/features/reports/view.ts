/** What an owner, and the desk, see of a report; and what a stop that the police asked for means meanwhile. */
import type { World } from "../../core/world.ts";
import { openFor } from "../accounts/index.ts";
import type { Calendar } from "../cases/index.ts";
import { standingHolds } from "../holds/index.ts";
import { policyInForce } from "../policies/index.ts";
import * as rules from "./rules.ts";
import type { Row } from "./store.ts";

const HOUR_MS = 3_600_000;

export const saidContext = (id: string) => `report:${id}`;
export const readSaid = (key: Buffer, { id, said }: Row): rules.Said =>
  JSON.parse(openFor(key, said, saidContext(id)));

/** Nothing that the owner wrote in words: the desk needs the number, and when an answer is due. */
export const deskViewOf = (calendar: Calendar, key: Buffer, row: Row, now: Date) => ({
  ...{ id: row.id, place: row.place, state: row.state, outcome: row.outcome },
  reference: readSaid(key, row).reference,
  ...{ reportedOn: row.reportedOn, dueOn: row.dueOn },
  isLate: rules.isLate(row, rules.todayThere(calendar, now)),
  closedAt: row.closedAt?.toISOString() ?? null,
});

export const viewOf = (calendar: Calendar, key: Buffer, row: Row, now: Date) => ({
  ...deskViewOf(calendar, key, row, now),
  ...readSaid(key, row),
  ...{ workingDays: row.workingDays, remind: row.remind },
  reminders: rules.remindersOf(calendar, row, now).map(({ mark, at }) => ({
    ...{ mark, at: at.toISOString() },
  })),
});

/**
 * How long a stop lasts that the police ask for, how often it is renewed, and the one that stands:
 * `untilRenewed` is its end if it is renewed once more, null when it cannot be.
 */
export async function stopOf(world: World, accountId: string) {
  const { hours, renewals } = policyInForce(world).holds["police-request"];
  const hold = (await standingHolds(world, accountId)).find(
    ({ reason }) => reason === "police-request",
  );
  const isRenewable = hold && (renewals === null || hold.renewals < renewals);
  return {
    ...{ hours, renewals },
    standing: hold
      ? {
          ...{ id: hold.id, scope: hold.scope, since: hold.placedAt.toISOString() },
          until: hold.expiresAt?.toISOString() ?? null,
          renewed: hold.renewals,
          untilRenewed:
            isRenewable && hold.expiresAt && hours !== null
              ? new Date(hold.expiresAt.getTime() + hours * HOUR_MS).toISOString()
              : null,
        }
      : null,
  };
}
