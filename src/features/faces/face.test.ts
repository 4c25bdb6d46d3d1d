/** The face check over HTTP, with a verifier that reads words (test/face-double.ts). */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { type Claim, startClaim } from "../../../test/claimant.ts";
import { as, atDesk, type Person } from "../../../test/desk.ts";
import { capturesOf, type Double, faceDouble, rowOf, shot } from "../../../test/face-double.ts";
import { type Owner, ownersOf } from "../../../test/owner.ts";
import { testWorld } from "../../../test/world.ts";

const world = testWorld();
const { anOwner, comeBack, proveBySms } = ownersOf(world);
const double: Double = faceDouble();
beforeEach(() => {
  world.world.ports.face = double;
});

const consent = { version: 1, locale: "en", agreed: true };

async function enrol(owner: Owner, who = owner.id) {
  assert.equal((await owner.post("/proofs/face/consent", consent)).status, 201);
  const { body } = await owner.post("/proofs/face");
  const { id: sessionId, nonce } = body.session;
  return owner.post("/proofs/face/captures", { sessionId, nonce, frames: capturesOf(who) });
}

/** Enrolled eight days ago: it counts. */
async function enrolled(given: Record<string, unknown> = {}): Promise<Owner> {
  const owner = await anOwner(given);
  await proveBySms(owner);
  const came = await enrol(owner);
  assert.equal(came.status, 200, JSON.stringify(came.body));
  await world.pass(24);
  await world.pass(24 * 7 + 1);
  return owner;
}

async function claimOf(owner: Owner) {
  const claim = await startClaim(world, owner.phone);
  assert.equal((await claim.prove("sms-code", owner.phone)).status, 200);
  return claim;
}

const base = (claim: Claim) => `/v1/recoveries/${claim.recovery.id}`;
async function check(claim: Claim) {
  const { status, body } = await claim.ask("face");
  assert.equal(status, 201, JSON.stringify(body));
  return body.challenge;
}
const give = (claim: Claim, challenge: any, frames: string[], more: Record<string, unknown> = {}) =>
  world.as(claim.token).post(`${base(claim)}/proofs`, {
    ...{ proof: "face", challengeId: challenge.id, frames },
    response: { nonce: challenge.options.nonce, consent: 1, ...more },
  });

let people = 0;
async function desk(count = 1): Promise<Person[]> {
  const all: Person[] = [];
  for (let n = 0; n < count; n++)
    all.push(await atDesk(world, `agt-face-${people++}`, "agent", n % 2 ? "west" : "east"));
  return all;
}
/** Who of these was drawn, and for what. */
async function drawn(among: Person[]) {
  for (const person of among) {
    const { body } = await as(world, person).get("/v1/desk/glances");
    if (body.glances.length > 0) return { person, glance: body.glances[0] };
  }
  return null;
}
const rows = async (table: "faceTemplates" | "facePictures" | "faceSessions", accountId: string) =>
  world.world.db.selectFrom(table).selectAll().where("accountId", "=", accountId).execute();

test("a face is enrolled by consent of its own, a fresh proof and a day's wait, and is told everywhere", async () => {
  const owner = await anOwner();
  assert.equal((await owner.post("/proofs/face")).body.code, "needs-fresh-proof");
  await proveBySms(owner);
  assert.equal((await owner.post("/proofs/face")).body.code, "face-consent");
  const other = { ...consent, version: 2 };
  assert.equal((await owner.post("/proofs/face/consent", other)).body.code, "face-consent");
  const unticked = { ...consent, agreed: false };
  assert.equal((await owner.post("/proofs/face/consent", unticked)).status, 400);
  assert.equal((await enrol(owner)).status, 200);
  assert.deepEqual(
    await rows("faceTemplates", owner.id),
    [],
    "nothing is in place before the wait",
  );
  await world.settle();
  for (const to of [owner.phone, owner.email])
    assert.ok(world.sent.some((message) => message.to === to && /face check/.test(message.text)));
  await world.pass(24);
  const [row] = await rows("faceTemplates", owner.id);
  assert.ok(row && "verifier" in row && row.verifier === double.id);
  assert.ok(!JSON.stringify(row).includes(owner.id.repeat(2)));
  const back = await comeBack(owner);
  assert.ok((await back.get("/proofs/face")).body.face.countsFrom > world.now().toISOString());
});

test("captures of two people, or of nobody, are refused with nothing of why", async () => {
  const owner = await anOwner();
  await proveBySms(owner);
  await owner.post("/proofs/face/consent", consent);
  const { session } = (await owner.post("/proofs/face")).body;
  const frames = [...capturesOf("a").slice(1), shot("b").toString("base64")];
  const sent = { sessionId: session.id, nonce: session.nonce, frames };
  const refused = await owner.post("/proofs/face/captures", sent);
  assert.equal(refused.body.code, "face-unsure");
  assert.ok(!JSON.stringify(refused.body).includes("another-face"));
  assert.equal((await owner.post("/proofs/face/captures", sent)).body.code, "face-over", "once");
  const text = { ...sent, frames: ["bm8gcGljdHVyZQ=="] };
  assert.equal((await owner.post("/proofs/face/captures", text)).body.code, "bad-pictures");
});

test("to whoever is known to be under 14 it is not offered", async () => {
  const child = await anOwner({ birthday: "2013-01-01" });
  assert.deepEqual(
    [(await child.get("/proofs/face")).body.offered, (await child.get("/proofs/face")).body.why],
    [false, "child"],
  );
  assert.equal((await child.get("/proofs")).body.faceOffered, false);
});

test("a match is evidence: one person who was drawn looks at both pictures, and then the account is ready", async () => {
  const owner = await enrolled();
  const crew = await desk(3);
  const claim = await claimOf(owner);
  assert.ok((await claim.now()).paths.some(({ proofs }: any) => proofs.includes("face")));
  const challenge = await check(claim);
  assert.ok(challenge.options.steps.length >= 3 && challenge.options.steps.length <= 4);
  assert.ok(Date.parse(challenge.expiresAt) - world.now().getTime() <= 90_000);
  const given = await give(claim, challenge, rowOf(owner.id, challenge.options.steps));
  assert.equal(given.status, 200, JSON.stringify(given.body));
  assert.equal(
    given.body.recovery.state,
    "proving",
    "a face without attestation gives nothing back",
  );
  assert.equal(given.body.recovery.glance.state, "looking");
  assert.ok(
    !/0\.31|distance|threshold/.test(JSON.stringify(given.body)),
    "no score for a claimant",
  );
  await world.settle();

  const found = await drawn(crew);
  assert.ok(found);
  const others = crew.filter(({ id }) => id !== found.person.id);
  const path = `/v1/desk/glances/${found.glance.id}`;
  const yes = { outcome: "approve", reason: "same-person" };
  for (const other of others) {
    assert.equal((await as(world, other).post(`${path}/views`)).body.code, "no-glance");
    assert.equal((await as(world, other).post(`${path}/answer`, yes)).body.code, "no-glance");
  }
  const mine = as(world, found.person);
  assert.equal((await mine.post(`${path}/answer`, yes)).body.code, "glance-unseen");
  const seen = await mine.post(`${path}/views`);
  const { pictures, scores } = seen.body.glance;
  for (const picture of [pictures.enrolled, pictures.taken])
    assert.match(Buffer.from(picture, "base64").toString(), new RegExp(owner.id));
  assert.deepEqual([scores.distance, scores.calibratedOn, scores.attested], [0.31, null, false]);
  const wrong = { outcome: "approve", reason: "another-person" };
  assert.equal((await mine.post(`${path}/answer`, wrong)).status, 404);
  assert.equal((await mine.post(`${path}/answer`, yes)).status, 200);
  assert.equal((await claim.now()).state, "ready");
  const types = (await world.events(owner.id)).map(({ type }) => type);
  const order = [
    "face.checked",
    "glance.drawn",
    "file.viewed",
    "glance.approved",
    "recovery.ready",
  ];
  assert.deepEqual(
    order.filter((type) => types.includes(type)),
    order,
  );
  assert.ok(types.indexOf("file.viewed") < types.indexOf("glance.approved"));
});

test("a person who cannot say that it is the same one ends this way, and no other", async () => {
  const owner = await enrolled();
  const crew = await desk(2);
  const claim = await claimOf(owner);
  const challenge = await check(claim);
  await give(claim, challenge, rowOf(owner.id, challenge.options.steps));
  await world.settle();
  const all = await world.world.db
    .selectFrom("faceGlances")
    .selectAll()
    .where("accountId", "=", owner.id)
    .where("endedAt", "is", null)
    .execute();
  const [row] = all;
  assert.ok(row?.staffId);
  const person = crew.find(({ id }) => id === row.staffId) ?? (await signedIn(row.staffId));
  const mine = as(world, person);
  await mine.post(`/v1/desk/glances/${row.id}/views`);
  const no = { outcome: "decline", reason: "cannot-tell" };
  assert.equal((await mine.post(`/v1/desk/glances/${row.id}/answer`, no)).status, 200);
  const now = await claim.now();
  assert.deepEqual([now.state, now.glance.state], ["proving", "declined"]);
  assert.ok(!now.paths.some(({ proofs }: any) => proofs.includes("face") && proofs.length > 1));
  assert.equal((await claim.ask("face")).body.code, "no-face-check", "nobody else is asked");
  assert.equal((await claim.ask("email-code")).status, 201, "another way is open");
});

async function signedIn(id: string): Promise<Person> {
  const { signInStaff } = await import("../staff/index.ts");
  const { token } = await signInStaff(world.world, id, "test");
  return { id, cookies: { rightful_staff: token } };
}

test("whoever lets it pass is followed by another, and late is an alarm; the other ways stay open", async () => {
  const owner = await enrolled();
  await desk(2);
  const claim = await claimOf(owner);
  const challenge = await check(claim);
  await give(claim, challenge, rowOf(owner.id, challenge.options.steps));
  await world.settle();
  await world.pass(11 / 60);
  await world.pass(11 / 60);
  await world.pass(11 / 60);
  const glances = await world.world.db
    .selectFrom("faceGlances")
    .selectAll()
    .where("accountId", "=", owner.id)
    .execute();
  assert.equal(glances.filter(({ outcome }) => outcome === "passed").length, 3);
  assert.equal(new Set(glances.slice(0, 2).map(({ staffId }) => staffId)).size, 2);
  const alarms = await world.world.db.selectFrom("alarms").select("name").execute();
  assert.ok(alarms.some(({ name }) => name === "glance-late"));
  assert.equal(
    (await claim.give("recovery-code", "0-AAAA-BBBB-CCCC-DDDD")).body.recovery.state,
    "ready",
  );
  await world.settle();
  const open = await world.world.db
    .selectFrom("faceGlances")
    .select("id")
    .where("accountId", "=", owner.id)
    .where("endedAt", "is", null)
    .execute();
  assert.deepEqual(open, [], "nobody looks at what is not needed any more");
});

test("frames of an earlier check, a picture held up, and a check that ran out are one answer each time", async () => {
  const owner = await enrolled();
  const claim = await claimOf(owner);
  const first = await check(claim);
  const filmed = rowOf(owner.id, first.options.steps);
  world.skip(91);
  assert.equal((await give(claim, first, filmed)).body.code, "face-over");
  const second = await check(claim);
  const still = Array.from({ length: filmed.length }, () => shot(owner.id).toString("base64"));
  const refused = await give(claim, second, still);
  assert.deepEqual([refused.body.code, refused.body.triesLeft], ["face-unsure", 4]);
  const third = await check(claim);
  const right = rowOf(owner.id, third.options.steps);
  const answered = await Promise.all([give(claim, third, right), give(claim, third, right)]);
  assert.deepEqual(answered.map(({ status }) => status).sort(), [200, 409], "once");
  const again = await claimOf(owner);
  const fourth = await check(again);
  assert.equal((await give(again, fourth, right)).body.code, "face-over", "the very same pictures");
  const fifth = await check(again);
  const forged = { ...fifth, options: { ...fifth.options, nonce: "made-up-by-somebody" } };
  assert.equal(
    (await give(again, forged, rowOf(owner.id, fifth.options.steps))).body.code,
    "face-over",
  );
  assert.equal(
    (await check(again)).options.triesLeft,
    3,
    "the still picture and the repeat were tries",
  );
});

test("another person's face is refused in the words of every refusal, five times a day and no more", async () => {
  const owner = await enrolled();
  const claim = await claimOf(owner);
  for (let n = 4; n >= 0; n--) {
    const challenge = await check(claim);
    const { body } = await give(claim, challenge, rowOf("a thief", challenge.options.steps));
    assert.deepEqual([body.code, body.triesLeft], ["face-unsure", n]);
    assert.ok(!/no-match|too-far|0\.81/.test(JSON.stringify(body)));
  }
  const rests = await claim.ask("face");
  assert.deepEqual([rests.body.code, rests.body.why], ["no-face-check", "resting"]);
  assert.ok(rests.body.until);
  assert.equal((await claim.ask("email-code")).status, 201, "another way is open");
});

test("whoever cannot move the head has another order of steps, worth the same", async () => {
  const owner = await enrolled();
  const claim = await claimOf(owner);
  const { options, ...challenge } = await check(claim);
  assert.ok(options.still.every((step: string) => step === "blink" || step === "mouth"));
  const frames = rowOf(owner.id, options.still);
  const given = await give(claim, { ...challenge, options }, frames, { still: true });
  assert.deepEqual(given.body.recovery.given, ["sms-code", "face"]);
});

test("while nobody who compares answers, nothing is counted and another way is offered", async () => {
  const owner = await enrolled();
  const claim = await claimOf(owner);
  const challenge = await check(claim);
  double.away = true;
  const away = await give(claim, challenge, rowOf(owner.id, challenge.options.steps));
  double.away = false;
  assert.equal(away.body.code, "face-away");
  assert.equal((await check(claim)).options.triesLeft, 5);
});

test("before a first proof, and for a claim to nobody, the face check costs and tells the same nothing", async () => {
  const owner = await enrolled();
  const looked = double.looked;
  for (const phone of [owner.phone, "+8613800009999"]) {
    const claim = await startClaim(world, phone);
    assert.equal((await claim.ask("face")).body.code, "prove-first");
    const sent = { id: "fac_00000000000000000000000000", options: { nonce: "x" } };
    assert.equal((await give(claim, sent, rowOf(owner.id, ["left"]))).body.code, "prove-first");
  }
  assert.equal(double.looked, looked);
});

test("without consent in the claim nothing is compared", async () => {
  const owner = await enrolled();
  const claim = await claimOf(owner);
  const challenge = await check(claim);
  const looked = double.looked;
  const frames = rowOf(owner.id, challenge.options.steps);
  const refused = await give(claim, challenge, frames, { consent: 0 });
  assert.equal(refused.body.code, "face-consent");
  assert.equal(double.looked, looked);
});

test("an attested check counts by itself with the code, and nobody looks", async () => {
  const owner = await enrolled();
  world.world.ports.face = faceDouble({ attested: true });
  const claim = await claimOf(owner);
  const challenge = await check(claim);
  const given = await give(claim, challenge, rowOf(owner.id, challenge.options.steps));
  assert.deepEqual([given.body.recovery.state, given.body.recovery.glance], ["ready", undefined]);
});

// T47.
test("after 30 days no picture of a check is left, and after a removal no enrolment", async () => {
  const owner = await enrolled();
  const claim = await claimOf(owner);
  const challenge = await check(claim);
  await give(claim, challenge, rowOf(owner.id, challenge.options.steps));
  assert.equal((await rows("facePictures", owner.id)).length, 1, "one, and only of a match");
  const back = await comeBack(owner);
  await proveBySms(back);
  assert.equal((await back.delete("/proofs/face")).status, 200);
  await world.pass(24);
  assert.equal((await rows("faceTemplates", owner.id)).length, 1, "it counts for 7 days more");
  await world.pass(24 * 7 + 1);
  assert.equal((await rows("faceTemplates", owner.id)).length, 0);
  await world.pass(24 * 22);
  await world.sweep();
  assert.equal((await rows("facePictures", owner.id)).length, 0);
});

test("consent is withdrawn at once: nothing of the face is left, it proves nothing, and everybody is told", async () => {
  const owner = await enrolled();
  const claim = await claimOf(owner);
  const challenge = await check(claim);
  await give(claim, challenge, rowOf(owner.id, challenge.options.steps));
  const back = await comeBack(owner);
  assert.equal((await back.post("/proofs/face/deletion")).body.code, "needs-fresh-proof");
  await proveBySms(back);
  world.sent.length = 0;
  assert.equal((await back.post("/proofs/face/deletion")).status, 200);
  await world.settle();
  assert.equal((await rows("faceTemplates", owner.id)).length, 0);
  assert.equal((await rows("facePictures", owner.id)).length, 0);
  for (const row of await rows("faceSessions", owner.id))
    assert.ok("report" in row && row.report === null && row.digests === "[]");
  assert.equal((await back.get("/proofs/face")).body.consent.givenAt, null);
  for (const to of [owner.phone, owner.email])
    assert.ok(world.sent.some((message) => message.to === to && /face check/.test(message.text)));
  const later = await claimOf(owner);
  assert.equal((await later.ask("face")).body.why, "not-enrolled");
});
