/**
 * Three servers of one database in this process, each with a memory of its own, and claims by the
 * thousand. A claim begun through the API costs more than the guess that follows; so where the guesses
 * are what is measured, the claims are written beforehand, by the same functions and into the same
 * rows as the server's own.
 */
import type { FastifyInstance } from "fastify";
import type { Kysely } from "kysely";
import { buildApp } from "../../src/app.ts";
import { sha256 } from "../../src/core/crypto.ts";
import { names } from "../../src/core/names.ts";
import type { Tables } from "../../src/core/tables.ts";
import { makeToken } from "../../src/core/tokens.ts";
import { newAccountKey, openAccountKey } from "../../src/core/vault.ts";
import type { World } from "../../src/core/world.ts";
import { sealFor, shadowId, tagOf } from "../../src/features/accounts/index.ts";
import { policyInForce } from "../../src/features/policies/index.ts";
import { newTotpSecret } from "../../src/features/proofs/index.ts";
import type { TestWorld } from "../world.ts";

export type Servers = {
  /** One request to the n-th server, from the n-th network of the world. */
  send(n: number, method: string, path: string, body: unknown, more?: Sent): Promise<Answer>;
  close(): Promise<void>;
};
type Sent = { token?: string; ip?: string };
export type Answer = { status: number; body: any };

/** The n-th of 16 million networks. */
export const network = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

export async function threeServers(made: TestWorld): Promise<Servers> {
  // As in production: without the tests' look at every statement, which costs more than the statement.
  const db = (made.world.db as Kysely<Tables>).withoutPlugins().withPlugin(names);
  const apps: FastifyInstance[] = [0, 1, 2].map(() =>
    // A server is told from another by its ports, as in production by its process.
    buildApp({ ...made.world, db, ports: { ...made.world.ports } }),
  );
  await Promise.all(apps.map((app) => app.ready()));
  return {
    send: async (n, method, path, body, { token, ip } = {}) => {
      const ask = () =>
        (apps[n % 3] as FastifyInstance).inject({
          method: method as "POST",
          url: path,
          payload: body as object,
          remoteAddress: ip ?? network(n),
          headers: token ? { authorization: `Bearer ${token}` } : {},
        });
      let reply = await ask();
      // A serializable database may break off the same work again and again: nothing was done then.
      for (let turn = 0; turn < 5 && reply.statusCode >= 500; turn++) reply = await ask();
      return { status: reply.statusCode, body: JSON.parse(reply.body) };
    },
    close: async () => {
      await Promise.all(apps.map((app) => app.close()));
    },
  };
}

export type Begun = { id: string; token: string; hasAccount: boolean };

/** One claim for each number, as a stranger begins it; every fourth number has an account with an authenticator. */
export async function claimsBegun(world: World, numbers: readonly string[]): Promise<Begun[]> {
  const begun: Begun[] = [];
  for (let from = 0; from < numbers.length; from += 500)
    begun.push(...(await writeClaims(world, numbers.slice(from, from + 500), from)));
  return begun;
}

async function writeClaims(world: World, numbers: readonly string[], from: number) {
  const now = world.now();
  const since = new Date(now.getTime() - 365 * 86_400_000);
  const until = new Date(now.getTime() + 86_400_000);
  const policy = policyInForce(world);
  const all = numbers.map((phone, index) => {
    const tag = tagOf(world, "phone", phone);
    const hasAccount = (from + index) % 4 === 0;
    const accountId = hasAccount ? `acc_spray_${from + index}` : shadowId(tag);
    const dataKey = newAccountKey(world, accountId);
    const key = openAccountKey(world, accountId, dataKey);
    const id = world.id("rec");
    const secret = world.bytes(24).toString("base64url");
    const seal = (value: string, context: string) => sealFor(world, key, value, context);
    return { phone, tag, hasAccount, accountId, dataKey, id, secret, seal };
  });
  await world.db
    .insertInto("accounts")
    .values(
      all.map(({ accountId, hasAccount, dataKey, seal }) => ({
        ...{ accountId, dataKey, locale: "en", timeZone: "Asia/Shanghai" },
        kind: hasAccount ? "account" : "shadow",
        name: hasAccount ? seal("Lin Yue", `name:${accountId}`) : null,
        ...{ birthday: null, createdAt: now, seenAt: now },
      })),
    )
    .execute();
  const owned = all.filter(({ hasAccount }) => hasAccount);
  if (owned.length > 0) {
    const method = (one: (typeof all)[number], kind: string, value: string) => {
      const id = world.id("mtd");
      const data = one.seal(value, `method:${id}`);
      const tag = kind === "phone" ? one.tag : tagOf(world, kind, value);
      return { accountId: one.accountId, id, kind, data, tag, since, verifiedAt: since };
    };
    await world.db
      .insertInto("methods")
      .values(
        owned.flatMap((one) => [
          method(one, "phone", one.phone),
          method(one, "authenticator", newTotpSecret(world.bytes)),
        ]),
      )
      .execute();
    await world.db
      .insertInto("identifiers")
      .values(owned.map(({ tag, accountId }) => ({ hash: tag, accountId, kind: "phone" })))
      .execute();
  }
  await world.db
    .insertInto("recoveries")
    .values(
      all.map(({ accountId, id, secret, tag, phone, seal }) => ({
        ...{ accountId, id, tokenHash: sha256(secret), state: "proving" },
        ...{ situation: "forgot-password", policyName: policy.name, policyVersion: policy.version },
        ...{ identifierKind: "phone", identifierTag: tag, device: "", network: "", locale: "en" },
        identifier: seal(JSON.stringify({ value: phone, deviceId: null }), `identifier:${id}`),
        ...{ riskLevel: "low", riskReasons: "[]", given: "[]", createdAt: now, expiresAt: until },
      })),
    )
    .execute();
  return all.map(({ id, accountId, secret, hasAccount }) => ({
    ...{ id, hasAccount },
    token: makeToken(world, "claimant", { accountId, id, secret }, until),
  }));
}
