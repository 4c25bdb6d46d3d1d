/** May this account be checked by its owner's face, and did they agree to it? Nothing here compares anything. */
import { emit } from "../../core/events.ts";
import type { Actor, World } from "../../core/world.ts";
import type { FaceVerifier } from "../../ports/face/face.ts";
import { readPerson } from "../accounts/index.ts";
import { disabledProofs } from "../staff/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

/** Who compares, or why nobody does for this account. */
export async function offered(
  world: World,
  accountId: string,
): Promise<{ verifier: FaceVerifier } | { why: "not-configured" | "switched-off" | "child" }> {
  const verifier = world.ports.face;
  if (!verifier) return { why: "not-configured" };
  if ((await disabledProofs(world)).some((kind) => kind === "face")) return { why: "switched-off" };
  const { birthday } = await readPerson(world, accountId);
  return rules.isChild(birthday, world.now()) ? { why: "child" } : { verifier };
}

/** Throws `no-face-check`. */
export async function demandOffered(world: World, accountId: string): Promise<FaceVerifier> {
  const found = await offered(world, accountId);
  if ("why" in found) throw rules.NoFaceCheck({ why: found.why });
  return found.verifier;
}

/** To the text that is in force, and to pictures leaving the house, when they do. */
export async function findConsent(world: World, accountId: string, verifier: FaceVerifier) {
  const all = await store.listConsents(world.db, accountId);
  return all.find(
    ({ version, leaves }) =>
      version === rules.CONSENT_VERSION && (leaves || !verifier.leavesPremises),
  );
}

type Agreed = { version: number; locale: "en" | "zh" };

/** Under the account's lock. Throws `face-consent` for another text than the one in force. */
export async function giveConsent(
  world: World,
  actor: Actor,
  accountId: string,
  { version, locale }: Agreed,
): Promise<string> {
  const verifier = await demandOffered(world, accountId);
  if (version !== rules.CONSENT_VERSION) throw rules.FaceConsent();
  const before = await findConsent(world, accountId, verifier);
  if (before) return before.id;
  const id = world.id("fco");
  await store.insertConsent(world.db, {
    ...{ accountId, id, version, locale, leaves: verifier.leavesPremises },
    ...{ givenAt: world.now(), withdrawnAt: null },
  });
  await emit(world, actor, "face.consented", accountId, { consentId: id, version });
  return id;
}
