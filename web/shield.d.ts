/** Types of shield.js: is this really you? The same verdicts as POST /v1/checks, offline. */

/** `unknown` never means safe: nothing speaks for it or against it. */
export type Verdict = "official" | "suspicious" | "malicious" | "unknown";

export type Reason = {
  code: string;
  severity: "info" | "low" | "high" | "critical";
  /** Id of a brand of the list. */
  brand?: string;
  /** The piece of the input that it was seen in. */
  evidence: string;
  text: { en: string; zh: string };
};

export type Checked = {
  verdict: Verdict;
  /** From 0 (fine) to 1 (certain). Unknown is not 0. */
  score: number;
  /** The strongest first. Never empty. */
  reasons: Reason[];
  /** The id of the brand that it pretends to be. */
  imitates?: string;
  /** Whom it imitates, or whose it is. */
  brand?: { id: string; name: { en: string; zh: string }; domain: string };
  /** Where a link goes. `marks`: from and to of letters that only look like others, counted in characters. */
  link?: { host: string; ascii: string; marks: [from: number, to: number][] };
};

/** Exactly one of url, text, phone and email; `sender` beside a text. */
export type Asked = {
  url?: string | undefined;
  text?: string | undefined;
  phone?: string | undefined;
  email?: string | undefined;
  sender?: string | undefined;
};

export type Shield = {
  readonly version: number;
  /** Throws `CheckRefused` (`bad-input`) for what the server refuses. */
  check(asked: Asked): Checked;
};

/** Throws `ListRefused` (`not-a-list`). Make one and keep it. */
export declare function createShield(given: { channels: unknown }): Shield;

export type ListFault =
  | "not-a-list"
  | "unknown-key"
  | "bad-signature"
  | "other-issuer"
  | "expired"
  | "too-new"
  | "older"
  | "no-crypto";

/**
 * Opens /.well-known/official-channels.json, wherever it came from. `keys`: /jwks.json of whom you trust. `issuer`: the
 * origin whose list it is. `atLeast`: the version that was trusted last. Rejects with `ListRefused`.
 */
export declare function openChannels(
  list: unknown,
  options: { keys: { keys: readonly object[] }; issuer: string; now: Date; atLeast?: number },
): Promise<{ version: number; reviewed: string }>;

export declare class ListRefused extends Error {
  readonly code: ListFault;
}
export declare class CheckRefused extends Error {
  readonly code: string;
  readonly status: number;
}
