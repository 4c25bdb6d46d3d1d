import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { NotSignedIn } from "../../core/problem.ts";
import type { Actor, World } from "../../core/world.ts";
import {
  canonical,
  lockAccount,
  maskEmail,
  maskPhone,
  parseIdentifier,
  readMethods,
  tagOf,
  tagsOf,
} from "../accounts/index.ts";
import { demandUnguided, restrictions, standingHolds } from "../holds/index.ts";
import { hashOf } from "../passwords/index.ts";
import { policyInForce } from "../policies/index.ts";
import {
  listRecoveryCodes,
  matchTotp,
  newRecoveryCodes,
  newTotpSecret,
  type Outcome,
  otpauthUrl,
  refuse,
  requestCode,
  type SentCode,
  type TypedCode,
  tryCode,
  WrongCode,
} from "../proofs/index.ts";
import { Held, markFresh, readSession } from "../sessions/index.ts";
import { askChange, findDraft, keepDraft, kindsOf } from "./changes.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export type Owner = Extract<Actor, { kind: "owner" }>;

async function demandSession(world: World, { accountId, sessionId }: Owner) {
  const session = await readSession(world, accountId, sessionId);
  if (!session || !rules.isOpen(session, world.now())) throw NotSignedIn();
  return session;
}

export async function demandFresh(world: World, owner: Owner) {
  if (!rules.isFresh(await demandSession(world, owner), world.now())) throw rules.NeedsFreshProof();
}

/** Was a proof given in this session in the last minutes, and not spent? */
export const hasFreshProof = async (world: World, owner: Owner): Promise<boolean> =>
  rules.isFresh(await demandSession(world, owner), world.now());

/** One proof, one deed: what comes next needs another. The caller holds the account's lock. */
export const spendFreshProof = (world: World, { accountId, sessionId }: Owner) =>
  markFresh(world, accountId, sessionId, world.now());

/** Takes the account's lock and looks again whether this session still stands: a recovery ends all. */
export async function enter(world: World, owner: Owner) {
  const account = await lockAccount(world, owner.accountId);
  await demandSession(world, owner);
  return account;
}

/** The same, and a proof was given in this session in the last minutes. Throws `needs-fresh-proof`. */
export async function enterProven(world: World, owner: Owner) {
  const account = await lockAccount(world, owner.accountId);
  await demandFresh(world, owner);
  return account;
}

/**
 * Proven, to loosen something: not while the account is frozen for signing in, nor while somebody guides the
 * owner. Throws `needs-fresh-proof`, `held`, `guided`.
 */
export async function enterFresh(world: World, owner: Owner) {
  const account = await enterProven(world, owner);
  await demandFree(world, owner);
  return account;
}

/** The account is not frozen for signing in, and nobody guides its owner. Throws `held`, `guided`. */
export async function demandFree(world: World, { accountId }: Owner) {
  if (restrictions(await standingHolds(world, accountId)).signIn) throw Held();
  await demandUnguided(world, accountId, { recoveryId: null, isProven: true });
}

export const localeOf = (account: { locale: string }) => (account.locale === "zh" ? "zh" : "en");

/** A code to the account's own number or mailbox. Throws `no-way`, and what `requestCode` throws. */
export const requestStepUp = (world: World, owner: Owner, proof: SentCode) =>
  transact(world, async (world) => {
    const account = await enter(world, owner);
    const kind = proof === "sms-code" ? "phone" : "email";
    const methods = await readMethods(world, owner.accountId);
    const method = methods.find((one) => one.kind === kind && !one.removedAt);
    if (!method) throw rules.NoWay();
    const challenge = await requestCode(world, {
      accountId: owner.accountId,
      subjectId: owner.sessionId,
      purpose: "step-up",
      proof,
      destination: { to: method.data, tag: method.tag, methodId: method.id },
      recognised: true,
      locale: localeOf(account),
      policy: policyInForce(world),
    });
    return { challenge };
  });

type Typed = {
  subjectId: string;
  proof: TypedCode;
  challengeId?: string | undefined;
  code: string;
  rehearsal?: boolean;
};

/** A code typed in a session, within what such sessions may try; the caller holds the lock. */
export async function tryOwn(world: World, { accountId }: Owner, typed: Typed): Promise<Outcome> {
  const policy = policyInForce(world);
  const dayAgo = rules.later(world.now(), -rules.DAY_MS);
  const wrong = await store.listOwnWrongCodes(world.db, accountId, dayAgo);
  const until = rules.judgeOwnTries(
    policy.budgets.codes,
    wrong.map(({ at }) => at),
  );
  if (until) return { is: "resting", until };
  return tryCode(world, { ...typed, accountId, recognised: true, policy });
}

type Proof = { proof: TypedCode; challengeId?: string | undefined; code: string };

/** Takes a proof: for five minutes changes are open in this session. A wrong one is committed, then refused. */
export async function giveStepUp(world: World, owner: Owner, { proof, challengeId, code }: Proof) {
  const { accountId, sessionId } = owner;
  const { outcome, freshUntil } = await transact(world, async (world) => {
    await enter(world, owner);
    const outcome = await tryOwn(world, owner, { subjectId: sessionId, proof, challengeId, code });
    const minutes = policyInForce(world).changes.freshProofMinutes;
    const freshUntil = rules.later(world.now(), minutes * 60_000);
    if (outcome.is === "right") {
      await markFresh(world, accountId, sessionId, freshUntil);
      await emit(world, owner, "proof.step-up", accountId, { proof });
    } else
      await emit(world, owner, "proof.step-up-refused", accountId, { proof, outcome: outcome.is });
    return { outcome, freshUntil };
  });
  refuse(outcome);
  return { freshUntil: freshUntil.toISOString() };
}

const answerTo = ({ effectiveAt }: { effectiveAt: Date }) => ({
  effectiveAt: effectiveAt.toISOString(),
});

/** Ten saved codes, shown this once. The ones before work until the new ones take effect. */
export async function askRecoveryCodes(world: World, owner: Owner) {
  const { accountId } = owner;
  await demandFresh(world, owner);
  const codes = newRecoveryCodes((count) => world.bytes(count));
  // Hashing ten takes a third of a second: before the lock, and only for somebody freshly proven.
  const rows = await Promise.all(
    codes.map(async ({ slot, code }) => ({
      slot,
      id: world.id("rcv"),
      hash: await hashOf(world, code),
    })),
  );
  const { effectiveAt } = await transact(world, async (world) => {
    await enterFresh(world, owner);
    const has = (await listRecoveryCodes(world, accountId)).length > 0;
    return askChange(world, owner, accountId, {
      method: "recovery-codes",
      change: has ? "replace" : "add",
      given: { is: "codes", rows },
    });
  });
  return {
    codes: codes.map(({ display }) => display),
    countsFrom: rules.countsFrom(policyInForce(world), effectiveAt).toISOString(),
    ...answerTo({ effectiveAt }),
  };
}

/** A new secret, shown this once; its first code confirms it within ten minutes, in this session. */
export async function startAuthenticator(world: World, owner: Owner) {
  const secret = newTotpSecret((count) => world.bytes(count));
  const label = await transact(world, async (world) => {
    await enterFresh(world, owner);
    await keepDraft(world, owner.accountId, secret, owner.sessionId);
    const methods = await readMethods(world, owner.accountId);
    const live = (kind: string) => methods.find((one) => one.kind === kind && !one.removedAt)?.data;
    const [email, phone] = [live("email"), live("phone")];
    return email ? maskEmail(email) : phone ? maskPhone(phone) : owner.accountId;
  });
  const url = otpauthUrl(secret, world.config.operatorName, label);
  // Read at the first enrolment: most starts never need it.
  const { default: encodeQR } = await import("qr");
  return { secret, otpauthUrl: url, qrSvg: encodeQR(url, "svg") };
}

/**
 * A wrong code counts against nothing: whoever types it was shown the secret, so there is nothing to
 * guess. Throws `not-started`, `wrong-code`.
 */
export const confirmAuthenticator = (world: World, owner: Owner, code: string) =>
  transact(world, async (world) => {
    await enterFresh(world, owner);
    const draft = await findDraft(world, owner.accountId, owner.sessionId);
    if (!draft) throw rules.NotStarted();
    const digits = code.normalize("NFKC").replace(/[^0-9]/g, "");
    if (matchTotp(draft.secret, digits, world.wallNow(), null) === null) throw WrongCode();
    await draft.end();
    const has = (await kindsOf(world, owner.accountId)).includes("authenticator");
    return answerTo(
      await askChange(world, owner, owner.accountId, {
        method: "authenticator",
        change: has ? "replace" : "add",
        given: { is: "secret", secret: draft.secret },
      }),
    );
  });

/** Never the session's own subject: a code that went to a new mailbox is no proof of the old one. */
const newAddressOf = ({ sessionId }: Owner) => `${sessionId}:new-address`;

function readEmail(world: World, typed: string): string {
  const parsed = parseIdentifier(typed, { defaultCountry: world.config.country });
  if ("is" in parsed || parsed.kind !== "email") {
    const reason = "is" in parsed ? parsed.why : "bad-email";
    throw rules.BadEmail({ errors: [{ pointer: "/email", detail: reason }], reason });
  }
  return canonical(parsed);
}

/** Sends a code to a mailbox that is to become the account's. Throws `same-address` when it is already. */
export async function requestEmail(world: World, owner: Owner, typed: string) {
  const email = readEmail(world, typed);
  return transact(world, async (world) => {
    const account = await enterFresh(world, owner);
    const methods = await readMethods(world, owner.accountId);
    if (methods.some((one) => one.kind === "email" && !one.removedAt && one.data === email))
      throw rules.SameAddress();
    const challenge = await requestCode(world, {
      accountId: owner.accountId,
      subjectId: newAddressOf(owner),
      purpose: "new-address",
      proof: "email-code",
      destination: { to: email, tag: tagOf(world, "email", email), methodId: null },
      recognised: true,
      locale: localeOf(account),
      policy: policyInForce(world),
    });
    return { challenge };
  });
}

/** The code from the new mailbox. A code that went to another address is wrong, like any other. */
export async function confirmEmail(world: World, owner: Owner, typed: string, code: string) {
  const email = readEmail(world, typed);
  const given = await transact(world, async (world) => {
    await enterFresh(world, owner);
    const tried = { subjectId: newAddressOf(owner), proof: "email-code" as const, code };
    const outcome = await tryOwn(world, owner, tried);
    if (outcome.is !== "right") return { outcome };
    if (!tagsOf(world, "email", email).includes(outcome.channelTag))
      return { outcome: { is: "wrong", triesLeft: 0 } satisfies Outcome };
    const has = (await kindsOf(world, owner.accountId)).includes("email");
    const asked = await askChange(world, owner, owner.accountId, {
      method: "email",
      change: has ? "replace" : "add",
      given: { is: "email", email },
    });
    return { outcome, asked };
  });
  refuse(given.outcome);
  return answerTo(given.asked as { effectiveAt: Date });
}

/** Asks for a removal. Throws `no-way`, and `last-way` when nothing else would be left. */
export const removeWay = (world: World, owner: Owner, method: rules.WayMethod) =>
  transact(world, async (world) => {
    const { accountId } = owner;
    await enterFresh(world, owner);
    const has = await kindsOf(world, accountId);
    const spent =
      method === "recovery-codes" && (await listRecoveryCodes(world, accountId)).length > 0;
    if (!has.includes(method) && !spent) throw rules.NoWay();
    const pending = await store.listPending(world.db, accountId);
    const going = pending.filter(({ change }) => change === "remove").map(({ method }) => method);
    if (rules.isLastWay(method, has, going)) throw rules.LastWay();
    return answerTo(
      await askChange(world, owner, accountId, {
        method,
        change: "remove",
        given: { is: "nothing" },
      }),
    );
  });
