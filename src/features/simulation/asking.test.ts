/** The same simulation over HTTP and at the command line; mistakes are answered, and nothing is changed. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { personOf } from "../../../test/cases.ts";
import { testWorld } from "../../../test/world.ts";
import { simulate } from "../../commands/simulate.ts";
import { readPopulations } from "./scenario.ts";

const world = testWorld();
const ASK = { cases: 300, seed: 5 };
const wallet = await readFile("policies/wallet.json", "utf8");

describe("staff who try a policy", () => {
  test("an analyst tries the policy in force beside a draft, on the same people", async () => {
    const analyst = personOf(world, "ana", "analyst", null);
    const draft = wallet.replace(
      '"low": 0, "elevated": 12, "high": "refused" }',
      '"low": 12, "elevated": 12, "high": "refused" }',
    );
    assert.notEqual(draft, wallet);
    const before = world.world.policies.get("wallet");
    const { status, body } = await analyst.post("/v1/policies/simulate", {
      ...ASK,
      against: { text: draft.replace('"name": "wallet"', '"name": "draft"') },
    });
    assert.equal(status, 200, JSON.stringify(body));
    const { simulation } = body;
    assert.deepEqual([simulation.tier, simulation.simulated], ["simulation", true]);
    assert.equal(simulation.policy.name, "wallet");
    assert.deepEqual([simulation.owners.all.n, simulation.impostorsTried], [300, 5000]);
    assert.ok(simulation.against.difference.impostors.stopped > 0);
    assert.equal(world.world.policies.get("wallet"), before, "nothing is put in force by trying");
    const again = await analyst.post("/v1/policies/simulate", ASK);
    assert.deepEqual(again.body.simulation.goals, simulation.goals);
  });

  test("a draft with a mistake is answered with its line and the reason", async () => {
    const analyst = personOf(world, "bea", "supervisor", "east");
    const mistakes: [string, string, RegExp][] = [
      ['"waitFactor": 2', '"waitFactor": -2', /waitFactor/],
      ['["sms-code", "known-device"]', '["sms-code", "telepathy"]', /paths\/1\/all/],
      ['"reviewPeople": 2', '"reviewPeople": 1', /reviewPeople/],
      ['"name": "wallet",', '"name": "wallet", "name": "two",', /name/],
    ];
    for (const [from, to, at] of mistakes) {
      const text = wallet.replace(from, to);
      const line = text.slice(0, text.indexOf(to)).split("\n").length;
      const { status, body } = await analyst.post("/v1/policies/simulate", { policy: { text } });
      assert.deepEqual([status, body.code, body.line], [422, "unsound-policy", line], to);
      assert.match(body.at, at);
      assert.ok(body.why.length > 10);
    }
    const none = await analyst.post("/v1/policies/simulate", { policy: { text: "{\n oops" } });
    assert.deepEqual([none.body.code, none.body.line], ["unsound-policy", 2]);
    const unknown = await analyst.post("/v1/policies/simulate", { policy: { name: "nothing" } });
    assert.equal(unknown.body.code, "no-policy");
    for (const body of [{ cases: 5001 }, { cases: 0 }, { seed: 1.5 }, { policy: {} }, { more: 1 }])
      assert.equal((await analyst.post("/v1/policies/simulate", body)).status, 400);
  });

  test("an agent, an owner's key and a stranger are refused; two at once are one", async () => {
    assert.equal((await personOf(world, "cy").post("/v1/policies/simulate", ASK)).status, 403);
    assert.equal((await world.call("POST", "/v1/policies/simulate", ASK)).status, 401);
    const analyst = personOf(world, "dee", "analyst", null);
    await analyst.token();
    const both = await Promise.all([
      analyst.post("/v1/policies/simulate", ASK),
      analyst.post("/v1/policies/simulate", ASK),
    ]);
    const codes = both.map(({ status, body }) => body.code ?? status).sort();
    assert.deepEqual(codes, [200, "simulation-runs"]);
    assert.equal((await analyst.post("/v1/policies/simulate", ASK)).status, 200);
  });
});

describe("the command", () => {
  const rightful = async (...args: string[]) => {
    const stdout: string[] = [];
    const stderr: string[] = [];
    try {
      const code = await simulate(
        args,
        (line) => stdout.push(line),
        (line) => stderr.push(line),
      );
      return { code, stdout: stdout.join("\n"), stderr: stderr.join("\n") };
    } catch (error) {
      const { name, message, code = "" } = error as Error & { code?: string };
      const isUsage = code.startsWith("ERR_PARSE_ARGS");
      assert.ok(isUsage || ["ScenarioRefused", "PolicyRefused"].includes(name), message);
      return { code: isUsage ? 2 : 1, stdout: "", stderr: message };
    }
  };

  test("is a function of its arguments, and prints JSON for machines", async () => {
    const args = ["--policy", "wallet", "--cases", "300", "--seed", "5", "--json"];
    const [one, two] = [await rightful(...args), await rightful(...args)];
    assert.equal(one.code, 0, one.stderr);
    assert.equal(one.stdout, two.stdout);
    const report = JSON.parse(one.stdout);
    assert.deepEqual([report.seed, report.cases, report.owners.all.n], [5, 300, 300]);
    assert.equal(report.simulated, true);
  });

  test("for people every table stands under the word simulated", async () => {
    const change = "/situations/forgot-password/paths/1/waitHours/low=12";
    const { stdout } = await rightful("--cases", "100", "--change", change, "--sensitivity");
    assert.match(stdout, /^SIMULATED\. Policy wallet/);
    assert.match(stdout, /THE SAME PEOPLE under wallet.*waitHours\/low=12 \(simulated\)/);
    assert.match(stdout, /One by one: owners back only now \d+/);
    assert.match(
      stdout,
      /^(met|few|MISS) {1,2}Impostors let in: .*; goal: upper bound at most 0\.5 %$/m,
    );
    assert.match(stdout, /^ {5}got in: (class|way) [\w-]+ \d+ of \d+/m);
    // Each rate at its low and at its high bound, with the source of both.
    const [, moves = ""] = stdout.split("What each rate moves between its bounds");
    assert.match(moves, /most first \(simulated\)\n/);
    const rates = [
      ...moves.matchAll(/^ {2}((?:owners|impostors|desk)\.(?:rates|times)\.[\w-]+) .*\[\S+\]$/gm),
    ];
    const { owners, impostors, desk } = await readPopulations();
    const all = [owners, impostors, desk].flatMap(({ rates, times }) => [
      ...Object.keys(rates),
      ...Object.keys(times),
    ]);
    assert.equal(new Set(rates.map(([, rate]) => rate)).size, all.length);
  });

  test("says in one sentence what is wrong with its arguments and its files", async () => {
    const file = join(tmpdir(), `populations-${process.pid}.json`);
    const text = await readFile("simulation/populations.json", "utf8");
    await writeFile(file, text.replace('"rate": 0.85', '"rate": 8.5'));
    const cases: [string[], number, RegExp][] = [
      [["--cases", "many"], 1, /^--cases is a whole number from 1 to 1000000, not "many"\.$/m],
      [["--seed", "0"], 1, /^--seed is a whole number/m],
      [["--policy", "wallets"], 1, /There is no policy "wallets"\. There are: .*wallet/],
      [["--populations", file], 1, /are refused: line \d+, at \/owners\/rates\/own-app\/rate/],
      [["--change", "/nothing=1"], 1, /there is nothing at nothing/],
      [["--colour"], 2, /--colour/],
    ];
    for (const [args, code, said] of cases) {
      const got = await rightful(...args);
      assert.equal(got.code, code, `${args}: ${got.stderr}`);
      assert.match(got.stderr, said);
      assert.equal(got.stderr.trim().split("\n").length, 1, got.stderr);
    }
  });
});
