/** Rows about numbers, as TypeScript sees them. */
export type NumberTables = {
  numberChecks: { accountId: string; tag: string; checkedAt: Date; answer: string };
};
