/** Alerts, as the server tells them. */
import { ask } from "../api.ts";
import type { Words } from "../model.ts";

export type Firing = {
  id: string;
  alert: string;
  name: Words;
  isTest: boolean;
  testedBy: string | null;
  says: Words;
  timesTold: number;
  firedAt: string;
  toldAt: string | null;
  clearedAt: string | null;
  takenAt: string | null;
  takenBy: string | null;
};
export type AlertRule = {
  id: string;
  name: Words;
  condition: Words;
  level: "page" | "security" | "lead" | "warn";
  owner: string;
  ownerHasMail: boolean;
  everyMinutes: number;
  fireAfter: number;
  clearAfter: number;
  state: "ok" | "firing" | "silenced" | "no-data";
  isFiring: boolean;
  since: string | null;
  lookedAt: string | null;
  says: Words | null;
  silence: { until: string; by: string | null; why: string } | null;
  open: Firing | null;
  test: Firing | null;
};
export type Alerts = {
  freshAt: string;
  lookedAt: string | null;
  isStale: boolean;
  zone: string;
  firing: number;
  alerts: AlertRule[];
  history: Firing[];
  notHere: { name: Words; why: Words; href?: string }[];
};

const at = (id: string, deed: string) => `/v1/insights/alerts/${id}/${deed}`;
export const alertsApi = {
  list: () => ask<Alerts>("GET", "/v1/insights/alerts"),
  test: (id: string) => ask<Alerts>("POST", at(id, "test"), {}),
  take: (id: string) => ask<Alerts>("POST", at(id, "acknowledgement"), {}),
  /** `until` null: no longer. */
  silence: (id: string, until: string | null, why?: string) =>
    ask<Alerts>("POST", at(id, "silence"), { until, ...(why && { why }) }),
};
