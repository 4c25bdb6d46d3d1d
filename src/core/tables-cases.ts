/** The rows of cases, as TypeScript sees them. */
import type { ColumnType } from "kysely";
import type { Default } from "./tables.ts";

type Json<T> = ColumnType<T, string, string>;

export type CaseTables = {
  cases: {
    accountId: string;
    id: string;
    recoveryId: string | null;
    state: string;
    situation: string;
    riskLevel: string;
    locale: string;
    openedBy: string | null;
    team: string | null;
    story: string;
    contact: string | null;
    evidenceVersion: number;
    evidenceHash: string;
    filesHash: string;
    asked: string | null;
    round: number;
    excluded: Json<string[]>;
    appealOf: string | null;
    isTheft: boolean;
    device: string;
    identifierTag: string;
    policyName: string;
    policyVersion: number;
    promiseMs: number;
    dueAt: Date;
    leftMs: number | null;
    pausedAt: Date | null;
    claimantMs: number;
    breachedAt: Date | null;
    snoozedUntil: Date | null;
    snoozedFor: string | null;
    takenBy: string | null;
    takenUntil: Date | null;
    lastType: string;
    lastAt: Date;
    openedAt: Date;
    closedAt: Date | null;
  };
  caseClocks: {
    accountId: string;
    caseId: string;
    seq: number;
    clock: string;
    event: string;
    at: Date;
    dueAt: Date | null;
    leftMs: number | null;
    policyName: string;
    policyVersion: number;
  };
  caseChecks: {
    accountId: string;
    caseId: string;
    round: number;
    staffId: string;
    item: string;
    answer: string;
    note: string | null;
    at: Date;
  };
  caseNotes: {
    accountId: string;
    caseId: string;
    id: string;
    staffId: string;
    text: string;
    at: Date;
  };
  caseVerdicts: {
    accountId: string;
    caseId: string;
    round: number;
    part: string;
    staffId: string;
    team: string;
    outcome: string;
    reason: string;
    note: string | null;
    evidenceVersion: number;
    device: string;
    at: Date;
  };
  caseDraws: {
    accountId: string;
    caseId: string;
    id: string;
    round: number;
    staffId: string;
    drawnAt: Date;
    until: Date;
    endedAt: Date | null;
    endedWhy: string | null;
    seenAt: Default<Date | null>;
  };
  caseOutcomes: {
    accountId: string;
    caseId: string;
    outcome: string;
    reason: string;
    firstId: string;
    firstTeam: string;
    secondId: string;
    secondTeam: string;
    evidenceVersion: number;
    at: Date;
  };
  caseQuestions: {
    accountId: string;
    caseId: string;
    id: string;
    kind: string;
    asked: string;
    answer: string | null;
    result: string | null;
    askedAt: Date;
    answeredAt: Date | null;
  };
  evidenceFiles: {
    accountId: string;
    id: string;
    caseId: string;
    kind: string;
    state: string;
    said: string;
    sizeBytes: number;
    receivedBytes: number;
    parts: number;
    type: string | null;
    sha256: string | null;
    sameTag: string | null;
    facts: string | null;
    pages: number;
    createdAt: Date;
    receivedAt: Date | null;
    checkedAt: Date | null;
    deletedAt: Date | null;
  };
  evidenceParts: {
    accountId: string;
    fileId: string;
    copy: string;
    page: number;
    seq: number;
    bytes: Buffer;
  };
  evidenceViews: {
    accountId: string;
    id: string;
    fileId: string;
    staffId: string;
    seenAt: Date;
    until: Date;
  };
  evidenceVerdicts: {
    accountId: string;
    fileId: string;
    staffId: string;
    verdict: string;
    note: string | null;
    at: Date;
  };
  guided: { accountId: string; saidIn: string; isWide: boolean; saidAt: Date; until: Date };
  staffTies: {
    accountId: string;
    tiedAccountId: string;
    since: Default<Date | null>;
    saidBy: Default<string | null>;
  };
};
