/** Rows of the security centre, as TypeScript sees them. */
import type { ContactTables } from "./tables-contacts.ts";

export type CentreTables = ContactTables & {
  passwordVerdicts: { accountId: string; changedAt: Date; judgedAt: Date; verdict: string };
};
