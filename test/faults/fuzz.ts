/**
 * T42: whatever is sent, from outside. Requests are made from the server's own description of its routes
 * (/openapi.json), then spoilt in the ways that clients, proxies and thieves spoil them, and written to a
 * socket byte by byte, so that nothing on our side makes them better.
 */
import { connect } from "node:net";
import fc from "fast-check";
import { atLeast, exactly, type Fault, inParallel, noneOf } from "./fault.ts";
import type { Target } from "./target.ts";

type Json = Record<string, any>;
const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";
type Route = {
  method: string;
  path: string;
  body: Json | undefined;
  bodyType: string;
  params: Json[];
  guarded: boolean;
};
type Sent = {
  route: Route;
  spoilt: string;
  bytes: Buffer;
  signedIn: boolean;
  /** It must be refused, whatever it asks for. */
  hopeless: boolean;
};
export type Answer = { status: number; headers: Record<string, string>; body: string };

/** The routes that a server describes. */
export function routesOf({ paths }: { paths: Json }): Route[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Json).map(([method, operation]) => {
      const [[bodyType, { schema: body }] = [JSON_TYPE, { schema: undefined }]] =
        Object.entries<Json>(operation.requestBody?.content ?? {});
      const params = (operation.parameters ?? []).filter((each: Json) => each.in);
      const guarded = !operation.security.some((way: Json) => Object.keys(way).length === 0);
      return { method: method.toUpperCase(), path, body, bodyType, params, guarded };
    }),
  );
}

const hostile = [
  ...["13800001111", "a@example.com", "000000", "acc_fuzz", "", " ", "\u0000", "\ud800", "＋８６"],
  ...["__proto__", "' or 1=1 --", "../../etc/passwd", "{{7*7}}", "<script>", "\u202e", "-1", "NaN"],
];

/** What a schema allows, and what is nearly that. */
function allowed(schema: Json): fc.Arbitrary<unknown> {
  const { const: only, anyOf, type, properties, required, items, maxLength, minLength } = schema;
  if (only !== undefined) return fc.constant(only);
  if (anyOf) return fc.oneof(...anyOf.map(allowed));
  if (type === "object" && properties)
    return fc.record(
      Object.fromEntries(
        Object.entries(properties).map(([key, inner]) => [key, allowed(inner as Json)]),
      ),
      { requiredKeys: required ?? [] },
    );
  if (type === "string")
    return fc.oneof(
      fc.string({
        minLength: minLength ?? 0,
        maxLength: Math.min(maxLength ?? 60, 60),
        unit: "binary",
      }),
      fc.constantFrom(...hostile, "x".repeat(maxLength ?? 5000)),
    );
  if (type === "boolean") return fc.boolean();
  if (type === "integer" || type === "number") return fc.oneof(fc.integer(), fc.double());
  if (type === "array") return fc.array(allowed(items ?? {}), { maxLength: 4 });
  return fc.jsonValue();
}

const bodyOf = (schema: Json | undefined): fc.Arbitrary<unknown> =>
  schema
    ? fc.oneof({ weight: 4, arbitrary: allowed(schema) }, { weight: 1, arbitrary: fc.jsonValue() })
    : fc.oneof(fc.constant(undefined), fc.jsonValue());

type Draft = {
  method: string;
  path: string;
  headers: [string, string][];
  body: Buffer | undefined;
  /** Said instead of the true length. */
  length?: number;
};
type Spoiler = {
  hopeless: boolean;
  needsBody?: boolean;
  spoil(draft: Draft, chance: number): void;
};

/** Bodies of members that nobody knows: the routes of Shared Signals pass over those. */
const UNKNOWN_ONLY = ["huge numbers", "invalid UTF-8", "a tricky name"];
/** Where a body is not JSON, only what spoils every body is hopeless. */
const SPOILS_EVERY_BODY = ["another content type", "a length and pieces", "a body that stops"];

const repeat = (text: string, times: number) => Buffer.from(text.repeat(times));
const header = (draft: Draft, name: string, value: string) => {
  draft.headers = draft.headers.filter(([known]) => known !== name);
  draft.headers.push([name, value]);
};
const put = (body: Buffer): Spoiler => ({
  hopeless: true,
  needsBody: true,
  spoil: (draft) => {
    draft.body = body;
  },
});
const text = (body: string) => put(Buffer.from(body));

/** Ways to spoil a request; most leave nothing that could be done. */
const spoilers: Readonly<Record<string, Spoiler>> = {
  "as it is": { hopeless: false, spoil: () => {} },
  "no JSON": text("{'a':1}"),
  "JSON that stops": text('{"identifier":'),
  "two JSON texts": text("{}{}"),
  "deep nesting": put(Buffer.concat([repeat("[", 50_000), repeat("]", 50_000)])),
  "deep objects": put(
    Buffer.concat([repeat('{"a":', 20_000), Buffer.from("1"), repeat("}", 20_000)]),
  ),
  "huge numbers": text(`{"a":1e400,"b":${"9".repeat(5000)}}`),
  "invalid UTF-8": put(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d])),
  "a list": text("[1,2,3]"),
  null: text("null"),
  "a tricky name": text('{"__proto__":{"admin":true},"constructor":{"prototype":{"a":1}}}'),
  "too much": put(Buffer.from(JSON.stringify({ identifier: "1".repeat(3_000_000) }))),
  "another content type": {
    hopeless: true,
    needsBody: true,
    spoil: (draft, chance) =>
      header(
        draft,
        "content-type",
        ["text/plain", "x", "multipart/form-data", "text/xml"][Math.floor(chance * 4)] ?? "x",
      ),
  },
  "another method": {
    hopeless: true,
    spoil: (draft, chance) => {
      draft.method =
        ["PATCH", "TRACE", "PROPFIND", "OPTIONS", "LOCK"][Math.floor(chance * 5)] ?? "LOCK";
    },
  },
  "a method that is none": {
    hopeless: true,
    spoil: (draft) => {
      draft.method = "F00";
    },
  },
  "a long path": {
    hopeless: true,
    spoil: (draft) => {
      draft.path += `/${"x".repeat(9_000)}`;
    },
  },
  "an endless path": {
    hopeless: true,
    spoil: (draft) => {
      draft.path += `/${"x".repeat(40_000)}`;
    },
  },
  "a path that cannot be read": {
    hopeless: true,
    spoil: (draft, chance) => {
      draft.path += ["/%zz", "/%ff%fe", "/../../../../etc/passwd", "/%00"][Math.floor(chance * 4)];
    },
  },
  "many headers": {
    hopeless: false,
    spoil: (draft) => {
      for (let n = 0; n < 90; n++) draft.headers.push([`x-junk-${n}`, "y".repeat(30)]);
    },
  },
  "too long headers": {
    hopeless: true,
    spoil: (draft) => header(draft, "x-junk", "y".repeat(100_000)),
  },
  "a header that is none": {
    hopeless: true,
    spoil: (draft) => draft.headers.push(["bad header\u0001", "x"]),
  },
  "two lengths": {
    hopeless: true,
    spoil: (draft) => draft.headers.push(["content-length", "1"], ["content-length", "2"]),
  },
  "a length and pieces": {
    hopeless: true,
    needsBody: true,
    spoil: (draft) => draft.headers.push(["transfer-encoding", "chunked"]),
  },
  "a key that is none": {
    hopeless: false,
    spoil: (draft) => header(draft, "idempotency-key", `a b ${"x".repeat(300)}`),
  },
  "a made-up host": {
    hopeless: false,
    spoil: (draft) => header(draft, "host", "evil.example"),
  },
  "a body that stops": {
    hopeless: true,
    needsBody: true,
    spoil: (draft) => {
      draft.length = (draft.body?.length ?? 0) + 10;
    },
  },
};

function bytesOf({ method, path, headers, body, length }: Draft): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  if (body) lines.push(`content-length: ${length ?? body.length}`);
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), body ?? Buffer.alloc(0)]);
}

export type Identities = {
  serviceKey: string;
  claimToken: string;
  ownerCookie: string;
  known: Record<string, string[]>;
};

/** A body as its type is written; what a form cannot say is not said. */
const written = (type: string, body: unknown): string =>
  type === FORM_TYPE
    ? new URLSearchParams(
        Object.entries(Object(body)).map(([name, value]): [string, string] => [
          name.toWellFormed(),
          String(value).toWellFormed(),
        ]),
      ).toString()
    : typeof body === "string" && type !== JSON_TYPE
      ? body
      : (JSON.stringify(body) ?? "null");

/** A stream of requests: the same for the same seed. */
export function requests(
  routes: Route[],
  me: Identities,
  host: string,
  count: number,
  seed: number,
): Sent[] {
  const made = fc.constantFrom(...routes).chain((route) =>
    fc.record({
      route: fc.constant(route),
      params: fc.record(
        Object.fromEntries(
          route.params.map(({ name }) => [
            name,
            fc.oneof(
              { weight: 3, arbitrary: fc.constantFrom(...(me.known[name] ?? ["x", "1"])) },
              { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 80, unit: "binary" }) },
            ),
          ]),
        ),
      ),
      body: route.method === "GET" ? fc.constant(undefined) : bodyOf(route.body),
      signedIn: fc.boolean(),
      wrongToken: fc.constantFrom("", "x", "rk_nothing", "t1.AAAA"),
      spoilt: fc.oneof(
        { weight: 2, arbitrary: fc.constant("as it is") },
        { weight: 3, arbitrary: fc.constantFrom(...Object.keys(spoilers)) },
      ),
      chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
      from: fc.nat(60_000),
    }),
  );
  return fc.sample(made, { numRuns: count, seed }).map((drawn) => {
    const { route, params, body, signedIn, wrongToken, spoilt, chance, from } = drawn;
    const given: Record<string, unknown> = params;
    const fill = (value: unknown) => encodeURIComponent(String(value).toWellFormed());
    const path = route.path.replace(/\{(\w+)\}/g, (_, name) => fill(given[name] ?? "x"));
    const query = route.params
      .filter((each) => each.in === "query")
      .map(({ name }) => `${name}=${fill(given[name])}`);
    const isOwn = /^\/v1\/me\b/.test(route.path);
    const bearer = /^\/v1\/recoveries\//.test(route.path) ? me.claimToken : me.serviceKey;
    const draft: Draft = {
      method: route.method,
      path: query.length > 0 ? `${path}?${query.join("&")}` : path,
      headers: [
        ["host", host],
        ["connection", "close"],
        ["x-forwarded-for", `198.${18 + (from % 2)}.${(from >> 8) & 255}.${from & 255}`],
      ],
      body: body === undefined ? undefined : Buffer.from(written(route.bodyType, body)),
    };
    if (draft.body) draft.headers.push(["content-type", route.bodyType]);
    if (signedIn && isOwn) draft.headers.push(["cookie", me.ownerCookie]);
    else if (signedIn && route.guarded) draft.headers.push(["authorization", `Bearer ${bearer}`]);
    else if (wrongToken) draft.headers.push(["authorization", `Bearer ${wrongToken}`]);
    const spoiler = spoilers[spoilt] as Spoiler;
    // Beside the API stand pages for people, which say in HTML that there is nothing.
    const isApi = route.path.startsWith("/v1/") || !/path/.test(spoilt);
    const applies =
      (isApi && !spoiler.needsBody) ||
      (spoiler.needsBody === true && route.method !== "GET" && draft.body !== undefined);
    if (applies) spoiler.spoil(draft, chance);
    return {
      ...{ route, signedIn, bytes: bytesOf(draft) },
      spoilt: applies ? spoilt : "as it is",
      hopeless:
        applies &&
        spoiler.hopeless &&
        !(route.path.startsWith("/ssf/") && UNKNOWN_ONLY.includes(spoilt)) &&
        (!spoiler.needsBody || route.bodyType === JSON_TYPE || SPOILS_EVERY_BODY.includes(spoilt)),
    };
  });
}

/** Writes the bytes, ends our half, and reads what comes. */
export const exchange = (
  host: string,
  port: number,
  bytes: Buffer,
  stops: boolean,
): Promise<Answer | null> =>
  new Promise((done) => {
    const pieces: Buffer[] = [];
    const socket = connect({ host, port, allowHalfOpen: true }, () => socket.write(bytes));
    const finish = () => {
      socket.destroy();
      done(read(Buffer.concat(pieces)));
    };
    // A request that stops in the middle: the other side hears that no more comes.
    const stop = setTimeout(() => stops && socket.end(), 200);
    const giveUp = setTimeout(finish, 20_000);
    socket.on("data", (piece) => {
      pieces.push(piece);
      // An answer that goes on: its beginning says how the request was met.
      if (/^content-type: text\/event-stream/im.test(Buffer.concat(pieces).toString())) finish();
    });
    socket.on("error", () => {});
    socket.on("end", finish);
    socket.on("close", () => {
      clearTimeout(stop);
      clearTimeout(giveUp);
      finish();
    });
  });

function read(raw: Buffer): Answer | null {
  const whole = raw.toString();
  const at = whole.indexOf("\r\n\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(whole)?.[1] ?? 0);
  if (at === -1 || status === 0) return null;
  const headers = Object.fromEntries(
    whole
      .slice(0, at)
      .split("\r\n")
      .slice(1)
      .map((line) => {
        const [name = "", ...value] = line.split(":");
        return [name.toLowerCase(), value.join(":").trim()];
      }),
  );
  const rest = whole.slice(at + 4);
  const isPieces = headers["transfer-encoding"] === "chunked";
  const body = isPieces
    ? rest.replace(/(^|\r\n)[0-9a-f]+\r\n/g, "").replace(/\r\n0?\r?\n?$/, "")
    : rest;
  return { status, headers, body };
}

const TRACES =
  /node_modules|\.ts:\d|\n\s+at \w|\/(src|home|root|work|usr|tmp)\/|select .* from|insert into|syntax error at|pg_|ECONN|ENOENT/i;

/** Whoever asks for a token is refused in the words of RFC 6749 section 5.2. */
const isOauth = ({ bodyType }: Route, { status, headers, body }: Answer) =>
  bodyType === FORM_TYPE &&
  (status === 400 || status === 401) &&
  headers["cache-control"] === "no-store" &&
  /^\{"error":"[a-z_]+"\}$/.test(body);

/** Why this answer is not as it should be; null when it is. */
export function faultOf(
  { route, hopeless, signedIn, spoilt }: Sent,
  answer: Answer | null,
): string | null {
  const what = `${route.method} ${route.path} (${spoilt})`;
  if (!answer) return `${what}: no answer`;
  const { status, headers, body } = answer;
  if (status >= 500) return `${what}: ${status} ${body.slice(0, 200)}`;
  if (status < 400) {
    if (hopeless && status !== 204) return `${what}: ${status}, though it could not be done`;
    if (route.guarded && !signedIn) return `${what}: ${status} to a stranger`;
    return null;
  }
  if (isOauth(route, answer)) return null;
  if (!/^application\/problem\+json/.test(headers["content-type"] ?? ""))
    return `${what}: ${status} as ${headers["content-type"]}`;
  if (TRACES.test(body)) return `${what}: ${status} shows the inside: ${body.slice(0, 300)}`;
  try {
    const problem = JSON.parse(body);
    if (problem.status !== status) return `${what}: ${status}, and ${problem.status} in its body`;
    if (typeof problem.code !== "string" || typeof problem.title !== "string")
      return `${what}: ${status} without code or title`;
  } catch {
    return `${what}: ${status} is no JSON: ${body.slice(0, 100)}`;
  }
  return null;
}

/** Somebody with every kind of right: what is refused is refused for what it is. */
async function identities(target: Target): Promise<Identities> {
  const [person] = await target.people(1);
  if (!person) throw new Error("There is nobody.");
  const claim = await target.begin(person.phone);
  const handoff = (await target.wallet("POST", `/v1/accounts/${person.id}/handoffs`, {})).body;
  const opened = await target.call("POST", "/v1/handoffs", {
    body: { token: handoff.url.split("#")[1] },
  });
  return {
    serviceKey: (await target.call("GET", "/demo")).body.serviceKey,
    claimToken: claim.token,
    ownerCookie: Object.entries(opened.cookies)
      .map((pair) => pair.join("="))
      .join("; "),
    known: {
      recoveryId: [claim.id, "current"],
      accountId: [person.id, "acc_new"],
    },
  };
}

export const T42: Fault = {
  id: "T42",
  title: "Fuzzed requests to every route, over a bare socket",
  needs: "url",
  async run(size, say, target) {
    const count = size === "small" ? 90 : 5000;
    const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
    const routes = routesOf((await target.call("GET", "/openapi.json")).body);
    say(`seed ${seed} over ${routes.length} routes (FUZZ_SEED repeats it)`);
    const me = await identities(target);
    const { hostname, host, port } = new URL(target.url);
    const all = requests(routes, me, host, count, seed);
    const statuses = new Map<number, number>();
    const faults: string[] = [];
    await inParallel(all, 16, async (sent) => {
      const answer = await exchange(
        hostname,
        Number(port),
        sent.bytes,
        /stops|pieces/.test(sent.spoilt),
      );
      statuses.set(answer?.status ?? 0, (statuses.get(answer?.status ?? 0) ?? 0) + 1);
      const fault = faultOf(sent, answer);
      if (fault) faults.push(fault);
    });
    say(
      [...statuses]
        .sort(([a], [b]) => a - b)
        .map(([status, n]) => `${status}: ${n}`)
        .join(", "),
    );
    for (const line of [...new Set(faults)].slice(0, 12)) say(line);
    const refused = [...statuses].reduce((sum, [status, n]) => sum + (status >= 400 ? n : 0), 0);
    const after = await target.call("GET", "/readyz");
    return [
      noneOf("requests answered otherwise than they should be", faults.length, count),
      exactly("5xx", [...statuses].filter(([status]) => status >= 500).length, 0),
      atLeast("of them refused, so that refusals were really seen", refused, count / 4),
      atLeast("and done, so that the way to the rules was open", statuses.get(200) ?? 0, 1),
      exactly("the server is ready afterwards", after.status, 200),
    ];
  },
};
