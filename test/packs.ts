/** An owner who makes a file for the police, as a test plays one: the public API only. */
import assert from "node:assert/strict";
import { unzipSync } from "fflate";
import { OLD_CODES } from "./owner.ts";
import type { Reply, TestWorld } from "./world.ts";

export const statement = {
  time: "28 Nov, 10:00 to 10:20",
  place: "At home",
  amount: "CNY 3600.00",
  course: "Somebody called and said that they were customer service.",
};

export const transaction = (accountId: string, n: number, more: object = {}) => ({
  ...{ id: `tx-${n}`, accountId, at: "2026-02-27T10:00:00.000Z", direction: "out" },
  ...{ amount: `${n + 1}.50`, currency: "CNY", payee: `payee ${n}`, status: "completed" },
  ...more,
});

export async function report(world: TestWorld, lines: readonly object[]) {
  const { serviceKey } = world;
  for (let from = 0; from < lines.length; from += 10_000) {
    const body = lines
      .slice(from, from + 10_000)
      .map((line) => JSON.stringify(line))
      .join("\n");
    const sent = await world.app.inject({
      ...{ method: "POST", url: "/v1/transactions", payload: body },
      headers: {
        authorization: `Bearer ${serviceKey}`,
        "content-type": "application/x-ndjson",
      },
    });
    assert.equal(sent.statusCode, 200, sent.body);
    assert.deepEqual(JSON.parse(sent.body).refused, []);
  }
}

/** A session in the security centre by hand-off, and what its owner does there. */
export async function packer(world: TestWorld, accountId: string) {
  const handoff = await world.as(world.serviceKey).post(`/v1/accounts/${accountId}/handoffs`);
  assert.equal(handoff.status, 201, JSON.stringify(handoff.body));
  const token = handoff.body.url.split("#")[1];
  const { cookies } = await world.call("POST", "/v1/handoffs", { token });
  return packerIn(world, cookies);
}

const at = "/v1/me/evidence-packs";
export type Packer = ReturnType<typeof packerIn>;
export function packerIn(world: TestWorld, cookies: Record<string, string>) {
  const ask = (method: string, path: string, body?: unknown, headers = {}): Promise<Reply> =>
    world.call(method, path, body, { cookies, headers });
  const choice = (more: object = {}) => ({
    ...{ lang: "en", from: world.daysAgo(30).toISOString(), to: world.now().toISOString() },
    ...{ transactionIds: "all", statement },
    ...more,
  });
  const order = (more: object = {}) => ask("POST", at, choice(more));
  const list = async () => (await ask("GET", at)).body.packs as any[];
  const download = async (id: string, headers = {}) => {
    const reply = await world.app.inject({ method: "GET", url: `${at}/${id}`, cookies, headers });
    const isZip = reply.statusCode === 200;
    return {
      ...{ status: reply.statusCode, headers: reply.headers, zip: reply.rawPayload },
      code: isZip ? "" : JSON.parse(reply.body).code,
    };
  };
  const prove = async (code: string = OLD_CODES[0]) => {
    const given = await ask("POST", "/v1/me/freshness", { proof: "recovery-code", code });
    assert.equal(given.status, 200, JSON.stringify(given.body));
  };
  /** A whole pack: asked for, built, and its bytes. */
  const pack = async (more: object = {}) => {
    const asked = await order(more);
    assert.equal(asked.status, 202, JSON.stringify(asked.body));
    await world.settle();
    const { id } = asked.body.pack;
    const [now] = (await list()).filter((each) => each.id === id);
    assert.equal(now.state, "ready", JSON.stringify(now));
    const { status, zip } = await download(id);
    assert.equal(status, 200);
    return { id, zip, view: now };
  };
  return { ask, order, list, download, prove, pack, cookies };
}

/** The files by a stranger's program. */
export const unpack = (zip: Buffer): Record<string, Buffer> =>
  Object.fromEntries(
    Object.entries(unzipSync(new Uint8Array(zip))).map(([name, bytes]) => [
      name,
      Buffer.from(bytes),
    ]),
  );
