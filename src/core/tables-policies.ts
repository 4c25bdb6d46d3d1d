/** Policies, drafts of them that were tried, and proposals, as TypeScript sees them. Rows of the house. */
import type { Default } from "./tables.ts";

export type PolicyTables = {
  policyVersions: {
    name: string;
    version: number;
    body: string;
    since: Date;
    proposalId: Default<string | null>;
    recordedAt: Default<Date | null>;
  };
  policyTrials: {
    accountId: string;
    id: string;
    name: string;
    baseVersion: number;
    digest: string;
    draft: string;
    seed: number;
    cases: number;
    sensitive: boolean;
    state: string;
    done: number;
    total: number;
    result: Default<string | null>;
    askedBy: string;
    askedAt: Date;
    endedAt: Default<Date | null>;
  };
  policyProposals: {
    accountId: string;
    id: string;
    trialId: string;
    name: string;
    baseVersion: number;
    digest: string;
    draft: string;
    why: string;
    proposedBy: string;
    proposedAt: Date;
    expiresAt: Date;
    state: string;
    decidedBy: Default<string | null>;
    decidedAt: Default<Date | null>;
    decidedWhy: Default<string | null>;
    version: Default<number | null>;
  };
};
