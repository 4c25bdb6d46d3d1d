/** The rows of the desk, as TypeScript sees them; see `core/tables.ts`. */
import type { Default } from "./tables.ts";

export type DeskTables = {
  staff: {
    accountId: string;
    role: string;
    team: string | null;
    createdAt: Date;
    endedAt: Default<Date | null>;
    oidc: Default<string | null>;
    clearedAt: Default<Date | null>;
  };
  staffPasskeys: {
    accountId: string;
    id: string;
    credential: string;
    publicKey: string;
    counter: number;
    since: Date;
    usedAt: Default<Date | null>;
    removedAt: Default<Date | null>;
  };
  staffInvites: {
    accountId: string;
    id: string;
    tokenHash: string;
    codeHash: string | null;
    triesLeft: number;
    madeBy: string;
    expiresAt: Date;
    usedAt: Default<Date | null>;
  };
  staffChallenges: { hash: string; purpose: string; expiresAt: Date };
  deskChanges: {
    accountId: string;
    id: string;
    kind: string;
    target: string;
    facts: string;
    askedBy: string;
    askedAt: Date;
    expiresAt: Date;
    decidedBy: Default<string | null>;
    decidedAt: Default<Date | null>;
    outcome: Default<string | null>;
    doneAt: Default<Date | null>;
    codeHash: Default<string | null>;
  };
  brakes: { what: string; setBy: string; reason: string; setAt: Date };
  deskViews: { accountId: string; subject: string; seenAt: Date };
  agentCodes: {
    accountId: string;
    id: string;
    codeHash: string;
    madeBy: string;
    purpose: string;
    expiresAt: Date;
  };
  checkpoints: {
    seq: number;
    at: Date;
    line: string;
    filedAt: Default<Date | null>;
    postedAt: Default<Date | null>;
  };
  anchoredChains: { accountId: string; seq: number; hash: string };
};
