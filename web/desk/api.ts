/** The desk's calls: JSON with the caller's cookie. A write carries a key, so that pressing twice does it once. */

import type { EvidenceList, Opened, Reading } from "./evidence-model.ts";
import type {
  AuditFilter,
  AuditPage,
  Case,
  Draft,
  Me,
  Member,
  Question,
  Queue,
  Reply,
  Report,
  Row,
  Viewing,
  Words,
} from "./model.ts";
import { dayBound } from "./model.ts";

export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: Record<string, unknown>;
  constructor(status: number, body: Record<string, unknown>) {
    super(String(body.detail ?? body.title ?? ""));
    this.status = status;
    this.code = String(body.code ?? "unreachable");
    this.body = body;
  }
}

/** No answer at all is a refusal too, of status 0: nothing is known of what became of it. */
export async function ask<T>(
  method: string,
  path: string,
  body?: object,
  key?: string,
): Promise<T> {
  const response = await fetch(path, {
    method,
    credentials: "same-origin",
    headers: {
      accept: "application/json",
      ...(body && { "content-type": "application/json" }),
      ...(method !== "GET" && { "idempotency-key": key ?? crypto.randomUUID() }),
    },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Refusal(0, { code: "unreachable" });
  });
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  const isText = /ndjson/.test(type);
  const json = /json/.test(type) && !isText ? JSON.parse(text) : {};
  if (!response.ok) throw new Refusal(response.status, json);
  if (response.status === 204) return null as T;
  return (isText ? text : json) as T;
}

type Changed = { case: Case };
/** Days are those of whoever asks. */
const asked = ({ from, to, ...filter }: AuditFilter, cursor = "") =>
  new URLSearchParams({
    ...filter,
    ...(from && { from: dayBound(from, "start") }),
    ...(to && { to: dayBound(to, "end") }),
    ...(cursor && { cursor }),
  });
const at = (caseId: string, rest = "") => `/v1/cases/${encodeURIComponent(caseId)}${rest}`;

export const api = {
  me: () => ask<Me>("GET", "/v1/desk/me"),
  signOut: () => ask("DELETE", "/v1/desk/session"),
  demoPeople: () => ask<{ agents: DemoAgent[] }>("GET", "/demo"),
  demoSignIn: (as: string) => ask("POST", "/demo/sign-in", { as }),
  demoCases: () => ask("POST", "/demo/cases", {}),
  passkeyOptions: () => ask<{ options: never }>("POST", "/v1/desk/sign-ins/options"),
  passkeySignIn: (response: object) => ask("POST", "/v1/desk/sign-ins", { response }),
  queue: (view: string, q: string) =>
    ask<Queue>("GET", `/v1/cases?${new URLSearchParams({ view, ...(q && { q }) })}`),
  next: () => ask<Changed | null>("POST", "/v1/cases/next"),
  case: (caseId: string) => ask<Changed>("GET", at(caseId)),
  lease: (caseId: string) => ask<Changed>("POST", at(caseId, "/lease"), {}),
  giveBack: (caseId: string) => ask<Changed>("DELETE", at(caseId, "/lease")),
  note: (caseId: string, text: string, key: string) =>
    ask<Changed>("POST", at(caseId, "/notes"), { text }, key),
  check: (caseId: string, item: string, answer: string) =>
    ask<Changed>("PUT", at(caseId, `/checklist/${item}`), { answer }),
  questions: (caseId: string) => ask<{ questions: Question[] }>("GET", at(caseId, "/questions")),
  askQuestions: (caseId: string) =>
    ask<{ questions: Question[] }>("POST", at(caseId, "/questions"), {}),
  reveal: (caseId: string, field: string, reason: string) =>
    ask<{ value: string; until: string }>("POST", at(caseId, "/reveal"), { field, reason }),
  reports: (caseId: string) => ask<{ reports: Report[] }>("GET", at(caseId, "/reports")),
  evidence: (caseId: string) => ask<EvidenceList>("GET", at(caseId, "/evidence")),
  openEvidence: (caseId: string, id: string) =>
    ask<Opened>("POST", at(caseId, `/evidence/${id}/views`), {}),
  /** Where an opened page is: the picture fetches it by itself. */
  page: (caseId: string, id: string, page: number) =>
    at(caseId, `/evidence/${id}/views?page=${page}`),
  readEvidence: (caseId: string, id: string) =>
    ask<{ reading: Reading | null }>("POST", at(caseId, `/evidence/${id}/reading`), {}),
  judgeEvidence: (caseId: string, id: string, verdict: string, note: string) =>
    ask<EvidenceList>("PUT", at(caseId, `/evidence/${id}/verdict`), {
      ...{ verdict, ...(note && { note }) },
    }),
  retake: (caseId: string, id: string, reason: string) =>
    ask<EvidenceList>("POST", at(caseId, `/evidence/${id}/retake`), { reason }),
  close: (caseId: string) => ask<Changed>("POST", at(caseId, "/closing"), {}),
  snooze: (caseId: string, until: string, why: "claimant" | "bank") =>
    ask<Changed>("POST", at(caseId, "/snooze"), { until, why }),
  agentCode: (caseId: string, purpose: string) =>
    ask<AgentCode>("POST", at(caseId, "/agent-code"), { purpose }),
  moreFiles: (reason: string) => ask("POST", "/v1/desk/changes", { kind: "viewing", reason }),
  replies: (caseId: string) => ask<{ replies: Reply[] }>("GET", at(caseId, "/replies")),
  allReplies: () => ask<{ replies: Reply[] }>("GET", "/v1/desk/replies"),
  preview: (caseId: string, outcome: string, reason: string) =>
    ask<Draft>("POST", at(caseId, "/preview"), { outcome, reason }),
  verdict: (caseId: string, part: "decision" | "approval", given: object, key: string) =>
    ask<Changed>("POST", at(caseId, `/${part}`), given, key),
  audit: (filter: AuditFilter, cursor: string) =>
    ask<AuditPage>("GET", `/v1/audit?${asked(filter, cursor)}`),
  auditExport: (filter: AuditFilter) => ask<string>("GET", `/v1/audit/export?${asked(filter)}`),
  viewing: () => ask<Viewing>("GET", "/v1/audit/viewing"),
  staff: () => ask<{ staff: Member[] }>("GET", "/v1/desk/staff"),
};

export type AgentCode = { code: string; purpose: string; say: Words };
export type DemoAgent = {
  id: string;
  name: { en: string; zh: string };
  role: string;
  team?: string;
};
export type { Row };
