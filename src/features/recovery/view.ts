/** What a claimant sees of a recovery. Before a first proof nothing of it depends on the account. */

import { makeToken } from "../../core/tokens.ts";
import { once } from "../../core/unit.ts";
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import {
  findCandidates,
  isShadow,
  label,
  maskPhone,
  openFor,
  parseIdentifier,
  readPerson,
  sealFor,
} from "../accounts/index.ts";
import type { RoundView } from "../contacts/index.ts";
import {
  type HoldView,
  hasLedger,
  holdView,
  isEndedByPath,
  standingHolds,
} from "../holds/index.ts";
import { type ProofKind, pathsFor, pathsLeft } from "../policies/index.ts";
import { type ChallengeView, listRecoveryCodes, liveChallenge } from "../proofs/index.ts";
import { disabledProofs } from "../staff/index.ts";
import { contactsAsked, isWhole } from "./by-contacts.ts";
import { glanceView } from "./glance.ts";
import { asProof, factsOf, type Loaded, policyOf } from "./judging.ts";
import { availableKinds } from "./kinds.ts";
import { isRecognised, isUncounted } from "./number.ts";
import { isEnded, type State } from "./rules.ts";
import * as store from "./store.ts";
import { readTyped } from "./typed.ts";

export type RecoveryView = {
  id: string;
  /** To quote on the telephone: no secret. */
  reference: string;
  situation: string;
  state: State;
  paths: { proofs: ProofKind[] }[];
  given: ProofKind[];
  /** Given too, and counting for nothing as things stand; why is not told. */
  uncounted?: ProofKind[];
  challenge?: ChallengeView;
  /** Several accounts use what was typed; told after its proof. */
  choices?: { id: string; label: string }[];
  waitingUntil?: string;
  contest?: true;
  /** The account's contacts and what they answered; after a first proof. */
  contacts?: RoundView;
  /** Enough proof was given, but another recovery of the account is further on. */
  blocked?: true;
  createdAt: string;
  expiresAt: string;
  endedAt?: string;
  endedWhy?: string;
  policy: { name: string; version: number };
  money?: { kind: string; until: string };
  /** A person compares two pictures, until when it was promised; or they could not say that it is you. */
  glance?: { state: "looking"; until: string } | { state: "declined" };
  codesLeft?: number;
  /** The number that was proven for afterwards, shortened. */
  newPhone?: string;
  /** After a proven theft: what is frozen, and how far that got. After any whole path: what it may end. */
  hold?: HoldView;
};

/** K7-4F2Q: from the random end of the id. */
export const reference = (id: string) => {
  const tail = id.slice(-6).toUpperCase();
  return `${tail.slice(0, 2)}-${tail.slice(2)}`;
};

export async function keepNewPhone(world: World, accountId: string, id: string, phone: string) {
  const sealed = sealFor(world, await accountKey(world, accountId), phone, `new-phone:${id}`);
  await store.setNewPhone(world.db, accountId, id, sealed);
  return sealed;
}

/** E.164. */
export const readNewPhone = async (world: World, { accountId, id, newPhone }: Loaded) =>
  newPhone ? openFor(await accountKey(world, accountId), newPhone, `new-phone:${id}`) : "";

export async function view(world: World, recovery: Loaded, blocked = false): Promise<RecoveryView> {
  const challenge =
    recovery.state === "proving"
      ? await once(world, `live:${recovery.id}`, () =>
          liveChallenge(world, recovery.accountId, recovery.id),
        )
      : null;
  const uncounted = await uncountedOf(world, recovery);
  const isFirst = !(await isRecognised(world, recovery));
  const money =
    recovery.state === "completed"
      ? await once(world, `money:${recovery.id}`, () =>
          store.findMoneyLimit(world.db, recovery.accountId, recovery.id),
        )
      : undefined;
  const choices =
    isShadow(recovery.accountId) && !isFirst && !isEnded(recovery.state)
      ? await choicesOf(world, recovery)
      : undefined;
  const contacts = await contactsAsked(world, recovery);
  const hold = isFirst ? undefined : await holdOf(world, recovery);
  const glance = await glanceView(world, recovery);
  const usedSaved = recovery.given.some(({ kind }) => kind === "recovery-code");
  return {
    id: recovery.id,
    reference: reference(recovery.id),
    situation: recovery.situation,
    state: recovery.state,
    paths: await pathsShown(world, recovery),
    given: recovery.given
      .filter((given) => isWhole(given, policyOf(world, recovery)))
      .map(({ kind }) => kind as ProofKind)
      .filter((kind) => !uncounted.includes(kind)),
    ...(uncounted.length > 0 && { uncounted }),
    ...(challenge && { challenge }),
    ...(choices && { choices }),
    ...(contacts && { contacts }),
    ...(recovery.waitingUntil && { waitingUntil: recovery.waitingUntil.toISOString() }),
    ...(recovery.contested && { contest: true as const }),
    ...(blocked && { blocked: true as const }),
    createdAt: recovery.createdAt.toISOString(),
    expiresAt: recovery.expiresAt.toISOString(),
    ...(recovery.endedAt && { endedAt: recovery.endedAt.toISOString() }),
    ...(recovery.endedWhy && { endedWhy: recovery.endedWhy }),
    policy: { name: recovery.policyName, version: recovery.policyVersion },
    ...(money && { money: { kind: money.kind, until: money.until.toISOString() } }),
    ...(hold && { hold }),
    ...(glance && { glance }),
    ...(recovery.newPhone && { newPhone: maskPhone(await readNewPhone(world, recovery)) }),
    ...(usedSaved && {
      codesLeft: (await listRecoveryCodes(world, recovery.accountId)).filter((code) => !code.usedAt)
        .length,
    }),
  };
}

const uncountedOf = async (world: World, recovery: Loaded): Promise<ProofKind[]> =>
  (await isUncounted(world, recovery)) ? ["sms-code"] : [];

/**
 * The widest hold that stands: told to somebody who says that the account was stolen and has proven it; and
 * to anybody whose whole path is proven, its wait included, when that path ends it (policy.md, "Holds").
 */
async function holdOf(world: World, { accountId, situation, state }: Loaded) {
  const isTheft = situation === "account-stolen";
  if (isShadow(accountId) || !(isTheft ? state !== "completed" : state === "ready"))
    return undefined;
  const standing = (await standingHolds(world, accountId)).filter(
    (hold) => isTheft || isEndedByPath(world, hold, situation),
  );
  const widest = standing.find(({ scope }) => scope === "everything") ?? standing[0];
  return widest && holdView(widest, hasLedger(world.ports.directory));
}

async function pathsShown(world: World, recovery: Loaded): Promise<{ proofs: ProofKind[] }[]> {
  if (recovery.state !== "proving") return [];
  const policy = policyOf(world, recovery);
  if (isShadow(recovery.accountId) || !(await isRecognised(world, recovery)))
    return unique(
      pathsFor(policy, recovery.situation, { knownDevice: false, passkeys: true, camera: true }, [
        ...(await disabledProofs(world)),
        ...((await isUncounted(world, recovery)) ? (["sms-code"] as const) : []),
      ]).map(({ all }) => all),
    );
  const given = recovery.given.map(asProof);
  // Pictures that did not convince a person are no part of any path.
  const declined = recovery.given.some(({ glance }) => glance === "declined");
  const kinds = [
    ...(await availableKinds(world, recovery)),
    ...given.map(({ kind }) => kind).filter((kind) => kind !== "face" || !declined),
  ];
  const left = pathsLeft(
    policy,
    recovery.situation,
    recovery.riskLevel,
    given,
    await factsOf(world, recovery),
    kinds,
  );
  // A way that asks for all that another asks for, and more, helps nobody: the shortest come first.
  const short = left.filter(
    ({ missing }) =>
      !left.some(
        (other) =>
          other.missing.length < missing.length &&
          other.missing.every((kind) => missing.includes(kind)),
      ),
  );
  return unique(short.map(({ used, missing }) => [...used, ...missing]));
}

const unique = (paths: ProofKind[][]) => [
  ...new Map(paths.map((proofs) => [[...proofs].sort().join(), { proofs }])).values(),
];

/** The accounts behind a shared number: their sealed id and enough of the name to know one's own. */
export async function choicesOf(world: World, recovery: Loaded) {
  const { value } = await readTyped(world, recovery);
  const parsed = parseIdentifier(value, { defaultCountry: world.config.country });
  if ("is" in parsed) return [];
  const accountIds = await findCandidates(world, parsed);
  return Promise.all(
    accountIds.map(async (accountId) => ({
      id: makeToken(world, "choice", { accountId, recoveryId: recovery.id }, recovery.expiresAt),
      label: label((await readPerson(world, accountId)).names[0] ?? "?"),
    })),
  );
}
