/** What the page of reports knows, and what its forms send: the same with and without scripts. */
export const places = ["police-station", "110", "96110", "bank", "wallet"] as const;
export const outcomes = ["money-back-full", "money-back-part", "closed", "refused"] as const;

export type Report = {
  id: string;
  place: (typeof places)[number];
  station: string;
  reference: string;
  note: string;
  reportedOn: string;
  workingDays: number | null;
  dueOn: string | null;
  isLate: boolean;
  remind: boolean;
  reminders: { mark: "due" | "late"; at: string }[];
  state: "waiting" | "accepted" | "closed";
  outcome: (typeof outcomes)[number] | null;
  closedAt: string | null;
};

export type Reports = {
  reports: Report[];
  today: string;
  stop: {
    hours: number | null;
    renewals: number | null;
    standing: {
      id: string;
      scope: "outgoing" | "sign-in" | "everything";
      since: string;
      until: string | null;
      renewed: number;
      untilRenewed: string | null;
    } | null;
  };
};

export type Fields = Readonly<Record<string, string>>;
export type Typed = { body: Record<string, unknown>; wrong: string[] };

const DAY = /^\d{4}-\d\d-\d\d$/;

/** What a form says of a promise: so many working days, a day that was named, or none. */
function promised({ promise = "", dueOn = "" }: Fields): Record<string, unknown> {
  if (promise === "day") return { dueOn };
  return /^[123]$/.test(promise) ? { workingDays: Number(promise) } : {};
}

/** A new report, as its form has it. `wrong`: fields that are no day. */
export function filingOf(fields: Fields): Typed {
  const { place = "", station = "", reference = "", note = "", reportedOn = "", remind } = fields;
  const promise = promised(fields);
  const wrong = [
    ...(DAY.test(reportedOn) ? [] : ["reportedOn"]),
    ...("dueOn" in promise && !DAY.test(String(promise.dueOn)) ? ["dueOn"] : []),
  ];
  const body = { place, station, reference, note, reportedOn, remind: remind === "on", ...promise };
  return { body, wrong };
}

/** Changes to one. "keep" leaves the promise as it is. */
export function changeOf(fields: Fields): Typed {
  const { station = "", reference = "", note = "", remind, promise, answered } = fields;
  const due = promise === "none" ? { dueOn: null } : promised(fields);
  const wrong =
    "dueOn" in due && due.dueOn !== null && !DAY.test(String(due.dueOn)) ? ["dueOn"] : [];
  const accepted = answered === "on" ? { accepted: true } : {};
  return {
    body: { station, reference, note, remind: remind === "on", ...due, ...accepted },
    wrong,
  };
}

/** "2026-12-02" as an instant of that day wherever the page is read: noon of it, by its own calendar. */
export const noonOf = (day: string) => `${day}T12:00:00Z`;

export const isOpen = ({ state }: Report) => state !== "closed";
