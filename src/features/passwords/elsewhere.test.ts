/** A directory that keeps the passwords: what it is told of a new one, and when. And ours, held to the same promises. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { afterEach, describe, test } from "node:test";
import { ownersOf } from "../../../test/owner.ts";
import { testWorld } from "../../../test/world.ts";
import { reading, transact } from "../../core/db.ts";
import { casesFor, check, type Rig } from "../../ports/directory/conformance.ts";
import {
  type Directory,
  DirectoryFailed,
  unknownAccount,
  unsupported,
  withoutLedger,
} from "../../ports/directory/directory.ts";
import { findCandidates, parseIdentifier, readAccount } from "../accounts/index.ts";
import { policyInForce } from "../policies/index.ts";
import { checkPassword, prepareNewPassword, readBefore, storePassword } from "./index.ts";

const world = testWorld();
const { anOwner, comeBack } = ownersOf(world);
const set: string[] = [];
let answers = async (_signal: AbortSignal) => {};
const directory: Directory = {
  name: "test",
  can: { ledger: false, holds: [], passwords: true },
  ...withoutLedger,
  find: async () => [],
  hold: () => Promise.reject(unsupported()),
  release: () => Promise.reject(unsupported()),
  setPassword: async (_, password, signal) => {
    await answers(signal);
    set.push(password);
  },
};
const [OLD, NEXT, THIRD] = ["orchard kettle 88", "silver bridge walnut 7", "paper lantern cove 5"];
const change = (
  owner: Awaited<ReturnType<typeof anOwner>>,
  oldPassword: string,
  newPassword: string,
) => owner.put("/password", { oldPassword, newPassword });
const withPassword = () => anOwner({ password: OLD });
const owed = async () =>
  await world.world.db
    .selectFrom("jobs")
    .selectAll()
    .where("kind", "=", "password-elsewhere")
    .execute();
const told = async (owner: Awaited<ReturnType<typeof anOwner>>) =>
  JSON.stringify((await owner.get("/activity")).body);

afterEach(() => {
  delete world.world.ports.directory;
  answers = async () => {};
  set.length = 0;
});

describe("a directory that keeps the passwords", () => {
  test("is told of a new one once it is set here, and nothing of it stays behind", async () => {
    const owner = await withPassword();
    world.world.ports.directory = directory;
    assert.equal((await change(owner, OLD, NEXT)).status, 200);
    await world.settle();
    assert.deepEqual(set, [NEXT]);
    assert.deepEqual(await owed(), []);
  });

  // A password put into the payload unsealed would stand in the row.
  test("waits in a sealed row while it does not answer, is asked again, and hears each once", async () => {
    const owner = await withPassword();
    world.world.ports.directory = directory;
    answers = async () => {
      throw new DirectoryFailed("timeout", true);
    };
    await change(owner, OLD, NEXT);
    await world.settle();
    const [row] = await owed();
    assert.ok(row && !JSON.stringify(row).includes(NEXT));
    answers = async () => {};
    await world.pass(0.1);
    assert.deepEqual([set, await owed()], [[NEXT], []]);
  });

  // Without the look at `passwordChangedAt` the old one would be set after the new one.
  test("never gets an older password after a newer one", async () => {
    const owner = await withPassword();
    world.world.ports.directory = directory;
    answers = async () => {
      throw new DirectoryFailed("busy", true);
    };
    await change(owner, OLD, NEXT);
    await world.settle();
    await world.pass(0.01);
    await change(owner, NEXT, THIRD);
    await world.settle();
    answers = async () => {};
    // The newer one waits until the older one is out of the way.
    for (let turn = 0; turn < 3; turn++) await world.pass(0.1);
    assert.deepEqual([set, await owed()], [[THIRD], []]);
  });

  test("that does not take a password is said to its owner, and the password is kept no longer", async () => {
    const owner = await withPassword();
    world.world.ports.directory = directory;
    answers = async () => {
      throw new DirectoryFailed("password-refused", false);
    };
    await change(owner, OLD, NEXT);
    await world.settle();
    assert.deepEqual(await owed(), []);
    assert.match(await told(owner), /not taken over everywhere/);
  });

  test("that is down for hours is given up, and its owner is told", async () => {
    const owner = await withPassword();
    world.world.ports.directory = directory;
    answers = async () => {
      throw new DirectoryFailed("unreachable", true);
    };
    await change(owner, OLD, NEXT);
    for (let turn = 0; turn < 20; turn++) await world.pass(0.3);
    assert.deepEqual(await owed(), []);
    assert.match(await told(await comeBack(owner)), /not taken over everywhere/);
  });
});

describe("the accounts that live here", () => {
  const phone = "+8613800001001";
  const service = (): Directory => ({
    name: "embedded",
    can: { ledger: false, holds: [], passwords: true },
    ...withoutLedger,
    find: async ({ value }) => {
      const read = parseIdentifier(value);
      return "is" in read ? [] : findCandidates(world.world, read);
    },
    hold: () => Promise.reject(unsupported()),
    release: () => Promise.reject(unsupported()),
    setPassword: async (accountId, password) => {
      if (password === "") throw new DirectoryFailed("password-refused", false);
      if (accountId.includes("\0") || !(await readAccount(world.world, accountId)))
        throw unknownAccount();
      // Somebody who types the one that holds already is told so; setting it twice is no harm.
      if (await checkPassword(world.world, accountId, password)) return;
      const before = await reading(world.world, (world) => readBefore(world, accountId));
      const hash = await prepareNewPassword(
        world.world,
        before,
        policyInForce(world.world),
        password,
      );
      await transact(world.world, (world) => storePassword(world, accountId, hash));
    },
  });
  const refusing: Directory = {
    ...service(),
    find: () => Promise.reject(new DirectoryFailed("key-refused", false)),
    setPassword: () => Promise.reject(new DirectoryFailed("key-refused", false)),
  };
  const rig: Rig = {
    ...{ directory: service(), stranger: refusing, accountId: "acc_embedded", phone },
    ...{ now: world.now, unique: randomUUID, debit: null },
    opens: (password) => checkPassword(world.world, "acc_embedded", password),
  };
  for (const promise of casesFor(rig.directory))
    test(`here: ${promise.title}`, async () => {
      await world.account("acc_embedded", { phone, email: "embedded@example.com" });
      await check(promise, rig);
    });
});
