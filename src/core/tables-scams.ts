/** The rows of scam reports, as TypeScript sees them; see `core/tables.ts`. */
import type { Default } from "./tables.ts";

export type ScamTables = {
  scamReports: {
    accountId: string;
    id: string;
    kind: string;
    verdict: string;
    imitates: string | null;
    clicked: boolean;
    paid: boolean;
    gaveCode: boolean;
    said: string;
    createdAt: Date;
  };
  scamReportParts: { accountId: string; reportId: string; clusterId: string; indicator: string };
  scamClusters: {
    id: string;
    kind: string;
    value: string;
    imitates: string | null;
    verdict: string;
    firstAt: Date;
    lastAt: Date;
    mark: Default<string | null>;
    markedBy: Default<string | null>;
    markedAt: Default<Date | null>;
    markReason: Default<string | null>;
  };
  scamBands: { band: string; clusterId: string };
  scamReporters: {
    clusterId: string;
    reporter: string;
    network: string;
    signedIn: boolean;
    firstAt: Date;
    lastAt: Date;
    clicked: boolean;
    paid: boolean;
    gaveCode: boolean;
  };
  /** `day`: of the installation's calendar, "2026-11-29". */
  scamDays: { clusterId: string; day: string; reports: number; reporters: number };
  scamListings: {
    id: string;
    clusterId: string;
    kind: string;
    value: string;
    since: Date;
    addedBy: string;
    endedAt: Default<Date | null>;
    endedBy: Default<string | null>;
  };
};
