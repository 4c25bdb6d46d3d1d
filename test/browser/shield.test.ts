// In full only: src/features/shield/offline.test.ts holds shield.js against the server byte for byte, without a page.
/** The shield in a page, without a server: shield.js in a real browser that has lost its network. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inputs } from "../shield-inputs.ts";
import { stage } from "./harness.ts";

const on = stage();

test("shield.js judges in a page as the server does, when the network is gone", async () => {
  const { context, page } = await on.visitor("en");
  await page.goto(`${on.demo.url}/check`);
  const version = await page.evaluate(async () => {
    const library = await import(`${location.origin}/shield.js`);
    const [list, keys] = await Promise.all(
      ["/.well-known/official-channels.json", "/jwks.json"].map(async (path) =>
        (await fetch(path)).json(),
      ),
    );
    const known = { keys, issuer: location.origin, now: new Date() };
    const shield = library.createShield({ channels: await library.openChannels(list, known) });
    const flipped = `${list.payload.startsWith("f") ? "e" : "f"}${list.payload.slice(1)}`;
    const forged = await library
      .openChannels({ ...list, payload: flipped }, known)
      .catch(({ code }: { code: string }) => code);
    Object.assign(window, { shield });
    return { of: shield.version, forged };
  });
  assert.ok(version.of >= 1);
  assert.equal(version.forged, "bad-signature");

  await context.setOffline(true);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const all = inputs().filter((each) => JSON.stringify(each).length < 20_000);
  // As text: what the driver makes of half a pair or of `null` on its way is no matter of ours.
  const answers: string[] = await page.evaluate(
    (texts) =>
      texts.map((text) => {
        try {
          return JSON.stringify((window as any).shield.check(JSON.parse(text)));
        } catch (error) {
          return `refused: ${(error as { code?: string }).code}`;
        }
      }),
    all.map((each) => JSON.stringify(each)),
  );
  assert.deepEqual(asked, []);
  assert.ok(answers.length > 500, String(answers.length));
  const different: string[] = [];
  const compare = async (each: object, n: number) => {
    const reply = await fetch(`${on.demo.url}/v1/checks`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(each),
    });
    const body = await reply.text();
    const said = reply.ok ? body : `refused: ${JSON.parse(body).code}`;
    if (answers[n] !== said) different.push(`${JSON.stringify(each)}: ${answers[n]}, not ${said}`);
  };
  for (let n = 0; n < all.length; n += 25)
    await Promise.all(all.slice(n, n + 25).map((each, at) => compare(each, n + at)));
  assert.deepEqual(different, []);
});
