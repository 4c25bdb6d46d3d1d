/** Words on the rise that no topic holds: proposed once a week, decided by a person. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aDesk } from "../../../test/cases.ts";
import { testWorld } from "../../../test/world.ts";
import { importPosts } from "./importing.ts";
import { mondayOf, propose, sweepProposals } from "./proposals.ts";
import { rising } from "./rising.ts";

const world = testWorld();
const desk = aDesk(world);

const week = ["甲", "乙", "丙", "丁", "戊", "己", "庚"].map((name) => `${name}地推出数字房票支付`);
const always = ["某地银行", "某市银行", "某县银行", "某区银行", "某镇银行", "某乡银行"];

describe("rising words", () => {
  test("are in this week's titles and were not in those of before; the longest says it", () => {
    const found = rising([...week, ...week, ...always], [...always, ...always], 1, ["微信崩了"]);
    assert.deepEqual(
      found.map(({ words }) => words).filter((words) => words.includes("房票")).length,
      1,
    );
    const [first] = found;
    assert.match(first?.words ?? "", /数字房票/);
    assert.equal(first?.posts, week.length);
    assert.equal(first?.titles.length, 5);
    assert.ok(!found.some(({ words }) => words.includes("银行")));
  });

  test("of which a topic says the same are marked with it", () => {
    const scams = ["一", "二", "三", "四", "五", "六"].map((n) => `第${n}起新骗局被骗老人`);
    assert.equal(rising(scams, [], 3, [])[0]?.near, "social_scam");
  });

  test("too few are an anecdote", () => {
    assert.deepEqual(rising(week.slice(0, 4), [], 3, []), []);
  });
});

test("a week begins on Monday, in China", () => {
  assert.equal(mondayOf("2026-03-02"), "2026-03-02");
  assert.equal(mondayOf("2026-03-08"), "2026-03-02");
});

test("proposals are made once a week from posts without a topic, and decided once, with a note in the house's chain", async () => {
  async function* lines() {
    for (const [n, title] of week.entries())
      yield JSON.stringify({
        id: `${n}`,
        source: "list",
        title,
        published_at: "2026-02-25T03:00:00Z",
      });
  }
  await importPosts(world.world, lines(), null);
  assert.ok((await sweepProposals(world.world)) > 1);
  assert.equal(await sweepProposals(world.world), 0);
  const list = async () => (await desk.shen.get("/v1/topics/proposals")).body.proposals;
  const before = await list();
  await propose(world.world, "2026-03-02");
  assert.deepEqual(await list(), before);
  const [first] = before;
  assert.deepEqual([first.week, first.state, first.posts], ["2026-02-23", "open", week.length]);
  const path = `/v1/topics/proposals/${first.id}/decision`;
  assert.equal((await desk.tang.post(path, { accept: true, note: "值得单列" })).status, 403);
  assert.equal(
    (await desk.shen.post(path, { accept: true, note: "值得单列" })).body.state,
    "accepted",
  );
  assert.equal(
    (await desk.shen.post(path, { accept: false, note: "再想想" })).body.code,
    "no-proposal",
  );
  const events = await world.events("house:topics");
  assert.match(
    JSON.stringify(events),
    /topic\.proposal-decided.*值得单列|值得单列.*topic\.proposal-decided/,
  );
});
