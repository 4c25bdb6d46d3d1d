/** Rows of the security centre, as TypeScript sees them. */
import type { PasskeyTables } from "./tables-passkeys.ts";

export type CentreTables = PasskeyTables & {
  passwordVerdicts: { accountId: string; changedAt: Date; judgedAt: Date; verdict: string };
};
