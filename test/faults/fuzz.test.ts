import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { features } from "../../src/app.ts";
import { openapi } from "../../src/core/openapi.ts";
import { startClaim } from "../claimant.ts";
import { testWorld } from "../world.ts";
import { exchange, requests, routesOf, T42 } from "./fuzz.ts";
import { T41 } from "./repeats.ts";
import { attacked, broken, cheapHash } from "./rig.ts";

const holder = attacked(cheapHash);
const world = testWorld();

// Broken once: with text that the database cannot store let through, this went red (2 of 5000, 500).
test("T42 whatever is written to the server's socket is answered or refused in words, and nothing breaks", async () => {
  assert.deepEqual(broken(await T42.run("small", () => {}, holder.target)), []);
});

// Broken once: without the comparison of what was sent under a key, this went red (201 for another claim).
test("T41 what I send fifty times at once is done once, and all fifty are told the same", async () => {
  assert.deepEqual(broken(await T41.run("small", () => {}, holder.target)), []);
});

/** What a refusal may write: that somebody asked so often. */
const counters = new Set(["limits"]);

test("T42 a request that is refused for what it looks like, or for who sends it, changes no row", async () => {
  const id = await world.account("acc_fuzz", { phone: "+8613800009901" });
  const claim = await startClaim(world, "13800009901");
  const made = await world.as(world.serviceKey).post(`/v1/accounts/${id}/handoffs`, {});
  const opened = await world.call("POST", "/v1/handoffs", { token: made.body.url.split("#")[1] });
  const me = {
    serviceKey: world.serviceKey,
    claimToken: claim.token,
    ownerCookie: Object.entries(opened.cookies)
      .map((pair) => pair.join("="))
      .join("; "),
    known: { recoveryId: [claim.recovery.id], accountId: [id] },
  };
  const described = routesOf(openapi(features, { title: "-", version: "0", url: "/" }));
  await world.app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = world.app.server.address() as { port: number };
  const names = (await world.world.db.introspection.getTables())
    .map(({ name }) => name)
    .filter((name) => !counters.has(name));
  const rows = async () => {
    const parts = names.map(
      (name) =>
        sql`select ${name} as name, md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as rows from ${sql.table(name)} t`,
    );
    return (await sql`${sql.join(parts, sql` union all `)} order by 1`.execute(world.world.db))
      .rows;
  };
  let refused = 0;
  let before = await rows();
  for (const sent of requests(
    described,
    me,
    `127.0.0.1:${port}`,
    150,
    Math.floor(Math.random() * 2 ** 31),
  )) {
    const answer = await exchange("127.0.0.1", port, sent.bytes, /stops|pieces/.test(sent.spoilt));
    const after = await rows();
    if ([400, 401, 403, 404, 413, 414, 415].includes(answer?.status ?? 0)) {
      refused++;
      assert.deepEqual(
        after,
        before,
        `${sent.route.method} ${sent.route.path} ${answer?.status} ${sent.spoilt}`,
      );
    }
    before = after;
  }
  assert.ok(refused > 50, `${refused} refused`);
});
