/** Small runs of T48 and T49: `npm run faults -- T48 T49`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inFull } from "../size.ts";
import { T48 } from "./artha.ts";
import { T49 } from "./load.ts";
import { attacked, broken, cheapHash } from "./rig.ts";

const server = attacked(cheapHash);

test("T48 ARTHA's nine cases have the answers that they should", async () => {
  assert.deepEqual(broken(await T48.run("small", () => {}, server.target)), []);
});

inFull(
  "T49 claims and freeze checks at a steady rate are answered, and none of a frozen account permits",
  async () => {
    assert.deepEqual(broken(await T49.run("small", () => {}, server.target)), []);
  },
);
