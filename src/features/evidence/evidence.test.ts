/** Files of a case, from the claimant's first byte to what the desk may see of it. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import sharp from "sharp";
import { aDesk, claimCase, type Desk } from "../../../test/cases.ts";
import { owners } from "../../../test/claimant.ts";
import { EICAR, jpeg, ok, pdf, sender } from "../../../test/evidence.ts";
import { testWorld } from "../../../test/world.ts";
import { verifyChain } from "../../core/events.ts";
import { ScanFailed } from "../../ports/scanner/scanner.ts";

const world = testWorld();
const someone = owners(world);
const desk = aDesk(world);

/** An owner's case with its sender of files. */
async function aCase() {
  const owner = await someone();
  const claim = await claimCase(world, owner.typed);
  return { owner, claim, files: sender(world, claim) };
}
const seenBy = async (who: Desk["tang"], caseId: string) =>
  ok(await who.get(`/v1/cases/${caseId}/evidence`)).evidence as any[];
const viewsAt = (caseId: string, id: string) => `/v1/cases/${caseId}/evidence/${id}/views`;

describe("a file that comes in", () => {
  test("is kept sealed with its own hash, is drawn anew without its location, and the original never leaves", async () => {
    const { owner, claim, files } = await aCase();
    const original = await jpeg("m");
    assert.ok(original.includes("Exif"));
    const id = await files.send(original, "id-front", "身份证.jpg");
    assert.equal((await files.one(id)).state, "checking");
    await world.settle();
    assert.equal((await files.one(id)).state, "accepted");
    await desk.tang.take(claim.caseId);
    const [file] = await seenBy(desk.tang, claim.caseId);
    assert.equal(file.sha256, createHash("sha256").update(original).digest("hex"));
    assert.deepEqual(
      [file.name, file.type, file.facts.hadLocation, file.facts.madeBy],
      ["身份证.jpg", "image/jpeg", true, "Camera of a test"],
    );
    const at = viewsAt(claim.caseId, id);
    // Guard taken out once (the look-up of the view in demandOpened): this went red.
    assert.equal((await desk.tang.get(at)).body.code, "not-opened");
    const { view } = ok(await desk.tang.post(at), 201);
    assert.deepEqual(view.pages, [{ width: 900, height: 600 }]);
    const shown = await world.app.inject({
      ...{ method: "GET", url: at, cookies: { rightful_staff: await desk.tang.token() } },
    });
    assert.equal(shown.statusCode, 200);
    for (const [name, value] of [
      ["content-type", "image/jpeg"],
      ["cache-control", "no-store"],
      ["x-content-type-options", "nosniff"],
      ["content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'"],
    ] as const)
      assert.equal(shown.headers[name], value);
    const copy = shown.rawPayload;
    assert.ok(!copy.includes("Exif") && !copy.includes("GPS") && !copy.includes("Camera"));
    const { exif, width } = await sharp(copy).metadata();
    assert.deepEqual([exif, width], [undefined, 900]);
    // The words lie over it: a picture of one colour has more than one now.
    const { channels } = await sharp(copy).stats();
    assert.ok(channels.some(({ min, max }) => max - min > 40));
    // In the database no piece of it can be read.
    const rows = await world.world.db
      .selectFrom("evidenceParts")
      .select("bytes")
      .where("accountId", "=", owner.id)
      .execute();
    assert.ok(rows.length >= 2);
    for (const { bytes } of rows)
      assert.ok(!bytes.includes("Exif") && !bytes.includes(Buffer.from([0xff, 0xd8, 0xff])));
    // Both chains know who looked, and hold; the owner and the claimant are shown that somebody did.
    const own = (await world.events("staff:agt_tang")).map(({ type }) => type);
    assert.ok(own.includes("staff.evidence-viewed"));
    const looks = (await world.events(owner.id)).filter(({ type }) => type === "evidence.viewed");
    assert.deepEqual([looks.length, looks[0]?.actor], [1, "agent:agt_tang"]);
    assert.equal(await verifyChain(world.world, owner.id), null);
    assert.equal((await files.one(id)).seen.length, 1);
    assert.doesNotMatch(JSON.stringify(await files.list()), /tang/);
    // After ten minutes it has to be opened, and written down, again.
    world.skip(601);
    await desk.tang.take(claim.caseId);
    assert.equal((await desk.tang.get(at)).body.code, "not-opened");
  });

  test("E18 that is HTML under the name of a photo is refused, and its bytes are gone", async () => {
    const { owner, claim, files } = await aCase();
    const html = Buffer.from("<!doctype html><script>alert(document.cookie)</script>");
    const id = await files.send(html, "id-front", "photo.jpg");
    assert.equal((await files.one(id)).state, "rejected");
    await world.settle();
    const parts = await world.world.db
      .selectFrom("evidenceParts")
      .select("seq")
      .where("accountId", "=", owner.id)
      .execute();
    assert.deepEqual(parts, []);
    await desk.tang.take(claim.caseId);
    assert.equal((await desk.tang.post(viewsAt(claim.caseId, id))).body.code, "cannot-show");
    assert.ok((await world.events(owner.id)).some(({ type }) => type === "evidence.rejected"));
  });

  test("E18 that holds the scanners' test file is put in quarantine, with a line in the audit, and nobody opens it", async () => {
    const { owner, claim, files } = await aCase();
    const id = await files.send(Buffer.concat([await jpeg("e"), Buffer.from(EICAR)]));
    await world.settle();
    // The claimant is told no more than that it cannot be read.
    assert.equal((await files.one(id)).state, "unreadable");
    await desk.tang.take(claim.caseId);
    const [file] = await seenBy(desk.tang, claim.caseId);
    assert.equal(file.state, "quarantined");
    assert.equal((await desk.tang.post(viewsAt(claim.caseId, id))).body.code, "cannot-show");
    const line = (await world.events(owner.id)).find(({ type }) => type === "evidence.quarantined");
    assert.equal(line?.payload.why, "EICAR");
  });

  test("is not opened while the scanner does not answer, and is when it does", async (t) => {
    const { claim, files } = await aCase();
    const { ports } = world.world;
    t.after(() => Reflect.deleteProperty(ports, "scanner"));
    let answers: (() => { clean: true } | { clean: false; name: string }) | null = null;
    ports.scanner = {
      name: "test",
      scan: async () => {
        if (!answers) throw new ScanFailed("down");
        return answers();
      },
    };
    const id = await files.send(await jpeg("s"));
    await world.settle();
    assert.equal((await files.one(id)).state, "checking");
    await desk.tang.take(claim.caseId);
    assert.equal((await desk.tang.post(viewsAt(claim.caseId, id))).body.code, "cannot-show");
    await world.pass(0.2);
    const alarms = await world.world.db.selectFrom("alarms").select("name").execute();
    assert.ok(alarms.some(({ name }) => name === "evidence-scan"));
    answers = () => ({ clean: true });
    await world.pass(0.5);
    assert.equal((await files.one(id)).state, "accepted");
    answers = () => ({ clean: false, name: "Win.Test.X" });
    const other = await files.send(await jpeg("t"));
    await world.settle();
    await desk.tang.take(claim.caseId);
    const file = (await seenBy(desk.tang, claim.caseId)).find((each) => each.id === other);
    assert.equal(file.state, "quarantined");
  });

  test("that is a PDF is shown page by page as pictures, and a film is kept without being shown", async () => {
    const { claim, files } = await aCase();
    const id = await files.send(pdf("Slip 42"), "bank-slip", "slip.pdf");
    const film = await files.send(
      Buffer.concat([Buffer.from([0, 0, 0, 16]), Buffer.from("ftypisom\0\0\0\0mdat")]),
      "chat-with-scammer",
    );
    await world.settle();
    await desk.tang.take(claim.caseId);
    const shown = await seenBy(desk.tang, claim.caseId);
    assert.deepEqual(shown.map(({ type, state, pages }) => [type, state, pages.length]).sort(), [
      ["application/pdf", "accepted", 1],
      ["video/mp4", "accepted", 0],
    ]);
    ok(await desk.tang.post(viewsAt(claim.caseId, id)), 201);
    assert.equal((await desk.tang.post(viewsAt(claim.caseId, film))).body.code, "cannot-show");
  });

  test("in one plain form comes in too, whatever name it has", async () => {
    const { claim, files } = await aCase();
    const form = new FormData();
    form.set("kind", "id-back");
    form.set("file", new File([new Uint8Array(await jpeg("f"))], '"../../\u202ex.jpg'));
    const request = new Request("http://x/", { method: "POST", body: form });
    const type = request.headers.get("content-type") ?? "";
    const body = Buffer.from(await request.arrayBuffer());
    const headers = { "content-type": type };
    const sent = await world.call("POST", files.at, body, { bearer: claim.token, headers });
    assert.equal(ok(sent, 201).evidence.state, "checking");
    await world.settle();
    const [file] = await files.list();
    assert.deepEqual([file.state, file.kind], ["accepted", "id-back"]);
    assert.doesNotMatch(file.name, /[/\\\u202e]/);
    for (const [spoilt, status] of [
      [body.subarray(0, body.length / 2), 422],
      [Buffer.from("no form"), 422],
    ] as const) {
      const refused = await world.call("POST", files.at, spoilt, { bearer: claim.token, headers });
      assert.equal(refused.status, status);
    }
    const json = await world.as(claim.token).post(files.at, { kind: "id-front" });
    assert.equal(json.body.code, "wrong-type");
  });
});

describe("a file and a verdict", () => {
  test("E26 a new file voids an approval that waits for its second person", async () => {
    const { claim, files } = await aCase();
    await desk.tang.take(claim.caseId);
    await desk.tang.tick(claim.caseId);
    ok(await desk.tang.decide(claim.caseId, "approve"));
    const drawn = await desk.drawnFor(claim.caseId);
    const before = await drawn.read(claim.caseId);
    await files.send(await jpeg("v"));
    const given = { evidenceVersion: before.evidenceVersion };
    await drawn.tick(claim.caseId).catch(() => {});
    const late = await drawn.approve(claim.caseId, "approve", given);
    // Guard taken out once (filesHash left out of evidenceHash): this and E27 went red.
    assert.ok(["not-drawn", "stale-evidence"].includes(late.body.code), JSON.stringify(late.body));
    const now = await desk.tang.read(claim.caseId);
    assert.equal(now.state, "open");
    assert.ok(now.evidenceVersion > before.evidenceVersion);
    // What was found out of it is new once more: nobody decides on a file that they could not see yet.
    await world.settle();
    assert.ok((await desk.tang.read(claim.caseId)).evidenceVersion > now.evidenceVersion);
  });

  test("E27 a clock that stood at three hours left goes on with three hours when only a file comes", async () => {
    const { claim, files } = await aCase();
    await desk.tang.take(claim.caseId);
    await world.pass(21);
    await desk.tang.take(claim.caseId);
    const sent = await files.send(await jpeg("c"));
    await world.settle();
    await desk.tang.take(claim.caseId);
    const retake = `/v1/cases/${claim.caseId}/evidence/${sent}/retake`;
    ok(await desk.tang.post(retake, { reason: "blurred" }));
    const asked = await claim.own();
    assert.equal(asked.waitingFor, "claimant");
    assert.match(asked.messages.at(-1).text.en, /Front of your ID: it is blurred/);
    assert.match(asked.messages.at(-1).text.zh, /证件正面：画面模糊/);
    await world.pass(30);
    // HTML under another name is nothing to judge by: the clock stands.
    await files.send(Buffer.from("<html>"), "id-front");
    assert.equal((await claim.own()).waitingFor, "claimant");
    await files.send(await jpeg("d"));
    const after = await claim.own();
    assert.equal(after.waitingFor, "us");
    const left = Date.parse(after.dueAt) - world.now().getTime();
    assert.equal(Math.round(left / 3_600_000), 3);
    assert.equal(after.lateBy, undefined);
  });

  test("each who decides judges a file for themselves, and does not see what the other said", async () => {
    const { claim, files } = await aCase();
    const id = await files.send(await jpeg("j"));
    await world.settle();
    await desk.tang.take(claim.caseId);
    await desk.tang.tick(claim.caseId);
    const at = `/v1/cases/${claim.caseId}/evidence/${id}/verdict`;
    ok(await desk.tang.put(at, { verdict: "doubtful", note: "The corner looks pasted." }));
    assert.equal(
      (await seenBy(desk.tang, claim.caseId))[0].verdict.note,
      "The corner looks pasted.",
    );
    ok(await desk.tang.decide(claim.caseId, "approve"));
    const drawn = await desk.drawnFor(claim.caseId);
    assert.equal((await seenBy(drawn, claim.caseId))[0].verdict, null);
    assert.doesNotMatch(JSON.stringify(await drawn.read(claim.caseId)), /The corner looks pasted/);
    // Who gave the first verdict opens nothing any more; who was drawn does.
    assert.equal((await desk.tang.post(viewsAt(claim.caseId, id))).body.code, "not-drawn");
    ok(await drawn.post(viewsAt(claim.caseId, id)), 201);
  });

  test("nobody who does not hold the case opens its files, nor with somebody else's opening", async () => {
    const { claim, files } = await aCase();
    const id = await files.send(await jpeg("n"));
    await world.settle();
    const at = viewsAt(claim.caseId, id);
    assert.equal((await desk.luo.post(at)).body.code, "lease-lost");
    await desk.tang.take(claim.caseId);
    ok(await desk.tang.post(at), 201);
    assert.equal((await desk.luo.get(at)).body.code, "lease-lost");
    await desk.tang.delete(`/v1/cases/${claim.caseId}/lease`);
    await desk.luo.take(claim.caseId);
    assert.equal((await desk.luo.get(at)).body.code, "not-opened");
    const other = await aCase();
    await desk.luo.take(other.claim.caseId);
    const crossed = viewsAt(other.claim.caseId, id);
    assert.equal((await desk.luo.post(crossed)).body.code, "no-file");
  });

  test("the very same file in two cases is shown as such to the desk", async () => {
    const [one, two] = [await aCase(), await aCase()];
    const shared = await jpeg("same");
    await one.files.send(shared);
    await two.files.send(shared);
    await world.settle();
    const [file] = await seenBy(desk.tang, two.claim.caseId);
    assert.deepEqual(
      file.same.map(({ caseId }: any) => caseId),
      [one.claim.caseId],
    );
  });
});

test("ninety days after its end a case keeps no byte of a file, and still its hash", async () => {
  const { owner, claim, files } = await aCase();
  const original = await jpeg("k");
  await files.send(original);
  await world.settle();
  await claim.cancel();
  await world.settle();
  const parts = () =>
    world.world.db
      .selectFrom("evidenceParts")
      .select("seq")
      .where("accountId", "=", owner.id)
      .execute();
  await world.pass(24 * 89);
  assert.ok((await parts()).length > 0);
  await world.pass(25);
  assert.equal((await parts()).length, 0);
  const last = (await world.events(owner.id)).find(({ type }) => type === "evidence.deleted");
  const hash = createHash("sha256").update(original).digest("hex");
  assert.equal((last as any)?.payload.files[0].sha256, hash);
});
