/** Rows of passkeys and of approvals by a signed-in device, as TypeScript sees them. */
import type { Default } from "./tables.ts";

export type PasskeyTables = {
  passkeys: {
    accountId: string;
    id: string;
    credential: string;
    publicKey: string;
    counter: number;
    deviceBound: boolean;
    deviceTag: string | null;
    handle: string;
    name: string;
    since: Date;
    verifiedAt: Date;
    lastUsedAt: Default<Date | null>;
    removedAt: Default<Date | null>;
  };
  passkeyChallenges: {
    accountId: string;
    hash: string;
    subjectId: string;
    purpose: string;
    askedAt: Date;
    expiresAt: Date;
    usedAt: Default<Date | null>;
  };
  approvals: {
    accountId: string;
    id: string;
    recoveryId: string;
    facts: string;
    triesLeft: number;
    askedAt: Date;
    expiresAt: Date;
    endedAt: Default<Date | null>;
    endedWhy: Default<string | null>;
  };
};
