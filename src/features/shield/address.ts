/// <reference path="./punycode.d.ts" />
/**
 * A link as a browser would take it (WHATWG URL), however it is dressed up; read, never followed. Each step is one
 * pass over the text, and the number of passes is fixed.
 */
import punycode from "punycode.js";

export type Oddity =
  | "controls"
  | "hidden-characters"
  | "backslash"
  | "full-width"
  | "encoded-host"
  | "odd-number"
  | "too-long"
  | "bad-percent"
  | "bad-punycode"
  | "bad-host";

export type Address = {
  /** Lower case; empty when none was written. */
  scheme: string;
  /** What stands before an @; nobody is logged in by it, it only misleads. */
  user: string;
  /** As looked up: ASCII, lower case, no dot at the end. IPv6 in brackets. Empty when there is none. */
  host: string;
  /** As a reader sees it. */
  shown: string;
  kind: "name" | "number" | "none";
  /** Path, query and fragment with percent signs undone, at most `LONGEST_TAIL` characters. */
  tail: string;
  oddities: Oddity[];
};

/** A DNS name has at most 253 characters (RFC 1035). */
const LONGEST_HOST = 253;
export const LONGEST_TAIL = 4096;
/** Above it a link is not read whole, and so never official. */
const LONGEST_LINK = 16_384;
/** `%252525…`: so often it is undone, and no more. */
const ROUNDS = 5;

const NUMERIC = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;
const WEB = new Set(["http", "https", "ftp", "ws", "wss"]);
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROLS = /[\u0000-\u001f\u007f]/g;
const HIDDEN =
  /\u034f|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const UNUSUAL = /[^\u0020-\u007e]/;
const WIDE = /[\uff01-\uff5e\u3002\uff0e\uff61]/g;

export function readAddress(text: string): Address {
  return readPlain(text) ?? readAny(text);
}

/** The plain case, in one pass and without patterns: most links are like that, and a check is mostly this. */
function readPlain(text: string): Address | undefined {
  if (text.length > LONGEST_LINK) return;
  const scheme = text.startsWith("https://") ? "https" : text.startsWith("http://") ? "http" : "";
  if (scheme === "") return;
  const start = scheme.length + 3;
  let [end, dots, before] = [start, 0, DOT];
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === DOT) {
      if (before === DOT) return;
      dots++;
    } else if (!(code >= 97 && code <= 122) && !(code >= 48 && code <= 57) && code !== 45) break;
    before = code;
  }
  // The last character of a name is a letter; of a number it is not, unless that is hexadecimal.
  if (dots === 0 || end - start > LONGEST_HOST || before < 97) return;
  const next = text.charCodeAt(end);
  if (end < text.length && next !== 47 && next !== 63 && next !== 35) return;
  const host = text.slice(start, end);
  if (host.includes("xn--") || (host.includes(".0x") && NUMERIC.test(host))) return;
  const oddities: Oddity[] = [];
  const tail = end === text.length ? "" : undone(text.slice(end), oddities);
  return { scheme, user: "", host, shown: host, kind: "name", tail, oddities };
}

const DOT = 46;

function readAny(text: string): Address {
  const oddities: Oddity[] = [];
  const clean = (pattern: RegExp, oddity: Oddity, by: (found: string) => string) => {
    const next = rest.replace(pattern, by);
    if (next !== rest) oddities.push(oddity);
    rest = next;
  };
  let rest = text.trim();
  if (rest.length > LONGEST_LINK) oddities.push("too-long");
  if (UNUSUAL.test(rest)) {
    clean(CONTROLS, "controls", () => "");
    clean(HIDDEN, "hidden-characters", () => "");
    clean(WIDE, "full-width", narrow);
  }
  const scheme = /^(?!localhost:|[a-z0-9-]*\.)([a-z][a-z0-9+.-]{0,30}):/i
    .exec(rest)?.[1]
    ?.toLowerCase();
  const none: Address = {
    ...{ scheme: scheme ?? "", user: "", host: "", shown: "", kind: "none", oddities },
    tail: rest.slice(0, LONGEST_TAIL),
  };
  if (scheme && !WEB.has(scheme)) return none;
  if (scheme) rest = rest.slice(scheme.length + 1);
  const end = rest.slice(0, LONGEST_LINK).search(/[^/\\]/);
  if (rest.slice(0, end < 0 ? 0 : end).includes("\\")) oddities.push("backslash");
  rest = rest.slice(Math.max(end, 0));
  const stop = rest.search(/[/\\?#]/);
  const authority = stop < 0 ? rest : rest.slice(0, stop);
  if (stop >= 0 && rest[stop] === "\\" && !oddities.includes("backslash"))
    oddities.push("backslash");
  const at = authority.lastIndexOf("@");
  const user = at < 0 ? "" : decoded(authority.slice(0, at).slice(0, 512), []).toLowerCase();
  const { host, shown, kind } = readHost(authority.slice(at + 1), oddities);
  const tail = stop < 0 ? "" : undone(rest.slice(stop), oddities);
  return { scheme: scheme ?? "", user, host, shown, kind, tail, oddities };
}

const narrow = (wide: string) =>
  wide === "\u3002" || wide === "\uff61"
    ? "."
    : String.fromCharCode(wide.charCodeAt(0) - 0xff01 + 0x21);

type Host = Pick<Address, "host" | "shown" | "kind">;
const NO_HOST: Host = { host: "", shown: "", kind: "none" };

function readHost(written: string, oddities: Oddity[]): Host {
  if (written.startsWith("[")) return readSix(written, oddities);
  let name = written.replace(/:\d{0,5}$/, "");
  if (name.length > LONGEST_HOST * 4) {
    oddities.push("bad-host");
    // The end of a host says whose it is.
    name = name.slice(-LONGEST_HOST);
  }
  if (name.includes("%")) {
    name = decoded(name, oddities);
    oddities.push("encoded-host");
  }
  if (UNUSUAL.test(name)) name = name.replace(WIDE, narrow).replace(HIDDEN, "");
  name = name.toLowerCase();
  if (name.endsWith(".")) name = name.replace(/\.+$/, "");
  if (name === "") return NO_HOST;
  if (FORBIDDEN.test(name)) return bad(name, oddities);
  if (NUMERIC.test(name)) return readFour(name, oddities);
  if (!name.includes("xn--") && /^[a-z0-9._-]+$/.test(name))
    return name.includes("..") || name.startsWith(".") || name.length > LONGEST_HOST
      ? bad(name, oddities)
      : { host: name, shown: name, kind: "name" };
  return readForeign(name, oddities);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a host that holds one is none
const FORBIDDEN = /[\u0000-\u0020"#%/:<>?@[\\\]^`{|}]/;

/**
 * As every platform would have it: where the standard refuses a blank and lets `*` be ("forbidden domain code points"), Chromium writes
 * both in percent signs. Throws for what is no host.
 */
function platformHost(name: string): string {
  const { hostname } = new URL(`http://${name}/`);
  const host = hostname.includes("%") ? decoded(hostname, []) : hostname;
  if (FORBIDDEN.test(host)) throw new TypeError("This is no host.");
  return host;
}

/** UTS #46 by the platform's own URL, which browsers have as well. */
function readForeign(name: string, oddities: Oddity[]): Host {
  let host: string;
  try {
    host = platformHost(name);
  } catch {
    if (name.includes("xn--")) oddities.push("bad-punycode");
    return bad(name, oddities);
  }
  if (/^[\d.]+$/.test(host)) return readFour(host, oddities, true);
  if (host.length > LONGEST_HOST) return bad(name, oddities);
  let shown = host;
  try {
    shown = punycode.toUnicode(host);
  } catch {
    oddities.push("bad-punycode");
  }
  return { host, shown, kind: "name" };
}

/** No browser would go there; what it looks like is judged all the same. */
function bad(name: string, oddities: Oddity[]): Host {
  if (!oddities.includes("bad-host")) oddities.push("bad-host");
  const shown = name.slice(-LONGEST_HOST);
  return { host: "", shown, kind: "none" };
}

/** IPv4 in decimal, octal or hexadecimal, in one to four parts (WHATWG URL, "IPv4 parser"). */
function readFour(name: string, oddities: Oddity[], odd = false): Host {
  const parts = name.split(".");
  const numbers = parts.map((part) =>
    /^0x[0-9a-f]*$/.test(part)
      ? Number.parseInt(part.slice(2) || "0", 16)
      : /^0[0-7]*$/.test(part)
        ? Number.parseInt(part, 8)
        : /^[1-9]\d*$/.test(part)
          ? Number(part)
          : Number.NaN,
  );
  const last = numbers.pop() ?? Number.NaN;
  if (parts.length > 4 || numbers.some((n) => !(n <= 255)) || !(last < 256 ** (5 - parts.length)))
    return bad(name, oddities);
  let value = last;
  numbers.forEach((n, i) => {
    value += n * 256 ** (3 - i);
  });
  const host = [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
  if (odd || host !== name) oddities.push("odd-number");
  return { host, shown: host, kind: "number" };
}

function readSix(written: string, oddities: Oddity[]): Host {
  const inside = written.slice(0, 64);
  try {
    const host = new URL(`http://${inside.replace(/:\d{0,5}$/, "")}/`).hostname;
    return { host, shown: host, kind: "number" };
  } catch {
    return bad(inside, oddities);
  }
}

function undone(tail: string, oddities: Oddity[]): string {
  const start = tail.slice(0, LONGEST_TAIL);
  return start.includes("%") ? decoded(start, oddities) : start;
}

/** Percent signs undone again and again, within a bound; what is no UTF-8 stays as it is. */
function decoded(text: string, oddities: Oddity[]): string {
  let now = text;
  for (let round = 0; round < ROUNDS && now.includes("%"); round++) {
    const next = now.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run.replace(/%([0-7][0-9a-f])/gi, (_, hex) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        );
      }
    });
    if (next === now) break;
    now = next;
  }
  if (/%(?![0-9a-f]{2})/i.test(text) && !oddities.includes("bad-percent"))
    oddities.push("bad-percent");
  return now;
}
