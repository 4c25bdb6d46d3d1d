/** The rows of recovery contacts, as TypeScript sees them. */
import type { Default } from "./tables.ts";

export type ContactTables = {
  contacts: {
    accountId: string;
    id: string;
    kind: string;
    data: string;
    tag: string;
    locale: string;
    askedAt: Date;
    since: Date | null;
    invites: Default<number>;
    confirmedAt: Default<Date | null>;
    declinedAt: Default<Date | null>;
    removedAt: Default<Date | null>;
    remindedAt: Default<Date | null>;
  };
  contactLinks: {
    hash: string;
    accountId: string;
    contactId: string;
    roundId: string | null;
    expiresAt: Date;
  };
  contactRounds: {
    accountId: string;
    id: string;
    recoveryId: string;
    askedAt: Date;
    expiresAt: Date;
    endedAt: Default<Date | null>;
  };
  contactAsks: {
    accountId: string;
    id: string;
    roundId: string;
    recoveryId: string;
    contactId: string;
    askedAt: Date;
    answer: Default<string | null>;
    answeredAt: Default<Date | null>;
    codeHash: Default<string | null>;
    codeUntil: Default<Date | null>;
    triesLeft: number;
    enteredAt: Default<Date | null>;
  };
};
