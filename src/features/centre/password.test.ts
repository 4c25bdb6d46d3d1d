import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OLD_CODES, type Owner, ownersOf } from "../../../test/owner.ts";
import { testWorld } from "../../../test/world.ts";

const world = testWorld();
const { anOwner, comeBack, prove, messagesTo } = ownersOf(world);
const PASSWORD = "old harbour lantern 42";
const NEXT = "quiet orchard ferry 19";
const wallet = () => world.as(world.serviceKey);

const signIn = async (
  { phone: identifier }: Owner,
  deviceId: string,
  more: Record<string, unknown> = {},
) => wallet().post("/v1/sign-ins", { identifier, password: PASSWORD, deviceId, ...more });

const isIn = async ({ id }: Owner, sessionId: string) =>
  (await wallet().get(`/v1/accounts/${id}/sign-ins/${sessionId}`)).status === 200;

const said = async (owner: Owner): Promise<string[]> =>
  (await owner.get("/activity")).body.entries.map(({ text }: any) => text.en);

describe("password health", () => {
  test("is judged when it is typed, and what is kept is sealed and is not the password", async () => {
    const weak = "Lin Yue 1988";
    const owner = await anOwner({ password: weak });
    assert.equal((await owner.get("/password-health")).body.judgedAt, null);
    await signIn(owner, "dev-1", { password: weak });
    const { body } = await owner.get("/password-health");
    assert.ok(body.judgedAt);
    assert.deepEqual(
      body.weak.map(({ code }: any) => code),
      ["personal"],
    );
    assert.doesNotMatch(
      JSON.stringify(body),
      /birthday|1988|Lin/,
      "not what of the owner is in it",
    );
    const rows = await world.world.db.selectFrom("passwordVerdicts").selectAll().execute();
    assert.doesNotMatch(JSON.stringify(rows), /personal|Lin Yue|1988/);
    assert.deepEqual(
      (await owner.get()).body.suggestions.map(({ code }: any) => code)[0],
      "password-weak",
    );
  });

  test("knows a leaked one by the list, without asking anybody", async () => {
    const owner = await anOwner({ password: "iloveyou" });
    await signIn(owner, "dev-1", { password: "iloveyou" });
    const { body } = await owner.get("/password-health");
    assert.equal(body.leaked, true);
    assert.equal((await owner.get()).body.suggestions[0].code, "password-known");
  });

  test("its age is a fact and a reminder, and no task", async () => {
    const owner = await anOwner();
    await world.pass(91 * 24);
    const back = await comeBack(owner);
    const { body } = await back.get("/password-health");
    assert.deepEqual([body.days, body.age.policy, body.age.is], [91, "remind-90-days", "remind"]);
    assert.ok(!(await back.get()).body.suggestions.some(({ code }: any) => /password/.test(code)));
  });

  test("while it is typed nothing is said of the owner or of passwords before", async () => {
    const owner = await anOwner({ name: "Zhao Qiang", birthday: "1988-03-14" });
    const judge = async (password: string) =>
      (await owner.post("/password-health/judgements", { password })).body;
    for (const password of [PASSWORD, "zq 1988-03-14 qz ferry"]) {
      const said = await judge(password);
      assert.ok(said.ok, JSON.stringify(said));
    }
    assert.equal((await judge("12345678")).ok, false);
  });
});

describe("a new password by its owner", () => {
  const set = (owner: Owner, body: Record<string, unknown>) =>
    owner.put("/password", { newPassword: NEXT, ...body });

  test("takes the old one or a fresh proof; the hand-off is neither", async () => {
    const owner = await anOwner();
    assert.equal((await set(owner, {})).body.code, "needs-fresh-proof");
    assert.equal((await set(owner, { oldPassword: "no" })).body.code, "wrong-password");
    assert.equal((await set(owner, { oldPassword: PASSWORD })).status, 200);
    await prove(owner, OLD_CODES[1]);
    assert.equal((await set(owner, { newPassword: "silver bridge walnut 7" })).status, 200);
    const lines = await said(owner);
    for (const line of [
      "The password was changed here, after a proof",
      "The password was changed here, with the old password",
      "Changing the password was refused: the old password was wrong",
    ])
      assert.ok(lines.includes(line), line);
  });

  test("ends every other session, is told on every channel, and takes the suspicion away", async () => {
    const owner = await anOwner();
    const { body } = await signIn(owner, "dev-1");
    const thief = await comeBack(owner);
    assert.equal((await set(owner, { oldPassword: PASSWORD })).status, 200);
    assert.equal(await isIn(owner, body.session.id), false);
    assert.equal((await thief.get()).status, 401);
    assert.equal((await owner.get()).status, 200, "this one goes on");
    await world.settle();
    for (const to of [owner.phone, owner.email])
      assert.equal(messagesTo(to, /password of your .* was changed in the security centre/), 1);
    assert.equal((await signIn(owner, "dev-1")).status, 422, "the old one opens nothing");
    assert.equal((await signIn(owner, "dev-1", { password: NEXT })).status, 201);
  });

  test("of twenty guesses at the old one at the same moment five are compared", async () => {
    const owner = await anOwner();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) => set(owner, { oldPassword: `guess ${n}` })),
    );
    const codes = replies.map(({ body }) => body.code).toSorted();
    assert.deepEqual(
      [
        codes.filter((one) => one === "wrong-password").length,
        codes.filter((one) => one === "too-many").length,
      ],
      [5, 15],
    );
    // Who cannot guess any more can still prove.
    await prove(owner);
    assert.equal((await set(owner, {})).status, 200);
  });

  test("may be chosen in many tries by somebody who knows the old one", async () => {
    const owner = await anOwner();
    for (let n = 0; n < 8; n++)
      assert.equal(
        (await set(owner, { newPassword: "12345678", oldPassword: PASSWORD })).body.code,
        "weak-password",
      );
    assert.equal((await set(owner, { oldPassword: PASSWORD })).status, 200);
  });

  test("is judged in full only for somebody proven: a thief learns nothing of the passwords before", async () => {
    const owner = await anOwner();
    const asked = await owner.put("/password", { newPassword: PASSWORD, oldPassword: "no" });
    assert.deepEqual([asked.body.code, asked.body.reasons], ["wrong-password", undefined]);
    const proven = await owner.put("/password", { newPassword: PASSWORD, oldPassword: PASSWORD });
    assert.deepEqual(
      [proven.body.code, proven.body.reasons.map(({ code }: any) => code)],
      ["weak-password", ["used-before"]],
    );
  });

  test("is not set while the account is frozen or somebody guides its owner", async () => {
    const owner = await anOwner();
    await owner.post("/guided");
    assert.equal((await set(owner, { oldPassword: PASSWORD })).body.code, "guided");
    await world.pass(1);
    const back = await comeBack(owner);
    await prove(back);
    await back.post("/holds");
    assert.equal((await set(back, {})).body.code, "held");
  });
});

describe("trying a code out", () => {
  const attempt = (owner: Owner, code: string) =>
    owner.post("/rehearsals", { proof: "recovery-code", code });

  test("uses nothing up, opens nothing, and stands in the record", async () => {
    const owner = await anOwner();
    for (let turn = 0; turn < 2; turn++)
      assert.deepEqual((await attempt(owner, OLD_CODES[0])).body.works, true);
    assert.equal((await owner.get("/proofs")).body.recoveryCodes.left, 2);
    assert.equal((await owner.get()).body.freshUntil, null);
    assert.equal((await owner.delete("/proofs/email")).body.code, "needs-fresh-proof");
    assert.equal((await prove(owner, OLD_CODES[0])).status, 200, "still good");
    assert.ok((await said(owner)).includes("Tried out, and it works: a recovery code"));
  });

  test("helps no guesser: wrong ones count like any others, and ten a day are all", async () => {
    const owner = await anOwner();
    const codes: string[] = [];
    for (let n = 0; n < 12; n++)
      codes.push(
        (await attempt(owner, `1-AAAA-BBBB-CCCC-${String(n).padStart(4, "0")}`)).body.code,
      );
    assert.equal(codes.filter((one) => one === "wrong-code" || one === "resting").length, 10);
    assert.deepEqual(codes.slice(10), ["too-many", "too-many"]);
    // The same budget as a proof in this session.
    assert.equal((await prove(owner, "1-AAAA-BBBB-CCCC-0001")).body.code, "resting");
  });
});

test("the well-known address for changing a password leads to its page, and another one nowhere", async () => {
  const { status, headers } = await world.call("GET", "/.well-known/change-password");
  assert.deepEqual([status, headers.location], [303, "/me/password"]);
  const none = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200";
  assert.equal((await world.call("GET", none)).status, 404);
});

test("wrong passwords are told with the next sign-in, by their number", async () => {
  const owner = await anOwner();
  for (let n = 0; n < 3; n++) await signIn(owner, "dev-thief", { password: "no" });
  await signIn(owner, "dev-1", { deviceName: "My phone" });
  await signIn(owner, "dev-1", { deviceName: "My phone" });
  assert.deepEqual((await said(owner)).slice(0, 2), [
    "Signed in to the wallet: My phone",
    "Signed in to the wallet: My phone (after 3 wrong passwords)",
  ]);
});
