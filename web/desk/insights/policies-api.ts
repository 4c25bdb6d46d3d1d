/** The calls of the pages of policies: what is in force, drafts, trials, proposals. */
import { useQuery } from "@tanstack/react-query";
import type { Goal } from "../../../src/features/simulation/goal.ts";
import { ask } from "../api.ts";

export const situations = ["forgot-password", "lost-phone", "account-stolen"] as const;
export type Situation = (typeof situations)[number];
export const risks = ["low", "elevated", "high"] as const;
export type Risk = (typeof risks)[number];
export const limits = ["none", "L12", "L24", "L72", "L168"] as const;

export type Option = string | { kind: string };
export type Path = {
  id: string;
  all: (Option | Option[])[];
  waitHours: Record<Risk, number | "refused">;
  money: Record<Risk, string>;
  glance?: true;
};
/** As far as the pages know it; the rest is kept as it is. */
export type Policy = {
  name: string;
  version: number;
  situations: Record<Situation, { paths: Path[] }>;
  money: Record<string, { hours: number; dailyAllowance: string }>;
};

export type Difference = { at: string; leans: "stricter" | "looser" | null } & (
  | {
      what: "path-added" | "path-removed";
      situation: Situation;
      path: string;
      waits: Path["waitHours"];
    }
  | { what: "proofs"; situation: Situation; path: string; before: string; after: string }
  | {
      what: "wait" | "money";
      situation: Situation;
      path: string;
      risk: Risk;
      before: string;
      after: string;
    }
  | { what: "other"; before: string | null; after: string | null }
);

export type Share = { rate: number; low: number; high: number } | null;
export type Owners = {
  n: number;
  within5min: Share;
  within24h: Share;
  within7d: Share;
  medianSeconds: number | null;
  p90Seconds: number | null;
};
export type Impostors = { n: number; accepted: number; acceptance: Share };
export type Report = {
  seed: number;
  cases: number;
  impostorsTried: number;
  says: { en: string; zh: string };
  owners: {
    all: Owners;
    bySituation: Record<string, Owners>;
    byKit: Record<string, Owners>;
    byStratum: Record<string, Owners>;
  };
  selfService: { holdPath: { n: number; rate: Share }; atLowRisk: Owners };
  desk: { agentHours: number };
  impostors: { all: Impostors; byClass: Record<string, Impostors> };
  goals: Goal[];
};
export type Moved = { selfService24h: number; recovered7d: number; impostorsAccepted: number };
export type Result = {
  inForce: Report;
  draft: Report;
  difference: {
    owners: { backNow: number; lockedOut: number; sooner: number; later: number };
    impostors: { stopped: number; letIn: number };
    agentHours: number;
  };
  sensitivity: {
    rate: string;
    moves: number;
    low: Moved & { at: number };
    high: Moved & { at: number };
  }[];
};

export type Trial = {
  id: string;
  digest: string;
  name: string;
  baseVersion: number;
  seed: number;
  cases: number;
  sensitive: boolean;
  state: "waiting" | "running" | "done" | "failed" | "stopped";
  progress: { done: number; total: number };
  askedBy: string;
  askedAt: string;
  endedAt: string | null;
};
type Outcome = "approve" | "refuse" | "withdraw";
export type Proposal = {
  id: string;
  trialId: string;
  digest: string;
  why: string;
  state: "waiting" | "in-force" | "former" | "refused" | "withdrawn" | "overtaken" | "ended";
  baseVersion: number;
  version: number | null;
  proposedBy: string;
  proposedAt: string;
  expiresAt: string;
  decidedBy: string | null;
  decidedAt: string | null;
  decidedWhy: string | null;
  allowed: Outcome[];
  bar: "own-change" | "needs-admin" | "proposer-gone" | "not-allowed" | null;
};
type People = Record<string, string>;
export type Version = {
  version: number;
  since: string;
  isInForce: boolean;
  proposalId: string | null;
  proposedBy: string | null;
  decidedBy: string | null;
  why: string | null;
};
export type Policies = {
  inForce: { name: string; version: number };
  text: string;
  versions: Version[];
  proposals: Proposal[];
  trials: Trial[];
  people: People;
  mayPropose: boolean;
};
export type TrialPage = {
  trial: Trial;
  text: string;
  differences: Difference[];
  result: Result | null;
  people: People;
  isCurrent: boolean;
};
export type ProposalPage = {
  proposal: Proposal;
  trial: Trial;
  text: string;
  differences: Difference[];
  result: Result | null;
  people: People;
};
export type Checked = {
  draft: { digest: string; baseVersion: number };
  differences: Difference[];
};
type Part = {
  n: number;
  same: number;
  sooner: number;
  later: number;
  shutOut: number;
};
export type Replay = {
  looked: number;
  unclear: number;
  undisputed: Part;
  disputed: Part;
  days: number;
};

const part = (id: string) => encodeURIComponent(id);
export const policies = {
  list: () => ask<Policies>("GET", "/v1/policies"),
  version: (version: number) => ask<{ text: string }>("GET", `/v1/policies/versions/${version}`),
  check: (text: string) => ask<Checked>("POST", "/v1/policies/drafts", { text }),
  try: (wish: { text: string; cases: number; seed: number; sensitive: boolean }) =>
    ask<{ trial: Trial }>("POST", "/v1/policies/trials", wish),
  trial: (id: string) => ask<TrialPage>("GET", `/v1/policies/trials/${part(id)}`),
  stop: (id: string) => ask<{ trial: Trial }>("POST", `/v1/policies/trials/${part(id)}/stop`, {}),
  replay: (text: string) =>
    ask<{ replay: Replay }>("POST", "/v1/policies/replay", { policy: { text }, last: 500 }),
  propose: (trialId: string, why: string) =>
    ask<{ proposal: Proposal }>("POST", "/v1/policies/proposals", { trialId, why }),
  proposal: (id: string) => ask<ProposalPage>("GET", `/v1/policies/proposals/${part(id)}`),
  decide: (id: string, outcome: Outcome, digest: string, reason: string) =>
    ask<{ proposal: Proposal }>("POST", `/v1/policies/proposals/${part(id)}/decision`, {
      ...{ outcome, digest, reason },
    }),
};

const fresh = { staleTime: 0 } as const;
export const usePolicies = () =>
  useQuery({
    ...{ ...fresh, refetchInterval: 15_000, queryKey: ["policies"] },
    queryFn: policies.list,
  });
export const isOpen = ({ state }: Pick<Trial, "state">) =>
  state === "waiting" || state === "running";
/** Asked for again every second until it is over. */
export const useTrial = (id: string) =>
  useQuery({
    ...{ ...fresh, queryKey: ["policies", "trial", id], queryFn: () => policies.trial(id) },
    refetchInterval: ({ state: { data } }) => (data && !isOpen(data.trial) ? false : 1000),
  });
export const useProposal = (id: string) =>
  useQuery({
    ...{ ...fresh, refetchInterval: 15_000, queryKey: ["policies", "proposal", id] },
    queryFn: () => policies.proposal(id),
  });
