/** Rows of the security centre, as TypeScript sees them. */
import type { Default } from "./tables.ts";
import type { ContactTables } from "./tables-contacts.ts";
import type { PasskeyTables } from "./tables-passkeys.ts";

export type CentreTables = PasskeyTables &
  ContactTables & {
    nudges: {
      accountId: string;
      id: string;
      missing: string;
      shownAt: Date;
      dismissedAt: Default<Date | null>;
    };
    passwordVerdicts: { accountId: string; changedAt: Date; judgedAt: Date; verdict: string };
  };
