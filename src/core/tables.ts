/** The rows, as TypeScript sees them. One type a table; columns are camelCase here, snake_case in SQL. */
import type { ColumnType, Insertable } from "kysely";
import type { AlertTables } from "./tables-alerts.ts";
import type { CaseTables } from "./tables-cases.ts";
import type { CentreTables } from "./tables-centre.ts";
import type { ChatTables } from "./tables-chat.ts";
import type { DeskTables } from "./tables-desk.ts";
import type { FaceGiven, FaceTables } from "./tables-face.ts";
import type { InsightTables } from "./tables-insights.ts";
import type { KeepingTables } from "./tables-keeping.ts";
import type { LockPending, LockRules, LockUndo } from "./tables-lock.ts";
import type { MoneyTables } from "./tables-money.ts";
import type { NumberTables } from "./tables-numbers.ts";
import type { PackTables } from "./tables-packs.ts";
import type { PolicyTables } from "./tables-policies.ts";
import type { ReportTables } from "./tables-reports.ts";
import type { ScamTables } from "./tables-scams.ts";
import type { SignalTables } from "./tables-signals.ts";
import type { TopicLabelTables } from "./tables-topic-labels.ts";
import type { TopicTables } from "./tables-topics.ts";

export type { LockPending, LockRules, LockUndo } from "./tables-lock.ts";

/** A column with a default: optional when inserted. */
export type Default<T> = ColumnType<T, T | undefined, T>;
/** A jsonb column: read as a value, written as JSON text. */
export type Json<T> = ColumnType<T, string | undefined, string>;

export type Given = FaceGiven & {
  kind: string;
  at: string;
  methodId: string | null;
  methodSince: string | null;
  removedAt?: string | null;
  sharesWith: string[];
  /** `passkey`: with user verification; and whether the key cannot leave its device. */
  userVerified?: boolean;
  deviceBound?: boolean;
  /** `contact-approval`: how many contacts' codes were entered. */
  contacts?: number;
  /** `agent-review`: the staff ids of those who decided, and whether they did identity proofing. */
  deciders?: string[];
  proofed?: boolean;
};

type Apart = SignalTables &
  AlertTables &
  CaseTables &
  CentreTables &
  ChatTables &
  DeskTables &
  PolicyTables &
  FaceTables &
  InsightTables &
  KeepingTables &
  MoneyTables &
  NumberTables &
  PackTables &
  ReportTables &
  ScamTables &
  TopicTables &
  TopicLabelTables;
export type Tables = Apart & {
  accounts: {
    accountId: string;
    kind: string;
    dataKey: string;
    name: string | null;
    birthday: string | null;
    locale: string;
    timeZone: string;
    passwordHash: Default<string | null>;
    passwordChangedAt: Default<Date | null>;
    passwordCompromised: Default<boolean>;
    passwordHistory: Json<string[]>;
    balanceHigh: Default<boolean>;
    notices: Json<Record<string, string>>;
    chainSeq: Default<number>;
    chainHead: Default<string>;
    createdAt: Date;
    seenAt: Date;
  };
  events: {
    accountId: string;
    seq: number;
    id: string;
    type: string;
    at: Date;
    actor: string;
    commitment: string;
    payload: string;
    hash: string;
  };
  jobs: {
    accountId: string;
    id: string;
    kind: string;
    key: string;
    payload: string;
    dueAt: Date;
    state: Default<"due" | "dead">;
    attempts: Default<number>;
    leasedUntil: Default<Date | null>;
    lastError: Default<string | null>;
    createdAt: Date;
  };
  idempotency: {
    scope: string;
    key: string;
    requestHash: string;
    status: number | null;
    answer: string | null;
    createdAt: Date;
    expiresAt: Date;
  };
  limits: { key: string; openedAt: Date; count: number };
  windows: { key: string; closesAt: Date; count: number };
  guesses: { partition: string; windowAt: Date; process: string; wrong: number; rights: number };
  alarms: {
    name: string;
    partition: string;
    windowAt: Date;
    facts: Json<Record<string, unknown>>;
    raisedAt: Date;
    toldAt: Default<Date | null>;
    closedAt: Default<Date | null>;
  };
  settings: { name: string; value: string };
  serviceKeys: {
    id: string;
    hash: string;
    name: string;
    scopes: Json<string[]>;
    createdAt: Date;
    endsAt: Date | null;
  };
  registryVersions: { version: number; body: string; since: Date };
  identifiers: { hash: string; accountId: string; kind: string };
  recoveryCodes: {
    accountId: string;
    slot: number;
    id: string;
    hash: string;
    since: Date;
    usedAt: Default<Date | null>;
    removedAt: Default<Date | null>;
  };
  devices: {
    accountId: string;
    id: string;
    tag: string;
    name: string;
    boundAt: Date;
    seenAt: Date;
    removedAt: Default<Date | null>;
    city: Default<string | null>;
    removedWhy: Default<string | null>;
  };
  sessions: {
    accountId: string;
    id: string;
    kind: string;
    tokenHash: string;
    deviceTag: string;
    startedAt: Date;
    seenAt: Date;
    expiresAt: Date;
    freshUntil: Default<Date | null>;
    endedAt: Default<Date | null>;
    endedWhy: Default<string | null>;
  };
  changes: {
    accountId: string;
    id: string;
    method: string;
    change: string;
    data: string;
    askedAt: Date;
    effectiveAt: Date;
    doneAt: Default<Date | null>;
    cancelledAt: Default<Date | null>;
  };
  recoveries: {
    accountId: string;
    id: string;
    tokenHash: string;
    state: string;
    situation: string;
    policyName: string;
    policyVersion: number;
    identifierKind: string;
    identifierTag: string;
    identifier: string;
    device: string;
    network: string;
    country: Default<string | null>;
    locale: string;
    riskLevel: string;
    riskReasons: Json<string[]>;
    given: Json<Given[]>;
    path: Default<string | null>;
    money: Default<string | null>;
    waitHours: Default<number | null>;
    waitingUntil: Default<Date | null>;
    contested: Default<boolean>;
    endedWhy: Default<string | null>;
    createdAt: Date;
    expiresAt: Date;
    endedAt: Default<Date | null>;
    newPhone: Default<string | null>;
    version: Default<number>;
  };
  challenges: {
    accountId: string;
    id: string;
    subjectId: string;
    purpose: string;
    proof: string;
    methodId: string | null;
    channelTag: string;
    codeHash: string;
    triesLeft: number;
    sentAt: Date;
    expiresAt: Date;
    resendAfter: Date;
    usedAt: Default<Date | null>;
    supersededAt: Default<Date | null>;
  };
  links: {
    hash: string;
    accountId: string;
    kind: string;
    subject: string;
    channelTag: string;
    expiresAt: Date;
  };
  demoMessages: {
    id: string;
    toAddress: string;
    channel: string;
    subject: string | null;
    body: string;
    sentAt: Date;
  };
  wrongCodes: { accountId: string; id: string; proof: string; recognised: boolean; at: Date };
  sends: { destination: string; id: string; recognised: boolean; at: Date };
  holds: {
    accountId: string;
    id: string;
    reason: string;
    scope: string;
    placedBy: string;
    note: string | null;
    placedAt: Date;
    expiresAt: Date | null;
    renewals: Default<number>;
    enforcedAt: Date | null;
    releasedAt: Default<Date | null>;
    releasedBy: Default<string | null>;
    releasedWhy: Default<string | null>;
  };
  locks: {
    accountId: string;
    rules: Json<LockRules>;
    pending: Json<LockPending>;
    undo: ColumnType<LockUndo | null, string | null | undefined, string | null>;
  };
  lockTightenings: { accountId: string; id: string; at: Date; before: Json<LockRules> };
};

/** A row as it is inserted: what has a default may be left out, jsonb is JSON text. */
export type New<T extends keyof Tables> = Insertable<Tables[T]>;
