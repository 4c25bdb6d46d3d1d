/** Rows of the security centre, as TypeScript sees them. */
<<<<<<< HEAD
import type { PasskeyTables } from "./tables-passkeys.ts";

export type CentreTables = PasskeyTables & {
=======
import type { ContactTables } from "./tables-contacts.ts";

export type CentreTables = ContactTables & {
>>>>>>> t7-contacts
  passwordVerdicts: { accountId: string; changedAt: Date; judgedAt: Date; verdict: string };
};
