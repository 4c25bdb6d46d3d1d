/** The rows of keeping and erasing, as TypeScript sees them; see `core/tables.ts`. */
import type { Default } from "./tables.ts";

export type KeepingTables = {
  legalHolds: {
    accountId: string;
    id: string;
    reference: string;
    placedBy: string;
    placedAt: Date;
    releasedAt: Default<Date | null>;
    releasedBy: Default<string | null>;
  };
  erasures: {
    accountId: string;
    id: string;
    askedBy: string;
    askedAt: Date;
    effectiveAt: Date;
    cancelledAt: Default<Date | null>;
    why: Default<string | null>;
    doneAt: Default<Date | null>;
  };
};
