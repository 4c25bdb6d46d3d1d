/** Rows about numbers, as TypeScript sees them. */
import type { Default } from "./tables.ts";

export type NumberTables = {
  numberChecks: { accountId: string; tag: string; checkedAt: Date; answer: string };
  numberDisputes: {
    accountId: string;
    tag: string;
    saidAt: Date;
    answeredAt: Default<Date | null>;
  };
};
