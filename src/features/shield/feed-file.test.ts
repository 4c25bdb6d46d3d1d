import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { testWorld } from "../../../test/world.ts";
import { shield } from "../../commands/shield.ts";
import { openAlarms } from "../../core/alarms.ts";
import { feedEntry } from "./feed.ts";
import { watchFeed } from "./feed-file.ts";

const folder = mkdtempSync(join(tmpdir(), "rightful-feed-"));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, "feed.jsonl");
const world = testWorld({ RIGHTFUL_FEED: file });

const about = { source: "desk", since: "2026-03-01", until: "2026-03-20" };
const lines = (links: string[], more: object = {}) =>
  `# reported\n${links.map((link) => JSON.stringify(feedEntry(link, { ...about, ...more }))).join("\n")}\n`;
/** As a good program does it: beside, then in its place. */
const put = (text: string) => {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
};
const verdictOf = async (url: string) => {
  const { status, body } = await world.call("POST", "/v1/checks", { url });
  assert.equal(status, 200);
  return `${body.verdict} ${body.reasons[0].code}`;
};
const alarms = async () =>
  (await openAlarms(world.world)).filter(({ name }) => name === "feed-broken");
const LISTED = "malicious listed";
const minute = async () => {
  world.skip(61);
  await watchFeed(world.world).stop();
};

test("what was reported is known from the first check on, and the file is read again when it changed", async () => {
  put(lines(["http://harmless-name.example/pay"]));
  assert.equal(await verdictOf("http://harmless-name.example/pay?x=1"), LISTED);
  assert.equal(await verdictOf("http://harmless-name.example/other"), "unknown nothing");
  const batch = await world.as(world.serviceKey).post("/v1/checks/batch", {
    checks: [{ text: "see http://harmless-name.example/pay" }],
  });
  assert.equal(batch.body.checks[0].verdict, "malicious");
  put(lines(["http://another-name.example/"]));
  assert.equal(await verdictOf("http://another-name.example/"), "unknown nothing");
  await minute();
  assert.equal(await verdictOf("http://another-name.example/"), LISTED);
  assert.equal(await verdictOf("http://harmless-name.example/pay"), "unknown nothing");
  assert.deepEqual(await alarms(), []);
});

test("a broken, empty or missing file leaves the last good one in force, and rings once", async () => {
  put(lines(["http://another-name.example/"]));
  await minute();
  const broken = [
    `${lines(["http://a.example/"])}{"host":1`,
    `${lines(["http://a.example/"])}{"host":1,"address":"ab","source":"x","since":"2026-03-01","until":"2026-03-20"}`,
    lines(["http://a.example/"], { until: "soon" }),
    "http://a.example/\n",
    "null\n",
    "",
  ];
  for (const text of broken) {
    put(text);
    await minute();
    assert.equal(await verdictOf("http://another-name.example/"), LISTED, text);
    assert.equal(await verdictOf("http://a.example/"), "unknown nothing", text);
  }
  rmSync(file);
  await minute();
  assert.equal(await verdictOf("http://another-name.example/"), LISTED);
  const [alarm, ...others] = await alarms();
  assert.deepEqual(others, []);
  assert.deepEqual(alarm?.facts, { why: "line 3 is no entry", isKept: true });
  put(lines(["http://a.example/"]));
  await minute();
  assert.equal(await verdictOf("http://a.example/"), LISTED);
});

test("an entry counts until its day, though the file stays as it is", async () => {
  put(lines(["http://short-lived.example/"], { until: "2026-03-03" }));
  await minute();
  assert.equal(await verdictOf("http://short-lived.example/"), LISTED);
  world.skip(2 * 86_400);
  await minute();
  assert.equal(await verdictOf("http://short-lived.example/"), "unknown nothing");
});

test("the command makes entries out of links, and judges by them", async () => {
  const links = join(folder, "links.txt");
  writeFileSync(links, "http://reported-name.example/x\n\nmailto:nobody\n");
  const made: string[] = [];
  const complaints: string[] = [];
  const say = (line: string) => complaints.push(line);
  assert.equal(
    await shield(["feed", links, "--source", "desk"], (line) => made.push(line), say),
    1,
  );
  assert.deepEqual([made.length, complaints.length], [1, 1]);
  const feed = join(folder, "made.jsonl");
  writeFileSync(feed, made.join("\n"));
  const asked = join(folder, "asked.jsonl");
  writeFileSync(asked, '{"url":"http://reported-name.example/x?y"}\n');
  const said: string[] = [];
  assert.equal(await shield(["check", asked, "--feed", feed], (line) => said.push(line), say), 0);
  assert.equal(JSON.parse(said[0] ?? "").verdict, "malicious");
  writeFileSync(feed, "nonsense");
  assert.equal(await shield(["check", asked, "--feed", feed], () => {}, say), 2);
  assert.match(complaints.at(-1) ?? "", /line 1 is no entry/);
  assert.equal(await shield(["feed", links], () => {}, say), 2);
  assert.equal(await shield(["check", asked, "x"], () => {}, say), 2);
});
