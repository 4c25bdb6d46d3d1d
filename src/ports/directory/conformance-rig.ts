/** What the cases of the conformance suite stand on: the other side, and whom a case is asked of. */
import assert from "node:assert/strict";
import { type Directory, DirectoryFailed, type HoldScope, type Powers } from "./directory.ts";

/** A wallet on the other side, with an account that may be held and released. */
export type Rig = {
  directory: Directory;
  /** The same wallet, asked with a key it does not know. */
  stranger: Directory;
  accountId: string;
  /** E.164; leads to that account and to no other. */
  phone: string;
  /**
   * One debit on the account: whether it was committed. Where no money is kept, one sign-in with its password.
   * Null where nobody can make one.
   */
  debit: (() => Promise<boolean>) | null;
  /** Whether this password opens the account now. Where passwords are kept. */
  opens?(password: string): Promise<boolean>;
  /** The time that the wallet keeps. */
  now(): Date;
  /** Another at each call: a wallet remembers the holds that it had. */
  unique(): string;
};
export type Armed = Rig & {
  debit: () => Promise<boolean>;
  holdId(): string;
  /** A hold that this directory applies. */
  hold(
    id: string,
    expiresAt?: Date | null,
  ): { id: string; scope: HoldScope; expiresAt: Date | null };
  nobody: string;
};
export type Case = {
  title: string;
  /** Whom it is asked of. */
  of(powers: Powers): boolean;
  /** Without a debit it cannot be seen whether the promise holds. */
  needsDebit: boolean;
  /** Nor without somebody who tries passwords. */
  needsSignIn?: boolean;
  run(rig: Armed): Promise<void>;
};

export const patient = () => AbortSignal.timeout(20_000);
export const SINCE = new Date(0);

export async function failing(promise: Promise<unknown>): Promise<DirectoryFailed> {
  const error = await promise.then(
    () => assert.fail("it was done, and should have been refused"),
    (error: unknown) => error,
  );
  if (error instanceof DirectoryFailed) return error;
  throw error;
}

export const anybody = () => true;
export const holding = ({ holds }: Powers) => holds.length > 0;
export const ledger = (powers: Powers) => powers.ledger;
export const keeping = ({ passwords }: Powers) => passwords;
export const seen = (title: string, of: Case["of"], run: Case["run"]): Case => ({
  ...{ title, of, needsDebit: false, run },
});
export const signedIn = (title: string, of: Case["of"], run: Case["run"]): Case => ({
  ...{ title, of, needsDebit: false, needsSignIn: true, run },
});
export const paid = (title: string, of: Case["of"], run: Case["run"]): Case => ({
  ...{ title, of, needsDebit: true, run },
});
