/** The calls of scam reports. What comes is written so that nothing of it is a link. */
import { ask } from "./api.ts";
import type { Change } from "./house-api.ts";
import type { Words } from "./model.ts";

export type Cluster = {
  id: string;
  kind: "link" | "message" | "phone" | "email";
  value: string;
  verdict: "official" | "suspicious" | "malicious" | "unknown";
  reasons: { severity: string; text: Words }[];
  imitates: { id: string; name: Words } | null;
  /** Persons, each once. */
  people: {
    today: number;
    tenDays: number;
    signedIn: number;
    clicked: number;
    paid: number;
    gaveCode: number;
  };
  firstAt: string;
  lastAt: string;
  mark: { is: "not-a-scam" | "taken-down"; by: string; at: string; reason: string } | null;
  listedSince: string | null;
  mayList: boolean;
};
export type ScamReport = {
  id: string;
  kind: Cluster["kind"];
  verdict: Cluster["verdict"];
  at: string;
  clicked: boolean;
  paid: boolean;
  gaveCode: boolean;
  indicator: string;
  signedIn: boolean;
  hasText: boolean;
};
export type Whole = {
  cluster: Cluster;
  days: { day: string; reports: number; reporters: number }[];
  reports: ScamReport[];
  people: Record<string, string>;
};

const at = (id: string, rest = "") => `/v1/desk/scams/${encodeURIComponent(id)}${rest}`;

export const scams = {
  list: () => ask<{ clusters: Cluster[] }>("GET", "/v1/desk/scams"),
  one: (id: string) => ask<Whole>("GET", at(id)),
  mark: (id: string, mark: string, reason: string) =>
    ask<Whole>("PUT", at(id, "/mark"), { mark, reason }),
  askListing: (id: string, deed: "add" | "end", reason: string) =>
    ask<{ change: Change }>("POST", at(id, "/listing"), { deed, reason }),
  text: (id: string, reportId: string) =>
    ask<{ text: string; sender: string | null }>(
      "POST",
      at(id, `/reports/${encodeURIComponent(reportId)}/text`),
      {},
    ),
};
