/** The populations are fixed before any policy is tried on them: this test is what holds them there. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { harshness, isScenarioRefusal, parsePopulations, shareOfPhoneOnly } from "./populations.ts";

const file = "simulation/populations.json";
const text = await readFile(file, "utf8");
const populations = parsePopulations(text, file);

test("at least 40 % of the owners hold nothing but the phone, and no class of impostors is smaller than the goals fix", () => {
  assert.ok(shareOfPhoneOnly(populations) >= 0.4);
  assert.ok(populations.impostors.least >= 5000);
  assert.deepEqual(harshness, {
    "stolen-unlocked-phone": 0.25,
    "swapped-sim": 0.2,
    mailbox: 0.2,
    insider: 0.1,
    "face-injection": 0.1,
  });
  const { classes } = populations.impostors;
  for (const [name, least] of Object.entries(harshness))
    assert.ok(classes[name as keyof typeof harshness].share >= least, name);
});

/** A figure that changes is a new version, with a reason in its decision record; never a tuned one. */
const FIXED = {
  version: 1,
  digest: "9bc58dfa23b39d67e531679fc55ea99589b4a74580792efdf4212b7a8acbb494",
};

test("the populations are what they were before any policy was tried on them", () => {
  assert.equal(populations.version, FIXED.version);
  assert.equal(createHash("sha256").update(text).digest("hex"), FIXED.digest);
});

test("every rate names its source, what is ours says so, and no source stands idle", () => {
  const { owners, impostors, desk, sources } = populations;
  const used = [owners, impostors, desk].flatMap(({ rates, times }) =>
    [...Object.values(rates), ...Object.values(times)].map(({ source }) => source),
  );
  for (const parts of [owners.kits, owners.situations, impostors.classes])
    used.push(...Object.values(parts).map(({ source }) => source));
  for (const source of used) assert.ok(sources[source], source);
  // Google's first tries with a passkey are the low bound of a rate, named in its words.
  assert.deepEqual(
    Object.keys(sources).filter((source) => !used.includes(source)),
    ["google-2024", "lee-2020"],
  );
  for (const named of ["google-2024", "lee-2020"]) assert.ok(text.split(named).length > 2, named);
  assert.equal(sources.assumption?.grade, "assumption");
});

const withChange = (change: (value: any) => void) => {
  const value = JSON.parse(text);
  change(value);
  return JSON.stringify(value, null, 2);
};
const refused = (changed: string) => {
  try {
    parsePopulations(changed, "own.json");
  } catch (error) {
    if (isScenarioRefusal(error)) return error;
    throw error;
  }
  throw new Error("was taken");
};

test("each mistake in a scenario file is answered with its line and a reason", () => {
  const mistakes: [string, (value: any) => void, RegExp][] = [
    ["/owners/rates/own-app/rate", (v) => (v.owners.rates["own-app"].rate = 1.2), /1/],
    ["/owners/rates/own-app", (v) => (v.owners.rates["own-app"].low = 0.9), /not between/],
    ["/owners/rates/own-apps", (v) => (v.owners.rates["own-apps"] = {}), /not known/],
    ["/desk/times/first/source", (v) => (v.desk.times.first.source = "hearsay"), /no source/],
    ["/owners/situations", (v) => (v.owners.situations["lost-phone"].share = 0.5), /sum to 1\.22/],
    ["/desk/closesAtHour", (v) => (v.desk.closesAtHour = 3), /closes before/],
    ["/impostors/least", (v) => (v.impostors.least = 100), /5000/],
  ];
  for (const [at, change, why] of mistakes) {
    const changed = withChange(change);
    const error = refused(changed);
    assert.equal(error.at, at);
    assert.match(error.why, why);
    const line = changed.split("\n")[error.line - 1] ?? "";
    assert.ok(line.includes(`"${at.split("/").at(-1)}"`), `${at}: line ${error.line} is ${line}`);
    assert.match(
      error.message,
      new RegExp(`own\\.json are refused: line ${error.line}, at ${at}, `),
    );
  }
});

test("a scenario that is softer than the goals is refused", () => {
  const softer = withChange((v) => {
    v.impostors.classes["stolen-unlocked-phone"].share = 0.2;
    v.impostors.classes["code-phisher"].share = 0.1;
  });
  assert.match(refused(softer).why, /below the 0\.25/);
  const rich = withChange((v) => {
    v.owners.kits["phone-only"].share = 0.39;
    v.owners.kits.mailbox.share = 0.25;
  });
  assert.match(refused(rich).why, /40 %/);
});

test("what is no JSON, or has a key twice, is answered with its line", () => {
  assert.equal(refused('{\n  "version": 1,\n  oops\n}').line, 3);
  const twice = text.replace('"version": 1,', '"version": 1,\n  "version": 2,');
  assert.match(refused(twice).why, /twice/);
  assert.equal(refused("[]").line, 1);
});
