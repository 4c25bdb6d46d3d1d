/**
 * The directory port: what others offer when accounts live with them (docs/guide/integrate.md). A wallet's own
 * system keeps the money too (`http`); a directory of people (`scim`, `ldap`) knows who may sign in, and no more.
 */
export type HoldScope = "outgoing" | "sign-in" | "everything";
export type DirectoryHold = { id: string; scope: HoldScope; expiresAt: Date | null };

export type Powers = {
  /**
   * It keeps the money: under a hold no debit commits, a hold ends by itself when its time is over, grants and ends
   * of sessions are taken, transactions told. Where there is no ledger, who placed a hold also releases it in time.
   */
  ledger: boolean;
  /** The scopes that it applies. */
  holds: readonly HoldScope[];
  /** It keeps the passwords, and takes new ones. */
  passwords: boolean;
};

/** What a look shows: a few words, and what is configured or needed and missing there, each with what to do. */
export type Probed = { says: string; lacks: string[] };

/**
 * Every call is idempotent and bounded by `signal`. Throws `DirectoryFailed`; what is not among its powers is
 * refused with `unsupported`, and nothing was done.
 */
export type Directory = {
  name: string;
  can: Powers;
  /** Whom it leads to. A directory of people refuses with `ambiguous` when that is more than one. */
  find(
    identifier: { kind: "phone" | "email" | "name"; value: string },
    signal: AbortSignal,
  ): Promise<string[]>;
  /** Applies the hold under the ledger's own row lock; afterwards no debit commits. */
  hold(accountId: string, hold: DirectoryHold, signal: AbortSignal): Promise<{ heldAt: Date }>;
  release(accountId: string, holdId: string, signal: AbortSignal): Promise<void>;
  acceptGrant(accountId: string, grant: string, signal: AbortSignal): Promise<void>;
  endSessions(accountId: string, signal: AbortSignal): Promise<void>;
  transactions(
    accountId: string,
    page: { since: Date; cursor: string | null; limit: number },
    signal: AbortSignal,
  ): Promise<{ items: Transaction[]; cursor: string | null }>;
  /** Throws `password-refused` when the directory has rules of its own. When no answer came: set it again. */
  setPassword(accountId: string, password: string, signal: AbortSignal): Promise<void>;
  /** Asks whether it answers, takes the key and can what it has to; about nobody, and changes nothing. */
  probe?(signal: AbortSignal): Promise<Probed>;
};

/** A name that nobody has: to ask with, and about nobody. */
export const NOBODY = "rightful-doctor-asks-about-nobody";

/** The part of a directory that keeps no money. */
export const withoutLedger = {
  acceptGrant: () => Promise.reject(unsupported()),
  endSessions: () => Promise.reject(unsupported()),
  transactions: () => Promise.reject(unsupported()),
} satisfies Partial<Directory>;

export type Transaction = {
  id: string;
  at: Date;
  direction: "in" | "out";
  amount: string;
  currency: string;
  payee: string;
  status: "completed" | "refused" | "reversed";
};

export class DirectoryFailed extends Error {
  readonly retry: boolean;
  constructor(message: string, retry: boolean) {
    super(message);
    this.retry = retry;
  }
}

export const unsupported = () => new DirectoryFailed("unsupported", false);
export const unknownAccount = () => new DirectoryFailed("unknown-account", false);
export const unreadable = () => new DirectoryFailed("unreadable-answer", true);
export const ambiguous = () => new DirectoryFailed("ambiguous", false);
