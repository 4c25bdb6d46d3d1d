/** The rows of the face check, as TypeScript sees them. */
import type { Default } from "./tables.ts";

/** Of a proof by `face`. */
export type FaceGiven = {
  /** By a certified provider. */
  attested?: boolean;
  /** Which check and which enrolment it was, and what the person said who compared them. */
  check?: string;
  template?: string;
  glance?: "approved" | "declined";
};

export type FaceTables = {
  faceConsents: {
    accountId: string;
    id: string;
    version: number;
    locale: string;
    leaves: boolean;
    givenAt: Date;
    withdrawnAt: Date | null;
  };
  faceTemplates: {
    accountId: string;
    id: string;
    consentId: string;
    verifier: string;
    template: string;
    picture: Buffer;
    createdAt: Date;
  };
  faceSessions: {
    accountId: string;
    id: string;
    subjectId: string;
    purpose: string;
    asked: string;
    nonceHash: string;
    createdAt: Date;
    expiresAt: Date;
    usedAt: Date | null;
    outcome: string | null;
    report: string | null;
    digests: Default<string>;
  };
  facePictures: { accountId: string; id: string; bytes: Buffer; takenAt: Date };
  faceGlances: {
    accountId: string;
    id: string;
    recoveryId: string;
    sessionId: string;
    templateId: string;
    staffId: string | null;
    askedAt: Date;
    dueAt: Date;
    until: Date;
    seenAt: Date | null;
    endedAt: Date | null;
    outcome: string | null;
    reason: string | null;
    device: string | null;
  };
};
