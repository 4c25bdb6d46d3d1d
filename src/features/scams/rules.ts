/**
 * Scam reports: what somebody was sent, told to us. Whoever wants a rival taken for a scam sends a crowd to report it;
 * whoever sends scams wants to know how far we are. So a report is no proof and changes no verdict: it is counted, once
 * for each person and cluster, and people of the desk decide. The answer to a report is one and the same, and says
 * nothing of others.
 */
import { problem } from "../../core/problem.ts";

/** Of a network and of a device that is not signed in. */
export const PER_NETWORK = 30;
export const PER_DEVICE = 10;
export const STRANGER_WINDOW_MS = 3_600_000;
export const PER_OWNER = 20;
export const OWNER_WINDOW_MS = 86_400_000;

/** The text as it was sent, and who reported what. */
export const TEXT_DAYS = 90;
export const REPORT_DAYS = 365;

export const LONGEST = { url: 8_000, text: 20_000, phone: 100, email: 400, sender: 100 } as const;

export const marks = ["not-a-scam", "taken-down"] as const;
export type Mark = (typeof marks)[number];

export const NoScamReport = problem("no-scam-report", 404, "There is no such report of yours.");
export const NoCluster = problem("no-cluster", 404, "There is no such cluster of reports.");
export const CannotList = problem(
  "cannot-list",
  409,
  "Words are not listed: honest messages use them too. List the links and numbers in it.",
);

export const DAY_MS = 86_400_000;
export const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);

/** Written so that no program makes a link of it and nobody opens it by a slip. */
export const defanged = (text: string) =>
  text
    .replace(/\bhttp(?=s?:)/gi, "hxxp")
    .replace(/(?<=[\p{L}\p{N}-])\.(?=[\p{L}\p{N}-])/gu, "[.]")
    .replace(/@(?=[\p{L}\p{N}])/gu, "[at]");
