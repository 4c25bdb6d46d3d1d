import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testWorld } from "../../../test/world.ts";
import { keepUp } from "../../app.ts";
import { caughtUp } from "../../core/behind.ts";
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { staff } from "../staff/index.ts";
import { addVersion, policyInForce, policyVersion } from "./index.ts";

const world = testWorld();

/** Another server of the same database: what it knows of policies is its own. */
const another = (): World => ({ ...world.world, policies: new Map(world.world.policies) });

const putInForce = async (version: number) => {
  const policy = { ...policyInForce(world.world), version };
  const { name } = policy;
  await transact(world.world, (inside) =>
    addVersion(inside, { name, version, body: JSON.stringify(policy), proposalId: "none" }),
  );
  return name;
};

describe("a policy that was put in force at one server", () => {
  test("judges at another one what began under it, before that one has looked", async () => {
    const other = another();
    const name = await putInForce(41);
    assert.throws(() => policyVersion(other, name, 41), /does not know/);
    const judged = await transact(other, async (inside) => policyVersion(inside, name, 41));
    assert.equal(judged.version, 41);
    const later = another();
    later.policies = new Map([...later.policies].filter(([key]) => key !== `${name}@41`));
    assert.equal((await caughtUp(later, async () => policyVersion(later, name, 41))).version, 41);
  });

  test("is in force at one that has no workers when it has next looked", async () => {
    const other = another();
    await putInForce(42);
    assert.notEqual(policyInForce(other).version, 42);
    await keepUp(other, [staff]);
    assert.equal(policyInForce(other).version, 42);
  });

  test("that nobody wrote down is judged by what is in force", async () => {
    const other = another();
    const { name, version } = policyInForce(other);
    const judged = await transact(other, async (inside) => policyVersion(inside, name, 4711));
    assert.equal(judged.version, version);
  });
});
