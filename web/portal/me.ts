/** What an owner sees of their own ways back in. */
import type { Back, Suggestion } from "./centre.ts";
import type { Contacts } from "./contacts/facts.ts";
import type { Challenge, Hold, ProofKind } from "./model.ts";

export type Me = {
  account: { id: string; name: string; locale: string };
  freshUntil: string | null;
  signedInVia: string;
  back: Back;
  /** What to do, the most useful first. */
  suggestions: Suggestion[];
};

export type PendingChange = {
  id: string;
  method: string;
  change: "add" | "replace" | "remove";
  effectiveAt: string;
  /** Which of them, by the owner's name for it. */
  passkey?: { id: string; name: string };
  /** Of a change of one contact. */
  contactId?: string;
};

export type OwnPasskey = {
  id: string;
  name: string;
  addedAt: string;
  lastUsedAt: string | null;
  countsFrom: string;
  deviceBound: boolean;
};

export type Ways = {
  phone: { masked: string; verifiedAt: string | null } | null;
  email: { masked: string; verifiedAt: string | null } | null;
  recoveryCodes: { left: number; createdAt: string; countsFrom: string | null } | null;
  authenticator: { addedAt: string; countsFrom: string | null } | null;
  passkeys: OwnPasskey[];
  contacts: Contacts;
  face: { addedAt: string; countsFrom: string } | null;
  /** Faces can be compared here, and this owner is old enough. */
  faceOffered: boolean;
  devices: { id: string; name: string; boundAt: string; lastSeenAt: string; current: boolean }[];
  pending: PendingChange[];
};

/** The face check of this owner, with the consent that it stands on. */
export type OwnFace = {
  offered: boolean;
  consent: {
    version: number;
    givenAt: string | null;
    pictureDays: number;
    leavesPremises: boolean;
  };
  face: { addedAt: string; countsFrom: string } | null;
};

/** The holds that stand on the account. */
export type Holds = {
  holds: Hold[];
  restrictions: { outgoing: boolean; signIn: boolean };
};

/** The one that stops the most. */
export const widest = ({ holds }: Holds): Hold | undefined =>
  holds.find(({ scope }) => scope === "everything") ?? holds[0];

export type Asked = { challenge: Challenge };

/** The proofs an owner can give now, the quickest first. */
export function freshProofs(ways: Ways): ProofKind[] {
  const proofs: ProofKind[] = [];
  if (ways.phone) proofs.push("sms-code");
  if (ways.email) proofs.push("email-code");
  if (ways.authenticator) proofs.push("authenticator-code");
  if (ways.recoveryCodes && ways.recoveryCodes.left > 0) proofs.push("recovery-code");
  return proofs;
}
