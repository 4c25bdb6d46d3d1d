/** The rows of evidence packs, as TypeScript sees them. */
export type PackTables = {
  packs: {
    accountId: string;
    id: string;
    state: string;
    wish: string;
    build: string;
    done: number;
    total: number;
    downloads: number;
    askedAt: Date;
    readyAt: Date | null;
    expiresAt: Date | null;
    sha256: string | null;
    sizeBytes: number | null;
    fingerprint: string | null;
  };
  packParts: { accountId: string; packId: string; build: string; seq: number; bytes: Buffer };
};
