import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aDesk, claimCase, type OpenCase } from "../../../test/cases.ts";
import { owners } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";

/**
 * T32: thirty scripts by which people at a desk are talked round. The agent here believes every word and does
 * what a believing agent can do; what was really shown decides, and nothing that is only said.
 */
const world = testWorld();
const owner = owners(world);
const desk = aDesk(world);

type Shown = "sms" | "email" | "new-number" | "answers";
type Script = {
  says: string;
  shows?: Shown[];
  /** What the believing agent ticks for the document and the living face. */
  ticks?: "yes" | "no" | "not-applicable" | null;
  situation?: string;
  /** Who really is there: an account, a name without one, or a caller only. */
  who?: "account" | "nobody" | "caller";
  code: string;
};
const missing = "proofs-missing";

const scripts: readonly Script[] = [
  { says: "My flight leaves in ten minutes, all my money is in there", code: missing },
  { says: "I am the mayor's secretary, he is waiting on the line", code: missing },
  { says: "I am your own head of department, do it and I sign later", code: missing },
  { says: "This is the police, a life depends on it", code: missing },
  { says: "I am a journalist and will write about how you treat people", code: missing },
  { says: "My child is in hospital and needs the deposit now", code: missing },
  { says: "I will jump if you do not help me", code: missing },
  { says: "I speak for my grandmother, she cannot use a phone", code: missing },
  { says: "I am the executor, the owner has died", code: missing },
  { says: "Your colleague approved this yesterday, it only has to be finished", code: missing },
  { says: "I spend more with you in a week than you earn in a year", code: missing },
  { says: "The system shows a fault, just skip this step for me", code: missing },
  { says: "I know the name, the birthday and the last four of the ID number", code: missing },
  { says: "I know the address, the employer and the mother's name", code: missing },
  { says: "I can tell you every payment of last week", shows: ["answers"], code: missing },
  {
    says: "I can tell you every payment, and here is my new number",
    shows: ["answers", "new-number"],
    code: missing,
  },
  { says: "Resend the code to my new number", shows: ["new-number"], code: missing },
  { says: "Put my new number in, then I can prove the rest", shows: ["new-number"], code: missing },
  { says: "The code to my e-mail must be enough", shows: ["email"], code: missing },
  { says: "I have the SIM in my hand, here is its code", shows: ["sms"], code: missing },
  {
    says: "Two codes, by text and by mail, that is two proofs",
    shows: ["sms", "email"],
    code: missing,
  },
  {
    says: "A code by mail and all the answers right",
    shows: ["email", "answers"],
    code: missing,
  },
  {
    says: "Everything at once: codes, answers, number",
    shows: ["sms", "email", "answers", "new-number"],
    code: missing,
  },
  { says: "I sent the ID last time, it is on file", ticks: "no", code: "checklist-open" },
  { says: "The camera is broken, believe me", ticks: null, code: "checklist-open" },
  { says: "Nothing of that applies to a customer like me", ticks: "not-applicable", code: missing },
  {
    says: "It was stolen from me, so it cannot wait",
    situation: "account-stolen",
    code: missing,
  },
  {
    says: "I only forgot the password, that is harmless",
    situation: "forgot-password",
    code: missing,
  },
  { says: "I have no internet, do it all by telephone", who: "caller", code: "no-claimant" },
  {
    says: "Your records are wrong, the account is mine",
    who: "nobody",
    ticks: "yes",
    code: missing,
  },
];

/** Payments that the claimant, who is a friend, knows; so every answer is right. */
async function pay(accountId: string) {
  const lines = Array.from({ length: 8 }, (_, n) =>
    JSON.stringify({
      ...{ id: `${accountId}-${n}`, accountId, direction: "out", currency: "CNY" },
      ...{ at: world.daysAgo(n + 2).toISOString(), amount: `${(n + 3) * 17}.50` },
      ...{ payee: `Shop ${n}`, status: "completed" },
    }),
  );
  const reply = await world.call("POST", "/v1/transactions", lines.join("\n"), {
    ...{ bearer: world.serviceKey, headers: { "content-type": "application/x-ndjson" } },
  });
  assert.equal(reply.body.accepted, 8, JSON.stringify(reply.body));
  return Array.from({ length: 8 }, (_, n) => `${(n + 3) * 17}.50 CNY`);
}

async function answerAll(open: OpenCase, amounts: readonly string[]) {
  const path = `/v1/cases/${open.caseId}/questions`;
  assert.equal((await desk.tang.post(path)).status, 200);
  const { questions } = await open.own();
  const answers = questions.map(({ id, choices }: any) => ({
    ...{ id },
    choice:
      choices.find(({ text }: any) => amounts.some((amount) => text.en.startsWith(`${amount} on`)))
        ?.id ?? "none",
  }));
  const given = await world.as(open.token).post(`${open.caseAt}/answers`, { answers });
  assert.equal(given.status, 200, JSON.stringify(given.body));
  return (await desk.tang.get(path)).body.questions as any[];
}

async function show(open: OpenCase, shown: Shown[], phone: string, email: string, id: string) {
  if (shown.includes("sms")) assert.equal((await open.prove("sms-code", phone)).status, 200);
  if (shown.includes("email")) assert.equal((await open.prove("email-code", email)).status, 200);
  if (shown.includes("new-number")) {
    const path = `/v1/recoveries/${open.recovery.id}/phone`;
    const fresh = `+86136${phone.slice(-8)}`;
    await world.as(open.token).post(path, { phone: fresh });
    await world.settle();
    const body = { phone: fresh, code: world.codeTo(fresh) };
    assert.equal((await world.as(open.token).post(path, body)).status, 200);
  }
  await desk.tang.take(open.caseId);
  if (shown.includes("answers")) await answerAll(open, await pay(id));
}

/** Everything that a believing agent can do, and what the server says to it. */
async function play({ shows = [], ticks = "not-applicable", situation, who = "account" }: Script) {
  const { id, typed, phone, email } = await owner({ locale: "en" });
  let [caseId, open]: [string, OpenCase | null] = ["", null];
  if (who === "caller") {
    const { body } = await desk.luo.post("/v1/cases", {
      ...{ identifier: typed, situation: "lost-phone", locale: "en", story: "By telephone." },
    });
    caseId = body.case.id;
    await desk.tang.take(caseId);
  } else {
    const name = who === "nobody" ? "139 8888 7777" : typed;
    open = await claimCase(world, name, { ...(situation && { situation }) });
    caseId = open.caseId;
    await show(open, shows, phone, email, id);
  }
  await desk.tang.tick(caseId, "yes", ["story-fits", "not-guided"]);
  if (ticks) await desk.tang.tick(caseId, ticks, ["document", "live-match"]);
  const said = await desk.tang.decide(caseId, "approve");
  // Not stopped by the first refusal: the second step is tried too, by everybody of the desk.
  for (const person of desk.all)
    assert.ok((await person.approve(caseId, "approve")).status >= 400, person.id);
  if (open) assert.ok(["proving", "denied"].includes((await open.now()).state));
  return said.body.code;
}

describe("T32 scripts to talk people round", () => {
  for (const [n, script] of scripts.entries())
    test(`T32 script ${n + 1}: ${script.says}`, async () => {
      assert.equal(await play(script), script.code);
    });

  // Removed once: the call of `against` in `decide`; 28 of the scripts came to a second person and went red.
  test("T32 there are thirty scripts, and with real proof the same two people approve", async () => {
    // Each of the desk has opened 30 files by now: the next ones are of another hour.
    world.skip(3601);
    assert.equal(scripts.length, 30);
    const { typed } = await owner();
    const open = await claimCase(world, typed);
    await desk.tang.take(open.caseId);
    await desk.tang.tick(open.caseId);
    await desk.tang.decide(open.caseId, "approve");
    const second = await desk.drawnFor(open.caseId);
    // One of two who saw the person is not proofing by two.
    await second.tick(open.caseId, "yes", ["story-fits", "not-guided"]);
    await second.tick(open.caseId, "not-applicable", ["document", "live-match"]);
    assert.equal((await second.approve(open.caseId, "approve")).body.code, "proofs-missing");
    await second.tick(open.caseId);
    assert.equal((await second.approve(open.caseId, "approve")).status, 200);
    assert.equal((await open.now()).state, "waiting");
  });

  test("two independent proofs, or one older than a theft, do without a document", async () => {
    for (const situation of ["lost-phone", "account-stolen"]) {
      const saved = "1-AAAA-BBBB-CCCC-DDDE";
      const { typed, email } = await owner({ recoveryCodes: [saved] });
      const open = await claimCase(world, typed, { situation });
      // A recovery code alone is one proof; after a theft one that is older is what the path asks for.
      assert.equal((await open.give("recovery-code", saved)).status, 200);
      if (situation === "lost-phone") {
        await desk.tang.take(open.caseId);
        await desk.tang.tick(open.caseId, "yes", ["story-fits", "not-guided"]);
        await desk.tang.tick(open.caseId, "not-applicable", ["document", "live-match"]);
        assert.equal((await desk.tang.decide(open.caseId, "approve")).body.code, missing);
        assert.equal((await open.prove("email-code", email)).body.recovery.state, "waiting");
        continue;
      }
      await desk.tang.take(open.caseId);
      await desk.tang.tick(open.caseId, "yes", ["story-fits", "not-guided"]);
      await desk.tang.tick(open.caseId, "not-applicable", ["document", "live-match"]);
      assert.equal((await desk.tang.decide(open.caseId, "approve")).status, 200);
    }
  });
});

describe("questions about payments", () => {
  test("are five, two of them without a true line; what is right is shown to nobody", async () => {
    const { id, typed } = await owner({ locale: "en" });
    const amounts = await pay(id);
    const open = await claimCase(world, typed);
    await desk.tang.take(open.caseId);
    const path = `/v1/cases/${open.caseId}/questions`;
    const asked = (await desk.tang.post(path)).body.questions;
    assert.equal(asked.length, 5);
    assert.ok(asked.every(({ state, result }: any) => state === "waiting" && result === null));
    assert.doesNotMatch(JSON.stringify(asked), /CNY|right/);
    const { questions } = await open.own();
    const isTrue = ({ text }: any) => amounts.some((amount) => text.en.startsWith(`${amount} on`));
    for (const { choices } of questions) assert.equal(choices.length, 6);
    const found = questions.filter(({ choices }: any) => choices.some(isTrue));
    assert.ok(found.length >= 3);
    // Asked again, also in another case, they are the same: what differed would be made up.
    const lines = (list: any[]) =>
      list.map(({ choices }) => choices.map(({ text }: any) => text.en));
    await desk.tang.post(path);
    assert.deepEqual(lines((await open.own()).questions), lines(questions));
    const other = await claimCase(world, typed, {}, { rightful_device: "another" });
    await desk.tang.take(other.caseId);
    await desk.tang.post(`/v1/cases/${other.caseId}/questions`);
    assert.deepEqual(
      new Set(lines((await other.own()).questions).flat()),
      new Set(lines(questions).flat()),
    );
  });

  test("each is answered once; the desk sees whether it fits, the claimant never", async () => {
    const { id, typed } = await owner({ locale: "en" });
    const amounts = await pay(id);
    const open = await claimCase(world, typed);
    await desk.tang.take(open.caseId);
    const before = (await desk.tang.read(open.caseId)).evidenceVersion;
    const seen = await answerAll(open, amounts);
    assert.ok(seen.filter(({ result }) => result === "match").length >= 3);
    assert.ok(seen.every(({ strength }) => strength === "weak"));
    assert.deepEqual((await open.own()).questions, []);
    assert.ok((await desk.tang.read(open.caseId)).evidenceVersion > before);
    const again = { answers: [{ id: seen[0].id, choice: "unknown" }] };
    await world.as(open.token).post(`${open.caseAt}/answers`, again);
    const after = (await desk.tang.get(`/v1/cases/${open.caseId}/questions`)).body.questions;
    assert.deepEqual(after, seen);
    const wrong = { answers: [{ id: seen[0].id, choice: "7" }] };
    const reply = await world.as(open.token).post(`${open.caseAt}/answers`, wrong);
    assert.equal(reply.body.code, "bad-answer");
  });

  test("an account with too few payments is asked nothing", async () => {
    const { typed } = await owner();
    const open = await claimCase(world, typed);
    await desk.tang.take(open.caseId);
    const reply = await desk.tang.post(`/v1/cases/${open.caseId}/questions`);
    assert.equal(reply.body.code, "no-records");
  });
});
