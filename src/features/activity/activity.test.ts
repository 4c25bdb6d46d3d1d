import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { aDesk, claimCase } from "../../../test/cases.ts";
import { ownersOf } from "../../../test/owner.ts";
import { testWorld } from "../../../test/world.ts";
import { sentence, told, untold } from "./words.ts";

const world = testWorld();
const { anOwner, comeBack, prove } = ownersOf(world);
const desk = aDesk(world);
type Entry = { id: string; at: string; type: string; text: { en: string; zh: string } };
type Owner = Awaited<ReturnType<typeof anOwner>>;

const read = async (owner: Owner, before = "") => {
  const reply = await owner.get(`/activity${before && `?before=${before}`}`);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body as { entries: Entry[]; next: string | null };
};
const said = async (owner: Owner, lang: "en" | "zh" = "en") =>
  (await read(owner)).entries.map(({ text }) => text[lang]);

/** Everything that the source emits into an account's chain. */
function emitted(): string[] {
  const here = join(import.meta.dirname, "..");
  const source = readdirSync(here, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .filter((path) => !/^(activity|notices|signals|demo|staff|audit)\//.test(path))
    .map((path) => readFileSync(join(here, path), "utf8"))
    .join("\n");
  const kinds =
    /"((?:account|contact|contacts|device|session|sessions|password|recovery|recovery-codes|owner|proof|change|method|hold|lock|case|evidence|number|report|agent-code|pack|erasure|legal-hold|data|retention|passkey|approval|face|glance|scam)\.(?!(?:jpg|pdf)")[a-z-]+)"/g;
  const states = ["completed", "denied", "cancelled", "expired"].map((one) => `recovery.${one}`);
  return [...new Set([...source.matchAll(kinds)].map(([, type = ""]) => type).concat(states))];
}

describe("the owner's record", () => {
  // Guard shown to work: with a line of the table taken out, this test named it and went red.
  test("says something of everything that can happen to an account, or leaves it out on purpose", () => {
    const types = [...emitted(), "file.viewed", "file.revealed", "account.record-exported"];
    assert.ok(types.length > 50, String(types.length));
    const undecided = types.filter((type) => !Object.hasOwn(told, type) && !untold.has(type));
    assert.deepEqual(undecided, []);
    assert.deepEqual(
      [...Object.keys(told), ...untold].filter((type) => !types.includes(type)),
      [],
    );
    for (const type of Object.keys(told))
      for (const facts of [
        {},
        { proof: "x", method: "constructor", reason: "toString", field: "" },
      ]) {
        const { en, zh } = sentence(type, facts) ?? { en: "", zh: "" };
        assert.ok(en.length > 8 && /\p{Script=Han}/u.test(zh), type);
        assert.doesNotMatch(en + zh, /undefined|\[object|native code/);
      }
  });

  test("tells the newest first, in both languages: claims, proofs, holds, the lock, the ways back in", async () => {
    const owner = await anOwner();
    await prove(owner);
    await owner.put("/lock", { nightLock: true });
    const claim = await claimCase(world, owner.phone, { situation: "forgot-password" });
    await claim.prove("sms-code", owner.phone);
    await claim.cancel();
    await world.settle();
    await owner.post("/holds");
    assert.deepEqual(await said(owner), [
      "The account was frozen (by the owner)",
      "The review of a claim ended",
      "A recovery was stopped",
      "For a recovery, a code by text message was accepted",
      "People were asked to review a claim to this account",
      "Somebody said that this account is theirs (forgot the password)",
      "The security lock was made tighter",
      "In the security centre, a recovery code was accepted",
      "The account was registered here",
    ]);
    assert.equal((await said(owner, "zh"))[0], "账户已冻结（由账户本人发起）");
  });

  test("E30 tells what staff looked at and why, and never who they are or what they think", async () => {
    const owner = await anOwner();
    const { caseId } = await claimCase(world, owner.phone);
    await desk.tang.take(caseId);
    await desk.tang.post(`/v1/cases/${caseId}/notes`, { text: "Smells like a friend of theirs" });
    await desk.tang.post(`/v1/cases/${caseId}/reveal`, { field: "phone", reason: "call-back" });
    await desk.tang.tick(caseId);
    await desk.tang.decide(caseId, "refuse");
    const whole = JSON.stringify(await read(owner));
    assert.match(whole, /Staff looked at your case/);
    assert.match(whole, /Staff uncovered your phone number \(to call back\)/);
    assert.match(whole, /客服查看了您的手机号（回拨电话）/);
    assert.doesNotMatch(whole, /agt_|tang|Smells|risk|verdict|refuse|case_|\+86|note/i);
  });

  test("comes in pages without a gap or a repeat, whatever is left out between", async () => {
    const owner = await anOwner();
    const { caseId } = await claimCase(world, owner.phone);
    for (let n = 0; n < 40; n++) {
      await desk.luo.read(caseId);
      await desk.luo.post(`/v1/cases/${caseId}/notes`, { text: "n" });
      await desk.luo.post(`/v1/cases/${caseId}/notes`, { text: "n" });
      await desk.luo.post(`/v1/cases/${caseId}/notes`, { text: "n" });
    }
    const back = await comeBack(owner);
    const pages: Entry[][] = [];
    for (let next: string | null = ""; next !== null; ) {
      const page = await read(back, next);
      pages.push(page.entries);
      next = page.next;
    }
    const all = pages.flat();
    assert.deepEqual([pages.length, pages[0]?.length], [2, 30]);
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    assert.equal(all.filter(({ type }) => type === "file.viewed").length, 40);
    for (const bad of ["-1", "x", "1e3", "99999999999"])
      assert.equal((await back.get(`/activity?before=${bad}`)).status, 400);
    assert.equal((await read(back, "9999999999")).entries.length, 30);
    assert.deepEqual(await read(back, "1"), { entries: [], next: null });
  });

  test("is the owner's alone", async () => {
    const [one, other] = [await anOwner(), await anOwner()];
    await one.post("/holds");
    assert.ok(!(await said(other)).some((line) => /frozen/.test(line)));
    assert.equal((await world.call("GET", "/v1/me/activity")).status, 401);
    const staffed = await desk.tang.get("/v1/me/activity");
    assert.equal(staffed.status, 401);
  });
});
