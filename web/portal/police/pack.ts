/** Files for the police: what the server says of them, and the draft of a new one. */
import { store } from "../portal.ts";

export type Pack = {
  id: string;
  reference: string;
  state: "building" | "ready" | "failed" | "expired";
  lang: "en" | "zh";
  from: string;
  to: string;
  transactions: number;
  caseReference: string | null;
  progress: { done: number; total: number };
  askedAt: string;
  readyAt: string | null;
  expiresAt: string | null;
  downloads: number;
  downloadsLeft: number;
  sha256: string | null;
  sizeBytes: number | null;
  fileName: string;
  keyFingerprint: string | null;
};
export type Packs = { packs: Pack[]; isFresh: boolean; now: string };

type Both = { en: string; zh: string };
export type Transaction = {
  id: string;
  at: string;
  direction: "in" | "out";
  amount: string;
  currency: string;
  payee: string | null;
  status: string;
  picked: boolean;
};
export const needed = ["time", "place", "course", "amount"] as const;
export const optional = ["idNumber", "ownAccount", "otherSide"] as const;
export type Part = (typeof needed)[number] | (typeof optional)[number];

export type PackDraft = {
  lang: "en" | "zh";
  from: string;
  to: string;
  stolen: { from: string; to: string } | null;
  person: {
    name: string | null;
    accountId: string;
    phone: string | null;
    email: string | null;
  };
  transactions: Transaction[];
  transactionsInAll: number;
  counterAccounts: "masked" | "full";
  holds: { id: string; reason: string; placedAt: string; releasedAt: string | null }[];
  cases: { id: string; reference: string; isYours: boolean; files: number; messages: number }[];
  caseId: string | null;
  statement: Record<Part, Both & { value: Both }>;
  limits: { livePacks: number; days: number; downloads: number; statementMax: number };
  isFresh: boolean;
};

/** What the owner has chosen and written so far; kept in this tab, over reloads. */
export type Chosen = { picked: string[]; words: Partial<Record<Part, string>> };

const nameOf = (accountId: string) => `pack-draft:${accountId}`;

/** Before anything was changed: what the server picked, and its templates. */
export const suggested = (draft: PackDraft, lang: "en" | "zh"): Chosen => ({
  picked: draft.transactions.filter(({ picked }) => picked).map(({ id }) => id),
  words: Object.fromEntries(
    [...needed, ...optional].map((part) => [part, draft.statement[part].value[lang]]),
  ),
});

export function kept(draft: PackDraft): Chosen | null {
  try {
    const found = JSON.parse(store.get(nameOf(draft.person.accountId))) as Chosen;
    return Array.isArray(found.picked) && typeof found.words === "object" ? found : null;
  } catch {
    return null;
  }
}
export const keep = (draft: PackDraft, chosen: Chosen | null) =>
  store.put(nameOf(draft.person.accountId), chosen ? JSON.stringify(chosen) : "");

/** Sums by currency, in smallest units, so that no amount is rounded: "3600.00 CNY". */
export function sums(transactions: readonly Transaction[]): { currency: string; amount: string }[] {
  const minor = new Map<string, bigint>();
  for (const { amount, currency } of transactions) {
    const [whole = "0", part = ""] = amount.split(".");
    const units = BigInt(whole) * 100n + BigInt(part.padEnd(2, "0").slice(0, 2));
    minor.set(currency, (minor.get(currency) ?? 0n) + units);
  }
  return [...minor].map(([currency, units]) => ({
    currency,
    amount: `${units / 100n}.${String(units % 100n).padStart(2, "0")}`,
  }));
}

/** What is still missing or too long of the statement. */
export const faultsOf = (words: Chosen["words"], max: number): Part[] =>
  [...needed, ...optional].filter((part) => {
    const text = (words[part] ?? "").trim();
    const most = part === "course" ? max : 300;
    const isNeeded = (needed as readonly string[]).includes(part);
    return [...text].length > most || (isNeeded && text === "");
  });

const DAY_MS = 86_400_000;
export const daysLeft = (until: string, nowMs: number) =>
  Math.max(0, Math.ceil((Date.parse(until) - nowMs) / DAY_MS));
export const sizeOf = (bytes: number) =>
  bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
