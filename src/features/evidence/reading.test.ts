/** What is read in documents: numbers that cannot be mistyped unseen, and words that prove nothing. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { parse } from "mrz";
import { aDesk, claimCase } from "../../../test/cases.ts";
import { owners } from "../../../test/claimant.ts";
import { ok, sender } from "../../../test/evidence.ts";
import { testWorld } from "../../../test/world.ts";
import { checkOf, judgeNumber, maskNumber } from "./id-number.ts";
import { readingOf } from "./reading.ts";

const world = testWorld();
const someone = owners(world);
const desk = aDesk(world);
const TODAY = "2026-03-02";

/** Made-up numbers, always the same ones. */
function* numbers(count: number) {
  let seed = 20260302;
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const two = (value: number) => String(value).padStart(2, "0");
  for (let n = 0; n < count; n++) {
    const area = `${[11, 31, 44, 51, 65][next(5)]}${two(1 + next(20))}${two(1 + next(20))}`;
    const birth = `${1930 + next(80)}${two(1 + next(12))}${two(1 + next(28))}`;
    const first = `${area}${birth}${String(next(1000)).padStart(3, "0")}`;
    yield first + checkOf(first);
  }
}

describe("a resident identity number", () => {
  test("T46 with one wrong character, or two that changed places, is never taken for right", () => {
    let mutated = 0;
    for (const number of numbers(80)) {
      assert.equal(judgeNumber(number, TODAY).is, "fits", number);
      const wrong = new Set<string>();
      for (let at = 0; at < 18; at++)
        for (const other of at < 17 ? "0123456789" : "0123456789X")
          if (other !== number[at]) wrong.add(number.slice(0, at) + other + number.slice(at + 1));
      for (let at = 0; at < 17; at++)
        if (number[at] !== number[at + 1])
          wrong.add(number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2));
      mutated += wrong.size;
      // Guard taken out once (the check character not compared): this went red.
      for (const each of wrong) assert.equal(judgeNumber(each, TODAY).is, "wrong", each);
    }
    assert.ok(mutated >= 10_000, String(mutated));
  });

  test("is the one that the standard prints, and nothing that only looks like one", () => {
    assert.deepEqual(judgeNumber("11010519491231002x", TODAY), {
      ...{ is: "fits", birth: "1949-12-31", area: "known" },
    });
    assert.equal(judgeNumber("440524188001010014", "1900-01-01").is, "wrong");
    const made = (seventeen: string) => judgeNumber(seventeen + checkOf(seventeen), TODAY);
    assert.deepEqual(made("11010520260303001"), { is: "wrong", why: "date" });
    assert.deepEqual(made("11010519490230001"), { is: "wrong", why: "date" });
    assert.equal((made("99010519491231002") as any).area, "unknown");
    for (const text of [
      "",
      "1101051949123100",
      "１１０１０５19491231002X",
      "11010519491231002X ",
      "x".repeat(500),
    ])
      assert.deepEqual(judgeNumber(text, TODAY), { is: "wrong", why: "form" });
    assert.equal(maskNumber("11010519491231002x"), "110***********002X");
  });
});

describe("a document that is read", () => {
  const read = (text: string, zone = "") => readingOf({ text, zone, confidence: 80 }, TODAY);
  // ICAO 9303 part 4, appendix B: the specimen of Utopia.
  const specimen = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
  ];

  test("says of each field whether there is a check for it, and never that the document is real", () => {
    const reading = read("", specimen.join("\n"));
    assert.equal(reading.authenticity, "not-assessed");
    assert.deepEqual(
      reading.fields.map(({ name, value, check }) => [name, value, check]),
      [
        ["name", "ERIKSSON ANNA MARIA", "none"],
        ["document-number", "L898902C3", "passed"],
        ["birth-date", "740812", "passed"],
        ["expiry-date", "120415", "passed"],
      ],
    );
    // A changed name leaves every check digit right: so a name is never shown as checked.
    const forged = [specimen[0]?.replace("ERIKSSON", "ERIKSEN<") ?? "", specimen[1] ?? ""];
    assert.ok(
      parse(forged)
        .details.filter(({ field }) => /Check/.test(String(field)))
        .every(({ valid }) => valid),
    );
    assert.equal(read("", forged.join("\n")).fields[0]?.check, "none");
    const changed = specimen.join("\n").replace("L898902C36", "L898902C46");
    assert.equal(
      read("", changed).fields.find(({ name }) => name === "document-number")?.check,
      "failed",
    );
  });

  test("shows no whole number of an identity card, neither as a field nor among the lines", () => {
    const reading = read(
      "姓 名 张 样 本\n公民 身份 号 码 11010519491231002X\n11010519491231002 9 6222020000000000000",
    );
    const all = JSON.stringify(reading);
    assert.doesNotMatch(all, /19491231|6222020000/);
    assert.deepEqual(
      reading.fields
        .filter(({ name }) => name === "id-number")
        .map(({ value, check }) => [value, check]),
      [
        ["110***********002X", "passed"],
        ["110***********0029", "failed"],
      ],
    );
  });

  test("may hold anything, and nothing breaks", () => {
    for (const text of [
      "",
      "<".repeat(44),
      `${"<".repeat(44)}\n${"<".repeat(44)}`,
      "\0\n\ud800",
      "9".repeat(5000),
      "姓名".repeat(2000),
    ])
      assert.equal(read(text, text).authenticity, "not-assessed");
  });

  test("is read by a program of this machine from the original, only once it is open, and nothing of it is kept", async () => {
    const owner = await someone();
    const claim = await claimCase(world, owner.typed);
    const files = sender(world, claim);
    const id = await files.send(
      readFileSync("test/fixtures/sample-card.png"),
      "id-front",
      "card.png",
    );
    await world.settle();
    await desk.tang.take(claim.caseId);
    const at = `/v1/cases/${claim.caseId}/evidence/${id}`;
    assert.equal((await desk.tang.post(`${at}/reading`)).body.code, "not-opened");
    ok(await desk.tang.post(`${at}/views`), 201);
    const { reading } = ok(await desk.tang.post(`${at}/reading`));
    assert.deepEqual(
      reading.fields.map(({ name, value, check }: any) => [name, value, check]),
      [
        ["name", "张样本", "none"],
        ["id-number", "110***********002X", "passed"],
        ["birth-date", "1949-12-31", "none"],
      ],
    );
    const events = await world.events(owner.id);
    assert.ok(events.some(({ type }) => type === "evidence.read"));
    assert.doesNotMatch(JSON.stringify(events), /样本|1949/);
  });
});
