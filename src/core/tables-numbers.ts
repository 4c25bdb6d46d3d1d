/** Rows of the ways back in and of what operators say, as TypeScript sees them. */
import type { Default } from "./tables.ts";

export type NumberTables = {
  methods: {
    accountId: string;
    id: string;
    kind: string;
    data: string;
    tag: string;
    since: Date;
    verifiedAt: Date | null;
    removedAt: Default<Date | null>;
    distrustedAt: Default<Date | null>;
    reassignedAt: Default<Date | null>;
    disputedAt: Default<Date | null>;
    disputeEndedAt: Default<Date | null>;
    lastStep: Default<number | null>;
  };
  numberChecks: { accountId: string; tag: string; checkedAt: Date; answer: string };
};
