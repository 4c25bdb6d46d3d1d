/** The directory port: what a wallet offers when accounts and money live with it (docs/guide/integrate.md). */
export type HoldScope = "outgoing" | "sign-in" | "everything";
export type DirectoryHold = { id: string; scope: HoldScope; expiresAt: Date | null };

/** Every call is idempotent and bounded by `signal`. Throws `DirectoryFailed`. */
export type Directory = {
  name: string;
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
};

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
