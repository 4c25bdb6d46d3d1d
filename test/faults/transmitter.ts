/**
 * T38: the checks of OpenID's two transmitter plans for Shared Signals, written again here from what the
 * suite's modules and the standards ask for. The suite itself was not run; what it only warns of (a
 * signature that does not verify) fails here.
 */
import { createPublicKey } from "node:crypto";
import { type Heard, listen, reach, type Stream, subscribe } from "../subscriber.ts";
import { exactly, type Fault, type Figure } from "./fault.ts";
import { pause } from "./storm-load.ts";
import type { Target } from "./target.ts";

type Plan = "transmitter" | "caep";
type Own = Awaited<ReturnType<typeof subscribe>>;
type Context = { plan: Plan; target: Target; own: Own; warn(what: string): void };
type Module = { name: string; plans?: readonly Plan[]; run(context: Context): Promise<void> };

const PUSH = "urn:ietf:rfc:8935";
const POLL = "urn:ietf:rfc:8936";
const JWT = "eyJhbGciOiJub25lIn0.e30.";
/** As long as the suite waits for a push. */
const PUSH_MS = 60_000;

function must(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
const mustBe = (status: number, allowed: readonly number[], what: string) =>
  must(allowed.includes(status), `${what} answered ${status}, not ${allowed.join(" or ")}`);

/** A stream for one module; it is ended afterwards, also when the module failed. */
async function withStream<T>({ own }: Context, delivery: object, work: (to: Stream) => Promise<T>) {
  const stream = await own.create(delivery);
  try {
    return await work(stream);
  } finally {
    await end(own, stream.stream_id);
  }
}

const end = (own: Own, id: string) =>
  own.send("DELETE", `${own.metadata.configuration_endpoint}?stream_id=${id}`);

async function metadata({ own, plan, warn }: Context) {
  const all = own.metadata;
  const issuer = new URL(all.issuer);
  must(issuer.search === "" && issuer.hash === "", "the issuer has a query or a fragment");
  const names = ["issuer", "jwks_uri", "configuration_endpoint", "status_endpoint"];
  names.push("add_subject_endpoint", "remove_subject_endpoint", "verification_endpoint");
  for (const name of names) {
    must(URL.canParse(all[name]), `${name} is no address`);
    if (!all[name].startsWith("https:")) warn(`${name} is not https: (loopback)`);
  }
  for (const [name, value] of Object.entries(all))
    must(!Array.isArray(value) || value.length > 0, `${name} is an empty list`);
  must(all.spec_version === "1_0", "spec_version");
  must(["ALL", "NONE"].includes(all.default_subjects), "default_subjects");
  const keys = await own.published();
  must(keys.length > 0, "no key is published");
  for (const jwk of keys) {
    const key = createPublicKey({ key: jwk as never, format: "jwk" });
    must((key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048, "a key under 2048 bit");
    must(!("d" in jwk), "a private key is published");
  }
  if (plan !== "caep") return;
  for (const method of [PUSH, POLL])
    must(all.delivery_methods_supported.includes(method), `${method} is not offered`);
  const schemes: { spec_urn: string }[] = all.authorization_schemes;
  must(
    schemes.some(({ spec_urn }) => spec_urn === "urn:ietf:rfc:6749"),
    "no OAuth",
  );
  must(own.lifetime <= 3600, "a token lives for longer than an hour");
  const token = own.headers.authorization.slice("Bearer ".length);
  const inQuery = `${all.configuration_endpoint}?access_token=${encodeURIComponent(token)}`;
  must((await reach("GET", inQuery)).status >= 400, "a token in the query is taken");
}

async function control(context: Context) {
  const { own } = context;
  const at = own.metadata.configuration_endpoint;
  await withStream(context, { method: POLL }, async (stream) => {
    const { stream_id } = stream;
    for (const name of ["stream_id", "iss", "aud", "delivery", "events_delivered"])
      must(stream[name] !== undefined, `${name} is missing`);
    const read = await own.send("GET", `${at}?stream_id=${stream_id}`);
    must(JSON.stringify(read.body) === JSON.stringify(stream), "what was made is not what is read");
    const list = (await own.send("GET", at)).body as Stream[];
    must(
      list.some((each) => each.stream_id === stream_id),
      "it is not in the list",
    );
    const status = `${own.metadata.status_endpoint}?stream_id=${stream_id}`;
    must((await own.send("GET", status)).body.status === "enabled", "status");
    for (const wanted of ["paused", "disabled", "enabled"]) {
      const body = { stream_id, status: wanted, reason: "a test" };
      const set = await own.send("POST", own.metadata.status_endpoint, body);
      must(set.status === 200 && set.body.status === wanted, `status ${wanted}`);
      must((await own.send("GET", status)).body.status === wanted, `status ${wanted}, read again`);
    }
    const [one] = stream.events_delivered;
    if (context.plan === "transmitter") {
      const part = await own.send("PATCH", at, { stream_id, events_requested: [one] });
      must(part.status === 200 && part.body.events_delivered.length === 1, "PATCH");
      const whole = await own.send("PUT", at, { stream_id, delivery: stream.delivery });
      must(whole.body.events_delivered.length === stream.events_delivered.length, "PUT");
    }
    mustBe((await end(own, stream_id)).status, [204], "DELETE");
    mustBe((await own.send("GET", `${at}?stream_id=${stream_id}`)).status, [404], "GET after it");
  });
}

const BROKEN = '{"stream_id": ';
const json = { "content-type": "application/json" };
const ways = { create: "POST", read: "GET", update: "PATCH", replace: "PUT", delete: "DELETE" };
type Way = keyof typeof ways;
const inPath = (way: Way) => way === "read" || way === "delete";

function negative(way: Way, fault: "broken body" | "invalid token" | "unknown stream"): Module {
  const method = ways[way];
  return {
    name: `stream control: ${way}, ${fault}`,
    ...(/update|replace/.test(way) && { plans: ["transmitter"] as const }),
    run: async ({ own }) => {
      const at = own.metadata.configuration_endpoint;
      const id = "stream_that_never_was";
      const url = inPath(way) ? `${at}?stream_id=${id}` : at;
      const body = JSON.stringify({ stream_id: id, delivery: { method: POLL } });
      const headers =
        fault === "invalid token" ? { ...json, authorization: `Bearer ${JWT}` } : own.headers;
      const answer = await reach(method, url, {
        headers,
        ...(!inPath(way) && { body: fault === "broken body" ? BROKEN : body }),
      });
      const wanted = { "broken body": 400, "invalid token": 401, "unknown stream": 404 }[fault];
      mustBe(answer.status, [wanted], `${method}, ${fault},`);
    },
  };
}

const duplicate: Module = {
  name: "stream control: create, a second time",
  run: (context) =>
    withStream(context, { method: POLL }, async (first) => {
      const { own } = context;
      const at = own.metadata.configuration_endpoint;
      const again = await own.send("POST", at, { delivery: { method: POLL } });
      mustBe(again.status, [201, 409], "A second create");
      if (again.status === 409) return;
      await end(own, again.body.stream_id);
      must(again.body.stream_id !== first.stream_id, "two streams have one id");
    }),
};

const subjects: Module = {
  name: "subject control",
  plans: ["transmitter"],
  run: (context) =>
    withStream(context, { method: POLL }, async ({ stream_id }) => {
      const { own } = context;
      const { add_subject_endpoint: add, remove_subject_endpoint: remove } = own.metadata;
      for (const subject of [
        { format: "email", email: "somebody@example.com" },
        { format: "iss_sub", iss: own.metadata.issuer, sub: "acc_somebody" },
      ]) {
        mustBe((await own.send("POST", add, { stream_id, subject })).status, [200], "add");
        mustBe((await own.send("POST", remove, { stream_id, subject })).status, [204], "remove");
      }
    }),
};

const isVerification = (claims: Record<string, any>, { stream_id }: Stream, state: string) => {
  must(claims.type.endsWith("/ssf/event-type/verification"), `${claims.type} came instead`);
  must(claims.facts.state === state, "another state came back");
  const { format, id } = claims.sub_id;
  must(format === "opaque" && id === stream_id, "the subject is not the stream");
};

async function arrives(heard: readonly Heard[], count: number) {
  for (const began = performance.now(); heard.length < count; await pause(20))
    must(performance.now() - began < PUSH_MS, "nothing was pushed in a minute");
}

const pushed = (authorization?: string): Module => ({
  name: `verification: push${authorization ? "" : ", no authorization header"}`,
  run: async (context) => {
    const receiver = await listen(() => ({ status: 202 }));
    const delivery = {
      ...{ method: PUSH, endpoint_url: receiver.url },
      ...(authorization && { authorization_header: authorization }),
    };
    const check = async (stream: Stream) => {
      await context.own.askToVerify(stream, "state-of-a-push");
      await arrives(receiver.heard, 1);
      const [{ headers, body }] = receiver.heard as [Heard];
      must(headers["content-type"] === "application/secevent+jwt", "content-type");
      must(headers.authorization === authorization, "the authorization header is another one");
      isVerification(await context.own.read(body, stream), stream, "state-of-a-push");
    };
    await withStream(context, delivery, check).finally(receiver.close);
  },
});

/** What a poll answers, once there is something. */
async function polled({ own }: Context, { delivery }: Stream, body: object) {
  const { status, body: answer } = await own.send("POST", delivery.endpoint_url, body);
  mustBe(status, [200], "poll");
  must(typeof answer.sets === "object", "sets");
  return answer as { sets: Record<string, string>; moreAvailable?: boolean };
}

const verifiedByPoll = (
  name: string,
  after: (context: Context, stream: Stream, id: string) => Promise<void>,
): Module => ({
  name: `verification: ${name}`,
  run: (context) =>
    withStream(context, { method: POLL }, async (stream) => {
      await context.own.askToVerify(stream, `state of ${name}`);
      const { sets } = await polled(context, stream, { maxEvents: 5 });
      const [[id, token] = ["", ""]] = Object.entries(sets);
      const claims = await context.own.read(token, stream);
      must(claims.jti === id, "a set is not filed under its jti");
      isVerification(claims, stream, `state of ${name}`);
      await after(context, stream, id);
    }),
});

const atOnce = { returnImmediately: true };
const none = (sets: object, what: string) => must(Object.keys(sets).length === 0, what);

const polls: readonly Module[] = [
  verifiedByPoll("poll only", async (context, stream, id) => {
    const { sets } = await polled(context, stream, atOnce);
    must(id in sets, "what was not acknowledged is not offered again");
  }),
  verifiedByPoll("poll and acknowledge", async (context, stream, id) => {
    const { sets } = await polled(context, stream, { ...atOnce, ack: [id] });
    none(sets, "what was acknowledged is offered again");
  }),
  verifiedByPoll("acknowledge only", async (context, stream, id) => {
    const { sets } = await polled(context, stream, { ack: [id], maxEvents: 0 });
    none(sets, "something came although nothing was asked for");
    none((await polled(context, stream, atOnce)).sets, "it is offered again");
  }),
];

/** An owner of the demo comes back: a new password, and all sessions end. */
const delivered: Module = {
  name: "event delivery: session-revoked and credential-change",
  plans: ["caep"],
  run: async (context) => {
    const { own, target } = context;
    const receiver = await listen(() => ({ status: 202 }));
    const delivery = { method: PUSH, endpoint_url: receiver.url };
    const check = async (stream: Stream) => {
      const claim = await target.begin("138 0000 1005", {
        deviceToken: await target.deviceToken("demo-phone-sun-yue"),
      });
      await claim.ask("sms-code");
      await claim.give("sms-code", await target.codeTo("138 0000 1005"));
      const done = await claim.complete(`a password of ${performance.timeOrigin}`);
      mustBe(done.status, [200], "The recovery");
      // Beside the two, that the recovery began.
      await arrives(receiver.heard, 3);
      const told = await Promise.all(receiver.heard.map(({ body }) => own.read(body, stream)));
      for (const name of ["session-revoked", "credential-change"]) {
        const one = told.find(({ type }) => type.endsWith(`/caep/event-type/${name}`));
        must(one, `${name} did not come`);
        must(stream.events_delivered.includes(one.type), `${name} was not announced`);
        must(Object.values(one.facts.reason_admin).every(Boolean), `${name}: reason_admin`);
      }
    };
    await withStream(context, delivery, check).finally(receiver.close);
  },
};

const modules: readonly Module[] = [
  { name: "metadata", run: metadata },
  { name: "stream control: happy path", run: control },
  negative("create", "broken body"),
  negative("create", "invalid token"),
  duplicate,
  negative("read", "invalid token"),
  negative("read", "unknown stream"),
  negative("update", "broken body"),
  negative("update", "invalid token"),
  negative("update", "unknown stream"),
  negative("replace", "broken body"),
  negative("replace", "invalid token"),
  negative("replace", "unknown stream"),
  negative("delete", "invalid token"),
  negative("delete", "unknown stream"),
  subjects,
  pushed("Bearer of the receiver"),
  pushed(),
  ...polls,
  delivered,
];

export const T38: Fault = {
  id: "T38",
  title: "OpenID's checks of a Shared Signals transmitter and of its CAEP profile, written again",
  needs: "url",
  run: async (_size, say, target) => {
    const demo = (await target.call("GET", "/demo")).body;
    const figures: Figure[] = [];
    const warnings = new Set<string>();
    for (const [plan, wanted] of [
      ["transmitter", 21],
      ["caep", 15],
    ] as const) {
      const own = await subscribe(target.url, { id: "demo wallet", secret: demo.serviceKey });
      const context = { plan, target, own, warn: (what: string) => void warnings.add(what) };
      const chosen = modules.filter(({ plans }) => plans?.includes(plan) ?? true);
      let held = 0;
      for (const { name, run } of chosen)
        try {
          await run(context);
          held++;
        } catch (error) {
          say(`${plan}: ${name}: ${(error as Error).message}`);
        }
      figures.push(exactly(`${plan} plan: modules that hold of ${chosen.length}`, held, wanted));
    }
    for (const what of warnings) say(`warning: ${what}`);
    return figures;
  },
};
