// In full only: T26 kills the database under the same checker.
/** A small failover without other people's programs: one follower, promoted once, under the freeze checker. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startPair } from "../replicas.ts";
import { figures, halfHolds, load } from "./freeze.ts";
import { openStage } from "./freeze-stage.ts";
import { broken } from "./rig.ts";
import { pause } from "./storm-load.ts";

test("the database's leader is killed under freezes and debits, its follower is promoted, and nothing leaves after the answer", async () => {
  const pair = await startPair();
  await pair.one.query("alter system set synchronous_standby_names = 'two'");
  await pair.one.query("select pg_reload_conf()");
  const stage = await openStage({
    url: pair.url,
    kill: async () => {
      await pair.one.kill();
      await pause(500);
      await pair.two.query("select pg_promote()");
    },
    stop: pair.stop,
  });
  try {
    const plan = { debits: 400, lanes: 8, freezers: 3, kills: 1, victim: "database" } as const;
    const log = await load(stage, { ...plan, seed: 77 });
    assert.deepEqual(broken(await figures(stage, log, () => {})), []);
    assert.equal(await halfHolds(stage), 0);
    assert.equal(await stage.brokenChains(), 0);
    const [row] = await stage.own(
      "select pg_is_in_recovery() as follows, inet_server_port() as port",
    );
    assert.deepEqual(row, { follows: false, port: pair.two.port });
  } finally {
    await stage.stop();
  }
});
