/**
 * Somebody who walks a line of the written tables (`policies/*.cases.json`): holds every way back in, each as
 * old as is asked, and gives every kind of proof for real, over HTTP.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { transact } from "../src/core/db.ts";
import { verifyCreated } from "../src/core/webauthn.ts";
import { bindDevice, bindMethod, lockAccount } from "../src/features/accounts/index.ts";
import { keepTemplate } from "../src/features/faces/index.ts";
import { placeHold } from "../src/features/holds/index.ts";
import { bindPasskey, type NewPasskey } from "../src/features/passkeys/index.ts";
import { importRecoveryCodes } from "../src/features/proofs/index.ts";
import { type Authenticator, authenticator } from "./authenticator.ts";
import { type Desk, ITEMS } from "./cases.ts";
import { type Claim, deviceToken, startClaim } from "./claimant.ts";
import { contactsOf, type Friend } from "./contacts.ts";
import { faceDouble, rowOf, shot } from "./face-double.ts";
import { codeOfSecret } from "./owner.ts";
import type { TestWorld } from "./world.ts";

export type Line = {
  id: string;
  is: string;
  preset: string;
  situation: string;
  proofs: string[];
  /** Hours at low, elevated and high risk. */
  wait: (number | "refused")[];
  money: string[];
};
const read = (name: string): Line[] =>
  JSON.parse(readFileSync(`policies/${name}.cases.json`, "utf8"));
/** Every path that is written down, of every preset. */
export const lines = ["wallet", "low-friction", "nist"]
  .flatMap(read)
  .filter(({ is }) => is === "path")
  .map((line): Line => ({ ...line, preset: line.preset ?? "wallet" }));

/** No walk is hindered by another one's messages or wrong codes. */
export const roomy = {
  RIGHTFUL_SMS_PER_BLOCK_HOUR: "100000",
  RIGHTFUL_SMS_PER_NETWORK_HOUR: "100000",
  RIGHTFUL_WRONG_CODES: "100000",
};

export type Shown = { kind: string; wish: string };
/** A token of a line: `any` is shown by a mailbox; behind a colon stands what is asked beyond the kind. */
export const split = (token: string): Shown => {
  const [kind = "", wish = ""] = token === "any" ? ["email-code"] : token.split(":");
  return { kind, wish };
};

/** Codes first, people last: nobody reviews what the claimant could still show. */
export const inOrder = ({ proofs }: Line) =>
  proofs.map(split).toSorted((a, b) => rank(a.kind) - rank(b.kind));
/** Asked of other people, devices and cameras: opened by a first proof (domain.md, rule 1). */
const later: readonly string[] = ["contact-approval", "device-approval", "face"];
export const isLater = (kind: string) => later.includes(kind);
/** Every proof of such a line waits for another one, so nobody can begin to walk it. */
export const isShut = (line: Line) => isFrozenOut(line) || waitsForAnother(line);
/** The first proof of a theft freezes the account, which ends the session of every device that could approve. */
const isFrozenOut = ({ situation, proofs }: Line) =>
  situation === "account-stolen" && proofs.includes("device-approval");
const waitsForAnother = ({ proofs }: Line) =>
  proofs.some((token) => isLater(split(token).kind)) &&
  proofs.every((token) => [...later, "agent-review"].includes(split(token).kind));
const rank = (kind: string) => {
  if (kind === "known-device") return 0;
  if (kind === "sms-code" || kind === "email-code") return 1;
  if (kind === "agent-review") return 4;
  return isLater(kind) ? 3 : 2;
};

const moneyRank = (kind: string | undefined) =>
  ["none", "L12", "L24", "L72", "L168"].indexOf(kind ?? "");

/** What was shown of a kind: passkeys here never leave their device, addresses are a year old. */
const traits: Record<string, string[]> = { passkey: ["device-bound"], "email-code": ["30-days"] };
const meets = (token: string, { kind, wish }: Shown) => {
  const asked = split(token);
  if (token === "any") return kind !== "agent-review" && (kind !== "face" || wish === "attested");
  return asked.kind === kind && ["", wish, ...(traits[kind] ?? [])].includes(asked.wish);
};
const covers = (line: Line, shown: readonly Shown[]) =>
  line.proofs.every((token) => shown.some((one) => meets(token, one))) &&
  (!line.proofs.includes("any") || shown.length >= line.proofs.length);

/** The line that what was shown opens, as a person would read it out of the table: the shortest wait. */
export function opened(
  own: readonly Line[],
  situation: string,
  level: number,
  shown: readonly Shown[],
) {
  const [best] = own
    .filter((line) => line.situation === situation && line.wait[level] !== "refused")
    .filter((line) => covers(line, shown))
    .toSorted(
      (a, b) =>
        Number(a.wait[level]) - Number(b.wait[level]) ||
        moneyRank(a.money[level]) - moneyRank(b.money[level]),
    );
  return best;
}

const ORIGIN = "http://localhost:8700";
const SECRET = "UKQ3YS7HMW2QXU4FBCBQXWAMACGCQVQV";
const ANOTHER_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const SAVED = ["0-AAAA-BBBB-CCCC-DDDD", "1-AAAA-BBBB-CCCC-DDDE"] as const;
const YEAR = 365;

export type Walker = {
  id: string;
  phone: string;
  email: string;
  deviceId: string;
  key: Authenticator;
  friends: Friend[];
  claim: Claim;
};
/** How old a way back in is, in days; a year where nothing is said. */
export type Ages = Readonly<Record<string, number>>;

/** What happened to the account before its ways back in were bound. */
export type Before = (accountId: string) => Promise<void>;

export function walkersOf(world: TestWorld, desk: Desk) {
  const { tang } = desk;
  const contacts = contactsOf(world);
  let next = 0;

  /** A passkey that never leaves its device, as one that was enrolled then. */
  async function bindKey(accountId: string, since: Date): Promise<Authenticator> {
    const key = authenticator(ORIGIN);
    const handle = Buffer.from(accountId).toString("base64url");
    const created = key.create({ challenge: "AA", user: { id: handle }, rp: { id: "localhost" } });
    const made = await verifyCreated(world.world, created as never);
    assert.ok(made);
    const { transports: _, ...rest } = made;
    const passkey: NewPasskey = {
      ...{ ...rest, id: world.world.id("pky"), handle: accountId, deviceTag: null, name: "A key" },
    };
    await transact(world.world, async (unit) => {
      await lockAccount(unit, accountId);
      await bindPasskey(unit, accountId, passkey, { since, verifiedAt: since });
    });
    return key;
  }

  const bindFace = (accountId: string, since: Date) =>
    transact(world.world, async (unit) => {
      const picture = shot(accountId).toString("base64");
      const kept = {
        consentId: "con_test",
        verifier: faceDouble().id,
        template: accountId,
        picture,
      };
      const value = await keepTemplate(unit, accountId, kept);
      await bindMethod(unit, accountId, { kind: "face", value, since, verifiedAt: since });
    });

  /** Somebody who holds every way back in. */
  async function holder(ages: Ages, balanceHigh: boolean, before?: Before) {
    const n = String(++next).padStart(4, "0");
    const [phone, email, deviceId] = [`+861370000${n}`, `walker${n}@example.com`, `phone-${n}`];
    const since = (kind: string) => world.daysAgo(ages[kind] ?? YEAR);
    const id = await world.account(`acc-m${n}`, { balanceHigh });
    await before?.(id);
    const bind = (kind: "phone" | "email" | "authenticator", value: string, at: Date) =>
      transact(world.world, (unit) =>
        bindMethod(unit, id, { kind, value, since: at, verifiedAt: at }),
      );
    await bind("phone", phone, since("sms-code"));
    await bind("email", email, since("email-code"));
    await bind("authenticator", SECRET, since("authenticator-code"));
    await importRecoveryCodes(world.world, id, [...SAVED], since("recovery-code"));
    const boundAt = since(
      ages["device-approval"] === undefined ? "known-device" : "device-approval",
    );
    await bindDevice(world.world, id, { deviceId, name: "Test phone", boundAt });
    const key = await bindKey(id, since("passkey"));
    await bindFace(id, since("face"));
    const days = ages["contact-approval"] ?? YEAR;
    const friends = await contacts.friendsOf(id, [days, days, days]);
    return { n, id, phone, email, deviceId, key, friends, bind };
  }

  /** The same, at a level of risk (0, 1, 2) that real circumstances make. */
  async function walkerAt(
    line: Line,
    level: number,
    ages: Ages = {},
    before?: Before,
  ): Promise<Walker> {
    const { n, bind, ...person } = await holder(ages, level > 0, before);
    const knows = line.proofs.includes("known-device");
    if (level === 2 || (level === 1 && knows))
      await bind("authenticator", ANOTHER_SECRET, world.daysAgo(1));
    if (level === 2)
      for (const from of ["one", "two"]) {
        const device = { rightful_device: `${from}-${n}` };
        const other = await startClaim(world, person.email, {}, device);
        if (from === "one")
          for (let wrong = 0; wrong < 3; wrong++) await other.give("recovery-code", "9-ZZZZ-ZZZZ");
      }
    const { situation } = line;
    const typed = situation === "lost-phone" ? person.email : person.phone;
    const token = knows && { deviceToken: await deviceToken(world, person.deviceId) };
    const device = { rightful_device: `own-${n}` };
    return { ...person, claim: await startClaim(world, typed, { situation, ...token }, device) };
  }

  const give = async ({ claim }: Walker, answer: { proof: string; [field: string]: unknown }) => {
    const path = `/v1/recoveries/${claim.recovery.id}/proofs`;
    const { status, body } = await world.as(claim.token).post(path, answer);
    assert.equal(status, 200, `${answer.proof}: ${JSON.stringify(body)}`);
  };
  const asked = async ({ claim }: Walker, proof: string) => {
    const { status, body } = await claim.ask(proof);
    assert.equal(status, 201, `${proof}: ${JSON.stringify(body)}`);
    return body.challenge;
  };
  const prove = async ({ claim }: Walker, proof: string, to: string) => {
    const { status, body } = await claim.prove(proof, to);
    assert.equal(status, 200, `${proof}: ${JSON.stringify(body)}`);
  };

  /** On a phone that is signed in: the number that the claimant sees is typed there. */
  async function approve(walker: Walker) {
    const { id, phone: identifier, deviceId } = walker;
    const wallet = world.as(world.serviceKey);
    const password = "old harbour lantern 42";
    const signedIn = await wallet.post("/v1/sign-ins", { identifier, password, deviceId });
    assert.equal(signedIn.status, 201, JSON.stringify(signedIn.body));
    const challenge = await asked(walker, "device-approval");
    const { body } = await wallet.post(`/v1/accounts/${id}/handoffs`, { deviceId });
    const token = body.url.split("#")[1];
    const { cookies } = await world.call("POST", "/v1/handoffs", { token });
    const { number } = challenge.options;
    const path = `/v1/me/approvals/${challenge.id}`;
    const said = await world.call("POST", path, { number }, { cookies });
    assert.equal(said.status, 200, JSON.stringify(said.body));
  }

  /** In front of a camera; where it is not attested, somebody of the desk compares two pictures. */
  async function face(walker: Walker, wish: string) {
    world.world.ports.face = faceDouble({ attested: wish === "attested" });
    const { id: challengeId, options } = await asked(walker, "face");
    const response = { nonce: options.nonce, consent: options.consent };
    const frames = rowOf(walker.id, options.steps);
    await give(walker, { proof: "face", challengeId, frames, response });
    await world.settle();
    for (const person of desk.all) {
      const { body } = await person.get("/v1/desk/glances");
      for (const { id } of body.glances) {
        await person.post(`/v1/desk/glances/${id}/views`);
        const answer = { outcome: "approve", reason: "same-person" };
        const said = await person.post(`/v1/desk/glances/${id}/answer`, answer);
        assert.equal(said.status, 200, JSON.stringify(said.body));
      }
    }
  }

  /** Two people, of whom the system chooses the second. */
  async function review({ claim }: Walker, wish: string) {
    const path = `/v1/recoveries/${claim.recovery.id}/case`;
    const opened = await world.as(claim.token).post(path, { story: "I cannot get in any more." });
    assert.equal(opened.status, 201, JSON.stringify(opened.body));
    const caseId = opened.body.case.id;
    const tick = async (person: typeof tang) => {
      if (wish === "proofed") return person.tick(caseId);
      await person.tick(caseId, "yes", ITEMS.slice(0, 2));
      await person.tick(caseId, "not-applicable", ITEMS.slice(2));
    };
    await tang.take(caseId);
    await tick(tang);
    const decided = await tang.decide(caseId, "approve");
    if (decided.status !== 200) return;
    const second = await desk.drawnFor(caseId);
    await tick(second);
    await second.approve(caseId, "approve");
  }

  /** How each kind is really given. `known-device` is silent: it comes with the claim. */
  const givers: Record<string, (walker: Walker, wish: string) => Promise<void>> = {
    "sms-code": (walker) => prove(walker, "sms-code", walker.phone),
    "email-code": (walker) => prove(walker, "email-code", walker.email),
    "recovery-code": (walker) => give(walker, { proof: "recovery-code", code: SAVED[0] }),
    "authenticator-code": (walker) =>
      give(walker, { proof: "authenticator-code", code: codeOfSecret(world, SECRET) }),
    "known-device": async () => {},
    passkey: async (walker) => {
      const { options } = await asked(walker, "passkey");
      await give(walker, { proof: "passkey", response: walker.key.get(options) });
    },
    "contact-approval": async (walker) => {
      await asked(walker, "contact-approval");
      await world.settle();
      for (const { address } of walker.friends.slice(0, 2)) {
        const code = await contacts.codeOf(address);
        await give(walker, { proof: "contact-approval", code });
      }
    },
    "device-approval": approve,
    face,
    "agent-review": review,
  };

  async function giveProof(walker: Walker, { kind, wish }: Shown) {
    const giver = givers[kind];
    assert.ok(giver, `nothing gives ${kind}`);
    await giver(walker, wish);
  }

  /** So many days ago its owner froze the account, and it stayed frozen. */
  const flagTheft =
    (days: number): Before =>
    async (accountId) => {
      await transact(world.world, (unit) =>
        placeHold(unit, { kind: "system", id: "test" }, accountId, { reason: "owner-freeze" }),
      );
      world.skip(days * 86_400);
    };

  const standing = async ({ claim }: Walker) => (await claim.get()).body.recovery;

  return { walkerAt, giveProof, standing, flagTheft };
}
