/** The rows of what is measured, as TypeScript sees them; see `core/tables.ts`. */
import type { ShareTables } from "./tables-share.ts";
export type InsightTables = ShareTables & {
  insightFacts: {
    accountId: string;
    id: string;
    hasAccount: boolean;
    startedAt: Date;
    situation: string;
    riskLevel: string;
    locale: string;
    policyName: string;
    policyVersion: number;
    wayFirst: string;
    starts: number;
    peopleAsked: boolean;
    byPeople: boolean | null;
    completedAt: Date | null;
    path: string | null;
    outcome: string;
    seconds: number | null;
    waitSeconds: number | null;
    firstTry: boolean;
    stopped: boolean;
    disputed: boolean;
    selfStep: number;
    peopleStep: number | null;
    lastState: string;
    lastWhy: string | null;
  };
  burstClaims: { accountId: string; id: string; startedAt: Date };
};
