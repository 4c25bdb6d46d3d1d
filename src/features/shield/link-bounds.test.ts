/**
 * What a link may not do to whoever reads it: take long (each input here is grown to a megabyte), reach into a
 * network (T37), or be called official for its dress.
 */
import assert from "node:assert/strict";
import dns from "node:dns";
import { readdirSync, readFileSync } from "node:fs";
import net from "node:net";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { loadRegistry } from "../registry/index.ts";
import { checkLink } from "./link.ts";
import { prepare } from "./registry.ts";

const registry = loadRegistry();
const prepared = prepare(registry);

// T37: nothing is ever fetched ----------------------------------------------------------------------

const inner = [
  ...[
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0x7f.1",
    "127.0.0.1.",
    "0",
    "0.0.0.0",
  ],
  ...[
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[0:0:0:0:0:ffff:7f00:1]",
    "[fe80::1]",
    "[fd00:ec2::254]",
  ],
  ...[
    "localhost",
    "LOCALHOST",
    "localhost.",
    "localhost.localdomain",
    "ip6-localhost",
    "127.0.0.1.nip.example",
  ],
  ...[
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "192.168.257",
    "100.64.0.1",
    "169.254.169.254",
    "2852039166",
  ],
  ...[
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.169.254.",
    "metadata.google.internal",
    "metadata",
  ],
  ...[
    "①②⑦.⓪.⓪.①",
    "１２７。０。０。１",
    "127%2e0%2e0%2e1",
    "%6c%6f%63%61%6c%68%6f%73%74",
    "kubernetes.default.svc",
  ],
];
const payloads = [
  ...inner.map((host) => `http://${host}/latest/meta-data/`),
  ...[
    "http://alipay.com@127.0.0.1/",
    "http://127.0.0.1#@alipay.com/",
    "http://127.0.0.1\\@alipay.com/",
  ],
  ...[
    "https://alipay.com:@10.0.0.1/",
    "http://127.0.0.1:22/",
    "http://127.0.0.1:6379/%0d%0aFLUSHALL",
  ],
  ...[
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_x",
    "dict://127.0.0.1:11211/",
    "ftp://127.0.0.1/",
  ],
  ...["ldap://127.0.0.1/", "tftp://127.0.0.1/x", "jar:http://127.0.0.1!/", "netdoc:///etc/passwd"],
  ...[
    "https://www.paypal.com/go?to=http://169.254.169.254/",
    "https://t.me/x?url=http://127.0.0.1",
  ],
  ...[
    "//127.0.0.1/",
    "\\\\127.0.0.1\\share",
    "http:127.0.0.1",
    "http:/127.0.0.1",
    "http:////127.0.0.1",
  ],
  ...[
    "http://127.0.0.1%00.alipay.com/",
    "http://alipay.com%0a127.0.0.1/",
    "unix:/var/run/docker.sock",
  ],
];

describe("T37: 60 addresses of the inner network", () => {
  const opened: string[] = [];
  const kept = {
    connect: net.Socket.prototype.connect,
    lookup: dns.lookup,
    fetch: globalThis.fetch,
  };
  before(() => {
    const guard = (what: string) =>
      ((...given: unknown[]) => {
        opened.push(`${what} ${JSON.stringify(given[0])}`);
        throw new Error("A network was touched.");
      }) as never;
    net.Socket.prototype.connect = guard("connect");
    dns.lookup = guard("lookup");
    globalThis.fetch = guard("fetch");
  });
  after(() => {
    net.Socket.prototype.connect = kept.connect;
    dns.lookup = kept.lookup;
    globalThis.fetch = kept.fetch;
  });

  test("are judged without a socket, a look-up or a request, and none is official", () => {
    assert.ok(payloads.length >= 60, String(payloads.length));
    for (const payload of payloads)
      assert.notEqual(checkLink(prepared, payload).verdict, "official", payload);
    assert.deepEqual(opened, []);
    // The guard sees what it is there for.
    assert.throws(() => net.connect(9, "127.0.0.1"));
    assert.equal(opened.length, 1);
  });

  test("and the engine could not if it wanted to: it imports nothing of Node and nothing that fetches", () => {
    // All but what serves HTTP, the lists of this installation and the callers' codes.
    const server = [
      ...[
        "agent-codes",
        "checks",
        "desk-feed",
        "feed-file",
        "index",
        "lines",
        "routes",
        "rules",
        "store",
      ],
      "words",
    ];
    const engine = readdirSync(import.meta.dirname).filter(
      (name) => !/\.(?:test|d)\.ts$/.test(name) && !server.includes(name.replace(".ts", "")),
    );
    assert.ok(engine.length > 30, String(engine.length));
    const core = ["problem", "text"].map((name) => `../../core/${name}.ts`);
    const allowed =
      /^(?:\.\/[\w-]+\.ts|\.\.\/\.\.\/core\/(?:problem|text)\.ts|tldts|punycode\.js|@noble\/hashes\/\w+\.js)$/;
    for (const name of [...engine, ...core]) {
      const text = readFileSync(`${import.meta.dirname}/${name}`, "utf8");
      assert.doesNotMatch(
        text,
        /\b(?:fetch|XMLHttpRequest|WebSocket|sendBeacon|EventSource)\b|\bimport\(/,
      );
      for (const [, from = ""] of text.matchAll(
        /^(?:import|export)(?! type)[^;]*?from "([^"]+)"/gm,
      )) {
        assert.match(from, allowed, name);
        if (from.startsWith("./")) assert.ok(engine.includes(from.slice(2)), `${name}: ${from}`);
      }
    }
  });
});

// Time ----------------------------------------------------------------------------------------------

const MEGABYTE = 1_000_000;
const grown = (piece: string, size: number) =>
  piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

/** Pieces that are dear to somebody: each is repeated and put in each place of a link. */
const pieces = [
  ...[
    "a",
    ".",
    "-",
    "@",
    "%",
    "%25",
    "%2525",
    "/",
    "\\",
    "?",
    "#",
    ":",
    "=//a.b",
    "&",
    "a.",
    "a-",
    "-.",
    "@a",
    "//",
  ],
  ...[
    "\u202e",
    "\u200b",
    "а",
    "ａ",
    "。",
    "é",
    "\u0301",
    "\ud800",
    "😀",
    "\t",
    "\n",
    " ",
    "\0",
    "xn--",
    "xn--a-",
    "xn--pple-43d.",
  ],
  ...[
    "alipay",
    "alipay.com",
    "alipay.com.",
    "rn",
    "vv",
    "0o1l",
    "aalipay",
    "paypal-login-",
    "1.",
    "0x",
    "0x7f.",
    "[",
    "]",
    "[::",
  ],
  ...["http://", "https://alipay.com@", "login", "=https://x.y/", "%c3%a9", "%zz", "/../", "/..//"],
];
const places: ((filler: string) => string)[] = [
  (filler) => filler,
  (filler) => `https://${filler}`,
  (filler) => `https://${filler}.com/`,
  (filler) => `https://${filler}@evil.example/`,
  (filler) => `https://alipay.com/${filler}`,
  (filler) => `https://www.facebook.com/?u=${filler}`,
  (filler) => `https://host.top:${filler}/`,
  (filler) => `${filler}://alipay.com`,
];

/** Milliseconds for an input of this size: the machine may be busy, the growth may not be more than linear. */
const limitFor = (size: number) => 250 + size / 1000;

function timed(link: string): number {
  const began = process.cpuUsage();
  const found = checkLink(prepared, link);
  const { user, system } = process.cpuUsage(began);
  assert.ok(found.reasons.length > 0);
  for (const { evidence } of found.reasons) assert.ok(evidence.length <= 80);
  return (user + system) / 1000;
}

describe("a link of a megabyte", () => {
  for (const [n, place] of places.entries())
    test(`is judged in a second, whatever it is made of (place ${n})`, () => {
      for (const piece of pieces) {
        const link = place(grown(piece, MEGABYTE));
        const took = timed(link);
        assert.ok(took < limitFor(MEGABYTE), `${JSON.stringify(piece)}: ${took} ms`);
      }
    });

  // Shown to work: with the bound of five rounds and the cut of the tail taken out, this takes minutes.
  test("that hides a percent sign half a million times over is undone five times", () => {
    const nested = `%${grown("25", MEGABYTE)}41`;
    for (const place of places) assert.ok(timed(place(nested)) < limitFor(MEGABYTE));
  });

  test("costs no more than its size, for any mixture of such pieces", () => {
    const mixture = fc.tuple(
      fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(...places),
      fc.constantFrom(100, 1000, 10_000, 100_000, MEGABYTE),
    );
    fc.assert(
      fc.property(mixture, ([some, place, size]) => {
        const took = timed(place(grown(some.join(""), size)));
        assert.ok(took < limitFor(size), `${took} ms for ${size}`);
      }),
      { numRuns: 150 },
    );
  });

  test("any text at all has a verdict, and the same one twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        assert.deepEqual(checkLink(prepared, text), checkLink(prepared, text));
      }),
      { numRuns: 500 },
    );
  });
});

// Only the registry makes official ------------------------------------------------------------------

test("no dress makes a stranger's host official, and what is official ends in a domain of the registry", () => {
  const dress = fc.tuple(
    fc.constantFrom("https://", "http://", "", "//", "https:\\\\", "HTTPS://", " https://"),
    fc.constantFrom(
      "",
      "alipay.com@",
      "alipay.com%2f@",
      "alipay.com:443@",
      "a@b@",
      "alipay.com\\@",
      "alipay.com%5c@",
    ),
    fc.constantFrom(
      "",
      "alipay.com.",
      "www.alipay.com-",
      "alipay.com%2e",
      "alipay.com。",
      "аlipay.com.",
    ),
    fc.constantFrom(
      "evil.example",
      "evil.example.",
      "EVIL.example:443",
      "1.2.3.4",
      "0x01020304",
      "xn--pple-43d.com",
    ),
    fc.constantFrom(
      "",
      "/",
      "/alipay.com",
      "?alipay.com",
      "#@alipay.com",
      "/@alipay.com",
      "\\@alipay.com",
      "?#alipay.com",
    ),
  );
  fc.assert(
    fc.property(dress, (parts) => {
      const link = parts.join("");
      const { verdict } = checkLink(prepared, link);
      if (verdict !== "official") return;
      // A backslash ends the host for a browser as well: then the link does lead where it says.
      assert.ok(URL.canParse(link));
      assert.match(new URL(link).hostname, /(?:^|\.)alipay\.com$/, link);
    }),
    { numRuns: 3000 },
  );
});
