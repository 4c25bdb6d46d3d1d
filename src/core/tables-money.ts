/** The rows that payments are judged by, as TypeScript sees them; see `core/tables.ts`. */
import type { Default } from "./tables.ts";

export type MoneyTables = {
  reservations: {
    accountId: string;
    id: string;
    facts: string;
    amount: number;
    state: string;
    decidedAt: Date;
    expiresAt: Date;
  };
  transactions: {
    accountId: string;
    id: string;
    at: Date;
    countedAt: Date;
    direction: string;
    amount: number;
    currency: string;
    payeeTag: string;
    payee: string;
    status: string;
  };
  sharedPayees: { accountId: string; tag: string; paidAt: Date };
  payees: { accountId: string; tag: string; seenAt: Date; paidAt: Date | null };
  confirmations: {
    accountId: string;
    id: string;
    facts: string;
    details: string;
    askedAt: Date;
    confirmedAt: Default<Date | null>;
  };
  moneyLimits: { accountId: string; id: string; kind: string; since: Date; until: Date };
};
