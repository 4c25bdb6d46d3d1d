/** A claimant, as a test plays one: the public API only. */
import assert from "node:assert/strict";
import type { TestWorld } from "./world.ts";

export async function startClaim(
  world: TestWorld,
  identifier: string,
  more: Record<string, unknown> = {},
  cookies: Record<string, string> = {},
) {
  const reply = await world.call(
    "POST",
    "/v1/recoveries",
    { identifier, situation: "forgot-password", ...more },
    { cookies },
  );
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return claimOf(world, reply.body, reply.cookies);
}

export type Claim = Awaited<ReturnType<typeof startClaim>>;

export function claimOf(
  world: TestWorld,
  { recovery, token }: { recovery: any; token: string },
  cookies: Record<string, string> = {},
) {
  const base = `/v1/recoveries/${recovery.id}`;
  const as = world.as(token);
  return {
    recovery,
    token,
    cookies,
    get: () => as.get(base),
    now: async () => (await as.get(base)).body.recovery,
    ask: (proof: string) => as.post(`${base}/challenges`, { proof }),
    give: (proof: string, code: string, challengeId?: string) =>
      as.post(`${base}/proofs`, { proof, code, ...(challengeId && { challengeId }) }),
    /** Asks for a code, reads it where it was sent, and gives it. */
    prove: async (proof: string, to: string) => {
      const asked = await as.post(`${base}/challenges`, { proof });
      assert.equal(asked.status, 201, JSON.stringify(asked.body));
      await world.settle();
      return as.post(`${base}/proofs`, { proof, code: world.codeTo(to) });
    },
    complete: (newPassword: string, key?: string) =>
      as.post(`${base}/completion`, { newPassword }, key ? { key } : {}),
    choose: (choice: string) => as.post(`${base}/account`, { choice }),
    cancel: () => as.post(`${base}/cancellation`),
  };
}

export async function deviceToken(world: TestWorld, deviceId: string): Promise<string> {
  return (await world.as(world.serviceKey).post("/v1/device-tokens", { deviceId })).body.token;
}

export const signIn = (
  world: TestWorld,
  identifier: string,
  password: string,
  deviceId = "a-phone",
) => world.as(world.serviceKey).post("/v1/sign-ins", { identifier, password, deviceId });

/** A wrong six-digit code, whatever the right one is. */
export const notThis = (code: string) => (code === "000000" ? "111111" : "000000");

/** Owners one after the other, so that no budget of one is spent by another. */
export function owners(world: TestWorld) {
  let next = 0;
  return async (given: Parameters<TestWorld["account"]>[1] = {}) => {
    const n = String(++next).padStart(4, "0");
    const phone = `+861390000${n}`;
    const email = `owner${n}@example.com`;
    const id = await world.account(`acc_${n}`, { phone, email, ...given });
    return { id, phone, email, typed: `139 0000 ${n}` };
  };
}
