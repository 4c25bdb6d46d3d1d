/** Rows of the security centre, as TypeScript sees them. */
export type CentreTables = {
  passwordVerdicts: { accountId: string; changedAt: Date; judgedAt: Date; verdict: string };
};
