/** The rows of those who listen to us (features/signals), as TypeScript sees them. */
import type { ColumnType } from "kysely";
import type { Default, Json } from "./tables.ts";

export type SignalTables = {
  subscribers: {
    id: string;
    owner: string;
    kind: string;
    status: string;
    statusReason: Default<string | null>;
    url: string | null;
    eventsRequested: ColumnType<string[] | null, string | null, string | null>;
    description: string | null;
    secret: string;
    failures: Default<number>;
    failingSince: Default<Date | null>;
    nextTryAt: Default<Date | null>;
    verifiedAt: Default<Date | null>;
    leasedBy: Default<string | null>;
    leasedUntil: Default<Date | null>;
    createdAt: Date;
  };
  signals: {
    accountId: string;
    subscriberId: string;
    id: string;
    type: string;
    facts: string;
    txn: string;
    issuedAt: Date;
    dueAt: Date;
    state: Default<string>;
    attempts: Default<number>;
    triedAt: Default<Date | null>;
    answer: Default<number | null>;
    lastError: Default<string | null>;
    /** W3C `traceparent` of the event, when traces are made. */
    trace: Default<string | null>;
  };
  removedSubjects: { accountId: string; subscriberId: string; endsAt: Date };
  signalledHolds: { accountId: string; holdId: string; scope: string };
  signingKeys: {
    kid: string;
    publicJwk: Json<Record<string, string>>;
    sealed: string;
    createdAt: Date;
  };
};
