/** How many days things stay; see `keeping`. A legal hold stops all of them for its account. */
export type KeepingTerms = {
  sessionDays: number;
  transactionDays: number;
  recoveryDays: number;
  caseDays: number;
  /** What the audit's entries say; never less than half a year (Cybersecurity Law, network logs, art. 21). */
  auditDays: number;
  messageDays: number;
};

export const keepingTerms: KeepingTerms = {
  ...{ sessionDays: 90, transactionDays: 365, recoveryDays: 365, caseDays: 1095 },
  ...{ auditDays: 1095, messageDays: 30 },
};
