/** An owner in the security centre, as a test plays one: the public API only. */
import assert from "node:assert/strict";
import { fromBase32, hotp, stepAt } from "../src/features/proofs/index.ts";
import type { Reply, TestWorld } from "./world.ts";

export const OLD_CODES = ["0-AAAA-BBBB-CCCC-DDDD", "1-AAAA-BBBB-CCCC-DDDE"] as const;

type Asked = Promise<Reply>;
export type Owner = {
  id: string;
  phone: string;
  email: string;
  get: (path?: string) => Asked;
  post: (path: string, body?: unknown) => Asked;
  put: (path: string, body: unknown) => Asked;
  delete: (path: string) => Asked;
};

/** What an authenticator app shows now. */
export const codeOfSecret = ({ world }: Pick<TestWorld, "world">, secret: string) =>
  hotp(fromBase32(secret) ?? Buffer.alloc(0), stepAt(world.wallNow()));

export function ownersOf(world: TestWorld) {
  const people = { next: 100 };

  /** As the wallet does it: a hand-off, which is not a fresh proof. */
  async function signIn(id: string) {
    const handoff = await world.as(world.serviceKey).post(`/v1/accounts/${id}/handoffs`);
    const token = handoff.body.url.split("#")[1];
    const { cookies } = await world.call("POST", "/v1/handoffs", { token });
    const ask = (method: string, path: string, body?: unknown) =>
      world.call(method, `/v1/me${path}`, body, { cookies });
    return {
      get: (path = "") => ask("GET", path),
      post: (path: string, body: unknown = {}) => ask("POST", path, body),
      put: (path: string, body: unknown) => ask("PUT", path, body),
      delete: (path: string) => ask("DELETE", path),
    };
  }

  async function anOwner(given: Record<string, unknown> = {}): Promise<Owner> {
    const n = people.next++;
    const [phone, email] = [`+8613800000${n}`, `owner${n}@example.com`];
    const ways = { phone, email, recoveryCodes: [...OLD_CODES], ...given };
    const id = await world.account(`acc-${n}`, ways);
    return { id, phone, email, ...(await signIn(id)) };
  }

  /** The same owner, some time later. */
  const comeBack = async (owner: Owner): Promise<Owner> => ({
    ...owner,
    ...(await signIn(owner.id)),
  });

  async function proveBySms(owner: Owner): Promise<string> {
    const { status, body } = await owner.post("/challenges", { proof: "sms-code" });
    assert.equal(status, 201, JSON.stringify(body));
    await world.settle();
    const code = world.codeTo(owner.phone);
    const challengeId = body.challenge.id;
    const given = await owner.post("/freshness", { proof: "sms-code", challengeId, code });
    assert.equal(given.status, 200, JSON.stringify(given.body));
    return given.body.freshUntil;
  }

  const prove = (owner: Owner, code: string = OLD_CODES[0]): Asked =>
    owner.post("/freshness", { proof: "recovery-code", code });

  async function askEmail(owner: Owner, email: string): Asked {
    const asked = await owner.post("/proofs/email", { email });
    assert.equal(asked.status, 201, JSON.stringify(asked.body));
    await world.settle();
    return owner.post("/proofs/email", { email, code: world.codeTo(email) });
  }

  return {
    anOwner,
    comeBack,
    proveBySms,
    prove,
    askEmail,
    wrongOf: (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0"),
    pendingOf: async (owner: Owner) => (await owner.get("/proofs")).body.pending,
    /** The masked address that a new session is shown. */
    emailOf: async (owner: Owner): Promise<string> =>
      (await (await comeBack(owner)).get("/proofs")).body.email.masked,
    cancelledBy: async (owner: Owner) =>
      (await world.events(owner.id))
        .filter(({ type }) => type === "change.cancelled")
        .map(({ payload }) => payload.by),
    messagesTo: (to: string, words: RegExp) =>
      world.sent.filter((message) => message.to === to && words.test(message.text)).length,
    codeOf: (secret: string) => codeOfSecret(world, secret),
  };
}
