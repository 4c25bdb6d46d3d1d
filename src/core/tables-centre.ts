/** Rows of the security centre, as TypeScript sees them. */
import type { ContactTables } from "./tables-contacts.ts";
import type { PasskeyTables } from "./tables-passkeys.ts";

export type CentreTables = PasskeyTables &
  ContactTables & {
    passwordVerdicts: { accountId: string; changedAt: Date; judgedAt: Date; verdict: string };
  };
