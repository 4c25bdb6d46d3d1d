import assert from "node:assert/strict";
import { test } from "node:test";
import { loadRegistry, readRegistry } from "./reading.ts";

const registry = loadRegistry();

test("a registry that is wrong is refused whole, with the file, the place and the reason", () => {
  const good = { ...registry, note: "x" };
  const refused = (change: (copy: any) => void, why: RegExp) => {
    const copy = structuredClone(good);
    change(copy);
    assert.throws(() => readRegistry("own.json", JSON.stringify(copy)), why);
  };
  assert.deepEqual(readRegistry("own.json", JSON.stringify(good)), registry);
  assert.throws(() => readRegistry("own.json", "{"), /own\.json are refused: at \/ it is not JSON/);
  refused((copy) => delete copy.version, /own\.json.*version/);
  refused(
    (copy) => (copy.brands[3].domains[0] = "https://x.com"),
    /own\.json.*\/brands\/3\/domains\/0/,
  );
  refused((copy) => (copy.brands[3].domains[0] = "X.com"), /\/brands\/3\/domains\/0/);
  refused((copy) => (copy.brands[2].phones = ["+86"]), /\/brands\/2\/phones\/0/);
  refused((copy) => (copy.brands[2].colour = "red"), /\/brands\/2/);
  refused((copy) => (copy.brands[2].id = copy.brands[1].id), /\/brands\/2\/id it is there twice/);
  refused(
    (copy) => (copy.brands[2].domains = copy.brands[1].domains),
    /\/brands\/2 it names .* which .* as well/,
  );
  refused(
    (copy) => (copy.brands[1].exceptions = copy.brands[1].domains),
    /exceptions it names .* which is official/,
  );
});
