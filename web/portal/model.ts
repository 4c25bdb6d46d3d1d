/** What the portal knows of a recovery, and which page it belongs on. Pure: no clock, no browser. */

import type { Case, ProofKind, Recovery, RecoveryState, Situation } from "./facts.ts";
import type { Passkeys } from "./passkeys.ts";

export type * from "./facts.ts";

export const situations: readonly Situation[] = ["forgot-password", "lost-phone", "account-stolen"];

/** Proofs that a person can walk on these pages today; the others are named last, honestly. */
export const walkable: readonly ProofKind[] = [
  "sms-code",
  "email-code",
  "recovery-code",
  "authenticator-code",
  "passkey",
  "device-approval",
  "contact-approval",
  "face",
];
/** Asked of other people, or of a camera: only once a first proof was accepted. */
const onlyLater: readonly ProofKind[] = ["contact-approval", "device-approval", "face"];
const sent: readonly ProofKind[] = ["sms-code", "email-code"];

export const isSent = (proof: ProofKind) => sent.includes(proof);

const isFirst = ({ given }: Recovery) => given.every((proof) => proof === "known-device");

const missing = (proofs: readonly ProofKind[], given: readonly ProofKind[]) =>
  proofs.filter((proof) => !given.includes(proof));

const isLater = (proof: ProofKind) => onlyLater.includes(proof);

/** Paths that can be finished here: what is missing of them is walkable, or is the silent device. */
const openPaths = ({ paths, given }: Recovery) =>
  paths
    .map(({ proofs }) => missing(proofs, given))
    .filter((left) => left.length > 0 && left.every((proof) => walkable.includes(proof)))
    .map((left) => left.toSorted((a, b) => Number(isLater(a)) - Number(isLater(b))));

/** A passkey first where this browser has one; last where that is not known; not at all where it cannot. */
function ranked(open: ProofKind[][], can: Passkeys | null): ProofKind[][] {
  const isFirst = can === "here";
  const paths = can === "none" ? open.filter((left) => !left.includes("passkey")) : open;
  const rank = (kind: ProofKind | undefined) => (kind === "passkey" ? (isFirst ? -1 : 1) : 0);
  return paths
    .map((left) => left.toSorted((a, b) => rank(a) - rank(b)))
    .toSorted((a, b) => rank(a[0]) - rank(b[0]));
}

export type Choice = {
  best: ProofKind | null;
  others: ProofKind[];
  /** Proofs still to give on the recommended path. */
  left: number;
};

/** Which proofs to offer: the recommended one, and the others that can be given now. */
export function choose(recovery: Recovery, can: Passkeys | null = null): Choice {
  const open = ranked(openPaths(recovery), can);
  const first = open[0]?.[0] ?? null;
  const opens = (proof: ProofKind) => !(isLater(proof) && isFirst(recovery));
  // Nobody is sent to a passkey before it is known that this browser can use one.
  const best = first && opens(first) && (first !== "passkey" || can === "here") ? first : null;
  // An issued code after an issued code proves nothing new (policy: one class together).
  const useful = (proof: ProofKind) =>
    !(isSent(proof) && recovery.given.some(isSent)) && opens(proof);
  const others = [...new Set(open.flat())].filter((proof) => proof !== best && useful(proof));
  return { best, others, left: open[0]?.length ?? 0 };
}

/** The proof to ask for at once, without a page of choices: when the device already counts. */
export function straightTo(recovery: Recovery): ProofKind | null {
  const first = recovery.paths[0]?.proofs ?? [];
  const ownDevice = first.length === 2 && first[0] === "sms-code" && first[1] === "known-device";
  if (!recovery.given.includes("known-device") && !ownDevice) return null;
  const proof = missing(first, recovery.given).find((kind) => walkable.includes(kind));
  return proof && isSent(proof) ? proof : null;
}

/** "Proof 1 of 2", or null when one is enough. The silent device is not a step for a person. */
export function stepOf(recovery: Recovery, proof: ProofKind): { at: number; of: number } | null {
  const done = recovery.given.filter((kind) => kind !== "known-device");
  const lengths = recovery.paths
    .filter(({ proofs }) => proofs.includes(proof) && done.every((kind) => proofs.includes(kind)))
    .map(({ proofs }) => missing(proofs, recovery.given))
    .filter((left) => left.every((kind) => walkable.includes(kind)))
    .map((left) => left.length + done.length);
  const of = Math.min(...lengths);
  return Number.isFinite(of) && of > 1 ? { at: done.length + 1, of } : null;
}

export const hasEnded = ({ state }: Recovery) =>
  state === "completed" || state === "denied" || state === "cancelled" || state === "expired";

/** Where a recovery continues; `held`: the case that people have of it. */
export function pageFor(recovery: Recovery, held: Case | null = null): string {
  if (held && recovery.state === "proving" && !recovery.challenge && !recovery.choices?.length)
    return CASE;
  if (held?.decision && recovery.state === "denied") return CASE;
  switch (recovery.state) {
    case "waiting":
      return "/recover/wait";
    case "ready":
      return "/recover/password";
    case "completed":
      return "/recover/done";
    case "proving":
      if (recovery.choices && recovery.choices.length > 0) return "/recover/choose";
      if (recovery.glance?.state === "looking") return "/recover/face/looking";
      if (recovery.challenge) return "/recover/code";
      return isFirstOfTheft(recovery) ? "/frozen" : nextProof(recovery);
    default:
      return "/recover/stopped";
  }
}

const CASE = "/recover/case";

/** People can decide on this claim, and nobody has been asked yet. */
export const mayAskPeople = ({ paths, given }: Recovery) =>
  !given.includes("agent-review") && paths.some(({ proofs }) => proofs.includes("agent-review"));

/** A lost number is replaced by one that the claimant proves. */
export const needsNewPhone = ({ situation, newPhone, state }: Recovery) =>
  situation === "lost-phone" &&
  !newPhone &&
  (state === "proving" || state === "waiting" || state === "ready");

const typedProofs = ({ given }: Recovery) => given.filter((proof) => proof !== "known-device");

/** The first proof of a theft freezes: what came of that is said before any further proof is asked for. */
const isFirstOfTheft = (recovery: Recovery) =>
  recovery.situation === "account-stolen" && typedProofs(recovery).length === 1;

/** No proof yet of a theft: the one asked for now will freeze. */
export const willFreeze = (recovery: Recovery) =>
  recovery.situation === "account-stolen" && typedProofs(recovery).length === 0;

/** After a first proof the next one is asked for directly when it needs no sending. */
function nextProof(recovery: Recovery): string {
  const { best } = choose(recovery);
  if (recovery.contacts?.askedAt) return "/recover/contacts";
  const begun = recovery.given.some((proof) => proof !== "known-device");
  return begun && best && !isSent(best) ? pageOfProof(best) : "/recover/methods";
}

const statesOf: Record<string, readonly RecoveryState[]> = {
  "/recover/methods": ["proving"],
  "/recover/code": ["proving"],
  "/recover/no-code": ["proving"],
  "/recover/recovery-code": ["proving"],
  "/recover/authenticator": ["proving"],
  "/recover/passkey": ["proving"],
  "/recover/approval": ["proving"],
  "/recover/contacts": ["proving"],
  "/recover/choose": ["proving"],
  "/recover/face": ["proving"],
  "/recover/face/camera": ["proving"],
  "/recover/face/looking": ["proving"],
  [CASE]: ["proving", "waiting", "ready", "denied"],
  "/recover/case/new": ["proving"],
  "/recover/case/story": ["proving"],
  "/recover/case/questions": ["proving"],
  "/recover/case/check": ["proving"],
  "/recover/case/evidence": ["proving"],
  "/recover/case/appeal": ["denied"],
  "/recover/case/chat": ["proving", "waiting", "ready", "denied"],
  "/recover/new-phone": ["proving", "waiting", "ready"],
  "/recover/new-phone/number": ["proving", "waiting", "ready"],
  "/recover/new-phone/code": ["proving", "waiting", "ready"],
  "/recover/wait": ["waiting"],
  "/frozen": ["proving", "waiting", "ready"],
  "/unfreeze": ["proving", "waiting", "ready"],
  "/recover/password": ["ready"],
  "/recover/done": ["completed"],
  "/recover/stopped": ["denied", "cancelled", "expired"],
};

export type Standing = { is: "fits" | "none" | "ended" } | { is: "elsewhere"; path: string };

/** May this page be shown for this recovery? If not, where does the recovery stand? */
export function standing(
  path: string,
  recovery: Recovery | null,
  held: Case | null = null,
): Standing {
  const states = statesOf[path];
  if (!states) return { is: "fits" };
  if (!recovery) return { is: "none" };
  if (!states.includes(recovery.state))
    return hasEnded(recovery)
      ? { is: "ended" }
      : { is: "elsewhere", path: pageFor(recovery, held) };
  const away = ofCase(path, recovery, held);
  if (away) return away;
  const choosing = (recovery.choices?.length ?? 0) > 0;
  const anyAccount = path.startsWith(CASE);
  if (recovery.state === "proving" && !anyAccount && choosing !== (path === "/recover/choose"))
    return { is: "elsewhere", path: pageFor(recovery) };
  if (path === "/recover/face/looking" && !recovery.glance)
    return { is: "elsewhere", path: "/recover/methods" };
  const asksForSent = path === "/recover/code" || path === "/recover/no-code";
  // A lost answer: the code was accepted, and the page learned of it by asking again.
  const lost = isFirstOfTheft(recovery) ? "/frozen" : "/recover/methods";
  if (asksForSent && !recovery.challenge) return { is: "elsewhere", path: lost };
  if ((path === "/frozen" || path === "/unfreeze") && typedProofs(recovery).length === 0)
    return { is: "elsewhere", path: pageFor(recovery) };
  return { is: "fits" };
}

/** Can a code go there, as far as a page can tell? The server says for sure. */
export function isContact(typed: string): boolean {
  const text = typed.normalize("NFKC").trim();
  if (text.includes("@")) return /^\S+@\S+\.\S{2,}$/.test(text);
  return /^\+?[\d\s().\p{Pd}]+$/u.test(text) && text.replace(/\D/g, "").length >= 8;
}

/** What people write when they mean a reference: any case, with or without the dash; as we write it, or null when it is none. */
export function readReference(typed: string): string | null {
  const text = typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "");
  return text.length === 6 ? `${text.slice(0, 2)}-${text.slice(2)}` : null;
}

/** The name that people quote: the case's, when there is one. */
export const referenceOf = (recovery: Recovery, held: Case | null = null) =>
  held?.reference ?? recovery.reference;

/** Pages of a case are for whoever has one; what its state does not ask for leads to where it stands. */
function ofCase(path: string, recovery: Recovery, held: Case | null): Standing | null {
  if (path.startsWith("/recover/new-phone"))
    return needsNewPhone(recovery) ? null : { is: "elsewhere", path: pageFor(recovery, held) };
  if (!path.startsWith(CASE)) return null;
  const isNew = path === "/recover/case/new" || path === "/recover/case/story";
  if (!held) {
    if (recovery.state === "denied") return { is: "ended" };
    if (recovery.state !== "proving") return { is: "elsewhere", path: pageFor(recovery) };
    return isNew ? null : { is: "elsewhere", path: "/recover/case/new" };
  }
  if (recovery.state === "denied" && !held.decision) return { is: "ended" };
  const asks = /\/(questions|check)$/.test(path);
  const fits = asks
    ? held.questions.length > 0
    : path === "/recover/case/appeal"
      ? held.appeal?.possible === true
      : !isNew;
  return fits ? null : { is: "elsewhere", path: CASE };
}

const pagesOfProofs: Partial<Record<ProofKind, string>> = {
  "recovery-code": "/recover/recovery-code",
  "authenticator-code": "/recover/authenticator",
  passkey: "/recover/passkey",
  "device-approval": "/recover/approval",
  "contact-approval": "/recover/contacts",
  face: "/recover/face",
};

/** Which page asks for this proof; one that is sent has its code asked for on a page of its own. */
export const pageOfProof = (proof: ProofKind): string => pagesOfProofs[proof] ?? "/recover/code";
