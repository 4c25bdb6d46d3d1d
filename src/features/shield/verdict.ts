/** What a check says. The same shape for a link, a message, a number and an address. */

/** `unknown` never means safe: it means that nothing here speaks for it or against it. */
export type Verdict = "official" | "suspicious" | "malicious" | "unknown";

export type Severity = "info" | "low" | "high" | "critical";

/** Why. `evidence` is the piece of the input that it was seen in, at most 80 characters of it. */
export type Reason = {
  code: string;
  severity: Severity;
  /** The brand's id in the registry. */
  brand?: string;
  evidence: string;
  text: { en: string; zh: string };
};

export type Check = {
  verdict: Verdict;
  /** How strongly it speaks against the input: 0 fine, 1 certain. Unknown is not 0. */
  score: number;
  /** The strongest first. Never empty. */
  reasons: Reason[];
  /** The id of the brand that it pretends to be. */
  imitates?: string;
};
