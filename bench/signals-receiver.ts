/**
 * The subscriber of `bench/signals.ts`, in a process of its own, as subscribers are. Told how to poll, or
 * asked for an address to push to; says every 50 ms how many it has, and when each that is named came.
 */
import { listen } from "../test/subscriber.ts";

export type Said = { url?: string; all: number; arrived: [name: string, atMs: number][] };
export type Told = { poll: string; bearer: string } | { push: true };

const now = () => performance.timeOrigin + performance.now();
const known = new Set<string>();
let arrived: Said["arrived"] = [];
const tell = (url?: string) => {
  process.send?.({ all: known.size, arrived, ...(url && { url }) } satisfies Said);
  arrived = [];
};

function take(token: string) {
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  if (known.has(claims.jti)) return;
  known.add(claims.jti);
  const [facts] = Object.values<Record<string, string>>(claims.events);
  if (facts?.risk_reason) arrived.push([facts.risk_reason, now()]);
}

async function poll(url: string, bearer: string) {
  const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
  for (let ack: string[] = []; ; ) {
    const body = JSON.stringify({ ack, maxEvents: 200 });
    const reply = await fetch(url, { method: "POST", headers, body });
    const { sets } = (await reply.json()) as { sets: Record<string, string> };
    for (const token of Object.values(sets)) take(token);
    ack = Object.keys(sets);
  }
}

process.once("message", (told) => {
  const how = told as Told;
  setInterval(tell, 50);
  if ("poll" in how) return void poll(how.poll, how.bearer).catch(() => process.exit());
  void listen(({ body }) => {
    take(body);
    return { status: 202 };
  }).then(({ url, heard }) => {
    // What was heard is not kept: it runs for as long as the bench.
    setInterval(() => heard.splice(0), 50);
    tell(url);
  });
});
process.once("disconnect", () => process.exit());
