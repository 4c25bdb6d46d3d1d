/** The rows of reports, as TypeScript sees them. */
export type ReportTables = {
  reports: {
    accountId: string;
    id: string;
    place: string;
    state: string;
    outcome: string | null;
    reportedOn: string;
    workingDays: number | null;
    dueOn: string | null;
    remind: boolean;
    said: string;
    createdAt: Date;
    changedAt: Date;
    closedAt: Date | null;
  };
};
