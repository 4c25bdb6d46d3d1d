/**
 * What a link is: read, compared with the registry, and never followed. Pure, and linear in its length. The order of
 * what counts: the registry alone makes official; then what the host claims to be; then how it is dressed.
 */
import { parse } from "tldts";
import { type Address, readAddress } from "./address.ts";
import { type Claim, claimsIn, type Name } from "./claims.ts";
import { wordsOf } from "./link-words.ts";
import type { Brand, Prepared } from "./registry.ts";
import { CHEAP_ENDINGS, FREE_HOSTS, LOGIN_PATH } from "./risk-words.ts";
import type { Check, Reason, Verdict } from "./verdict.ts";

/** A sign, before it has words. */
type Sign = { code: string; seen: string; brand?: Brand };

const PSL = { allowPrivateDomains: true, extractHostname: false, validateHostname: false } as const;
const NOBODY = { en: "", zh: "" };
const LONGEST_EVIDENCE = 80;

/** The verdict on one link, as somebody would paste it. Never throws, whatever the text. */
export function checkLink(prepared: Prepared, text: string): Check {
  const address = readAddress(text);
  if (address.kind === "none") return withoutHost(prepared, address);
  const split = parse(address.host, PSL);
  const domain = split.domain ?? address.host;
  const owner = prepared.official.get(domain) ?? below(prepared.hosts, address.host);
  if (owner) return ofOwner(prepared, address, owner, domain);
  return ofStranger(prepared, address, domain, split.publicSuffix ?? "", split.isPrivate === true);
}

/** Looks up a host and each of its parents; at most as many as it has dots. */
function below<T>(map: ReadonlyMap<string, T>, host: string): T | undefined {
  for (let at = 0; at >= 0; ) {
    const found = map.get(at === 0 ? host : host.slice(at + 1));
    if (found !== undefined) return found;
    at = host.indexOf(".", at + 1);
  }
  return;
}

// Official ------------------------------------------------------------------------------------------

function ofOwner(prepared: Prepared, address: Address, brand: Brand, domain: string): Check {
  const listed = prepared.feed?.find(address.host, address.tail);
  if (listed) return judged([{ code: "listed", seen: `${listed.source}, ${listed.since}` }]);
  // Whatever is written so that it can be misread is not vouched for.
  if (address.user) return judged(signsOfUser(prepared, address.user));
  const odd = address.oddities.filter((each) => each !== "bad-percent");
  if (odd.length > 0) return judged([{ code: "dressed-up", seen: odd.join(", ") }]);
  const paths = below(prepared.userContent, address.host);
  const tail = address.tail;
  const path = paths?.find((start) => isBelow(tail, start));
  if (path !== undefined)
    return judged([{ code: "user-content", seen: address.host + path, brand }]);
  const onward = sentOnTo(prepared, tail);
  if (onward) return judged([{ code: "sends-on", seen: onward, brand }]);
  return {
    ...{ verdict: "official", score: 0 },
    reasons: [reason({ code: "official", seen: domain, brand })],
  };
}

/** `/share` is the beginning of `/share`, `/share/x` and `/share?x`; `/` of every path that is one. */
function isBelow(tail: string, start: string): boolean {
  if (start === "") return true;
  if (start === "/") return tail.length > 1 && tail[0] === "/" && !/^\/+(?:[?#]|$)/.test(tail);
  if (!tail.toLowerCase().startsWith(start.toLowerCase())) return false;
  return /[/@]$/.test(start) || /^(?:[/?#;.]|$)/.test(tail.slice(start.length, start.length + 1));
}

/** The first host named in a query that the registry does not know. */
function sentOnTo(prepared: Prepared, tail: string): string | undefined {
  if (!tail.includes("=") && !tail.includes("//")) return;
  for (const [, named = ""] of tail.matchAll(/(?:[=:]|%3d)?[/\\]{2}([^/\\?#&\s]{1,300})/gi)) {
    const { host, kind } = readAddress(`https://${named}`);
    if (kind === "none" || !host.includes(".")) continue;
    const domain = parse(host, PSL).domain ?? host;
    const known = prepared.official.has(domain) || below(prepared.hosts, host);
    if (!known || below(prepared.userContent, host)) return host;
  }
  return;
}

// Everything else -----------------------------------------------------------------------------------

function withoutHost(prepared: Prepared, { scheme, shown, oddities, tail }: Address): Check {
  if (shown === "" && /^(?:data|javascript|vbscript|file|blob|filesystem)$/.test(scheme))
    return judged([{ code: "dangerous-kind", seen: scheme }]);
  if (shown === "" && scheme !== "") return judged([{ code: "other-kind", seen: scheme }]);
  const signs: Sign[] = [{ code: "broken", seen: shown || tail.slice(0, 40) || "" }];
  if (shown) {
    const name = { text: shown, label: 0, suffix: shown.length + 1 };
    const claim = claimsIn(prepared, name).find(({ isAmbiguous }) => !isAmbiguous);
    if (claim) signs.push(...signsOfClaim(name, claim));
  }
  if (oddities.length > 0) signs.push({ code: "dressed-up", seen: oddities.join(", ") });
  return judged(signs);
}

function ofStranger(
  prepared: Prepared,
  address: Address,
  domain: string,
  suffix: string,
  isPrivate: boolean,
): Check {
  const signs: Sign[] = [];
  const listed = prepared.feed?.find(address.host, address.tail);
  if (listed) signs.push({ code: "listed", seen: `${listed.source}, ${listed.since}` });
  if (address.user) signs.push(...signsOfUser(prepared, address.user));
  const odd = address.oddities.filter((each) => each !== "bad-percent" && each !== "odd-number");
  if (odd.length > 0) signs.push({ code: "dressed-up", seen: odd.join(", ") });
  const shorts = prepared.shorteners.has(domain);
  if (shorts) signs.push({ code: "shortener", seen: domain });
  if (address.kind === "number") {
    const hidden = address.oddities.includes("odd-number");
    signs.push({ code: hidden ? "hidden-number" : "number-host", seen: address.host });
    signs.push(...signsOfTail(prepared, address.tail, true));
    return judged(signs);
  }
  const other = below(prepared.exceptions, address.host);
  if (other) {
    signs.push({ code: "known-other", seen: domain, brand: other });
    return judged(signs);
  }
  const isFree = isPrivate || FREE_HOSTS.has(domain);
  const name = nameOf(address, domain, suffix);
  const claims = claimsIn(prepared, name);
  const seconds = secondSigns(prepared, address, name, claims[0], suffix, isFree, domain);
  const loud = claims.find((each) => isLoud(each, name, seconds));
  if (loud) {
    signs.push(...signsOfClaim(name, loud));
    signs.push(...seconds);
  } else if (claims[0]) {
    const { start, end, brand } = claims[0];
    signs.push({ code: "name-perhaps", seen: name.text.slice(start, end), brand }, ...seconds);
  } else {
    const tailSigns = shorts ? [] : signsOfTail(prepared, address.tail, isFree || isThrowaway(seconds));
    if (tailSigns.length > 0) signs.push(...tailSigns, ...seconds);
    else signs.push(...ofWordsAlone(seconds));
  }
  return judged(signs, address.host, prepared.popular?.has(domain) ? domain : undefined);
}

/** Where the registered label and the suffix stand in the host as it is shown. */
function nameOf({ host, shown }: Address, domain: string, suffix: string): Name {
  const text = shown;
  if (host === shown)
    return {
      text,
      label: host.length - domain.length,
      suffix: suffix === "" || suffix === host ? host.length + 1 : host.length - suffix.length,
    };
  // Punycode has other lengths, and the same number of dots.
  const back = (dots: number) => {
    let at = text.length;
    for (let n = 0; n < dots && at > 0; n++) at = text.lastIndexOf(".", at - 1);
    return at + 1;
  };
  const dots = suffix === "" ? 0 : suffix.split(".").length;
  return { text, label: back(dots + 1), suffix: dots === 0 ? text.length + 1 : back(dots) };
}

function signsOfUser(prepared: Prepared, user: string): Sign[] {
  const name = { text: user, label: 0, suffix: user.length + 1 };
  const claim = claimsIn(prepared, name)[0];
  return claim
    ? [{ code: "name-before-at", seen: user, brand: claim.brand }]
    : [{ code: "something-before-at", seen: user }];
}

function signsOfClaim(name: Name, claim: Claim): Sign[] {
  const code =
    claim.how === "look"
      ? "looks-like"
      : claim.how === "slip"
        ? "one-letter-off"
        : claim.how === "domain"
          ? "domain-inside"
          : "name-inside";
  return [{ code, seen: name.text.slice(claim.start, claim.end), brand: claim.brand }];
}

/** What makes a name that means nothing by itself mean something. */
function secondSigns(
  prepared: Prepared,
  address: Address,
  name: Name,
  claim: Claim | undefined,
  suffix: string,
  isFree: boolean,
  domain: string,
): Sign[] {
  const signs: Sign[] = [];
  const risks = risksIn(prepared, name, claim);
  if (risks) signs.push({ code: "risk-words", seen: risks });
  if (isFree) signs.push({ code: "free-host", seen: FREE_HOSTS.has(domain) ? domain : suffix });
  else if (CHEAP_ENDINGS.has(suffix)) signs.push({ code: "cheap-ending", seen: suffix });
  const digits = /(?:^|[^\d])(\d{2,}|\d(?=[.-]))/.exec(name.text.slice(name.label, name.suffix));
  if (digits?.[1]) signs.push({ code: "digit-tail", seen: digits[1] });
  const login = claim && LOGIN_PATH.exec(address.tail);
  if (login) signs.push({ code: "login-path", seen: login[0] });
  return signs;
}

/** Risk words outside of the claim itself, each between marks on one side at least. */
function risksIn(prepared: Prepared, { text, suffix }: Name, claim: Claim | undefined): string {
  const finds = prepared.risks.find(text, [], suffix);
  const seen = new Set<string>();
  for (let i = 0; i < finds.length; i += 3) {
    const [start, end] = [finds[i + 1]!, finds[i + 2]!];
    if (claim && start < claim.end && claim.start < end) continue;
    const isBeside = claim && (start === claim.end || end === claim.start);
    if (isBeside || isMark(text, start - 1) || isMark(text, end)) seen.add(text.slice(start, end));
    if (seen.size === 4) break;
  }
  return [...seen].join(" ");
}

const isMark = (text: string, at: number) => !/[a-z]/.test(text[at] ?? "");
const isThrowaway = (signs: Sign[]) =>
  signs.some(({ code }) => code === "cheap-ending" || code === "free-host");

/** Whether a claim is one without more, or with what stands beside it. */
function isLoud(claim: Claim, _name: Name, seconds: Sign[]): boolean {
  const hard = seconds.filter(({ code }) => code !== "login-path").length;
  if (claim.how === "look" || claim.how === "domain") return true;
  if (claim.how === "slip") return !claim.isAmbiguous || hard > 0;
  if (claim.isAmbiguous) return claim.how !== "inside" && hard > 0;
  if (claim.isShort) return claim.how === "label" || claim.how === "part" || (claim.how === "edge" && hard > 0);
  return claim.how !== "inside" || hard > 0;
}

/** Path and query of a host that has no name of its own. */
function signsOfTail(prepared: Prepared, tail: string, isBare: boolean): Sign[] {
  if (tail.length < 4) return [];
  const query = tail.indexOf("?");
  const finds = prepared.seeker.find(tail);
  let named: Sign | undefined;
  for (let i = 0; i < finds.length; i += 3) {
    const needle = prepared.needles[finds[i]!]!;
    const [start, end] = [finds[i + 1]!, finds[i + 2]!];
    if (/[a-z0-9]/i.test(tail[start - 1] ?? "") || /[a-z0-9]/i.test(tail[end] ?? "")) continue;
    const seen = tail.slice(start, end);
    if (needle.kind === "domain" && isBare) {
      const code = query >= 0 && start > query ? "domain-in-query" : "domain-in-path";
      return [{ code, seen, brand: needle.brand }];
    }
    if (needle.kind === "name" && !named && (query < 0 || start < query))
      named = { code: "name-in-path", seen, brand: needle.brand };
  }
  if (!named || !isBare) return [];
  const login = LOGIN_PATH.exec(tail);
  return login ? [named, { code: "login-path", seen: login[0] }] : [];
}

/** No brand at all: only a heap of such words on a throw-away host says something. */
function ofWordsAlone(seconds: Sign[]): Sign[] {
  const risks = seconds.find(({ code }) => code === "risk-words");
  if (risks && risks.seen.split(" ").length >= 2 && isThrowaway(seconds))
    return [{ code: "risk-words-many", seen: risks.seen }, ...seconds];
  return seconds;
}

// Judgement -----------------------------------------------------------------------------------------

function reason({ code, seen, brand }: Sign): Reason {
  const { severity, say } = wordsOf(code);
  const evidence = seen.length > LONGEST_EVIDENCE ? `${seen.slice(0, LONGEST_EVIDENCE - 1)}…` : seen;
  return {
    ...{ code, severity },
    ...(brand && { brand: brand.id }),
    evidence,
    text: say(brand?.name ?? NOBODY, evidence),
  };
}

/**
 * The strongest sign decides: critical is malicious, high is suspicious, and high beside a second sign is malicious.
 * The score adds at most 0.15 for all others. Popularity takes one step back, and never makes anything official.
 */
function judged(signs: Sign[], host = "", popular?: string): Check {
  const rank = { critical: 3, high: 2, low: 1, info: 0 } as const;
  const all = signs.map((sign) => ({ sign, ...wordsOf(sign.code) }));
  all.sort((a, b) => rank[b.severity] - rank[a.severity] || b.weight - a.weight);
  const [first] = all;
  let verdict: Verdict = "unknown";
  if (first?.severity === "critical") verdict = "malicious";
  else if (first?.severity === "high")
    verdict =
      first.weight > 0.55 && all.some(({ severity }) => severity === "low")
        ? "malicious"
        : "suspicious";
  const reasons = all.map(({ sign }) => reason(sign));
  if (popular && verdict !== "unknown" && first?.sign.code !== "listed") {
    if (first?.severity !== "critical") verdict = verdict === "malicious" ? "suspicious" : "unknown";
    reasons.push(reason({ code: "popular", seen: popular }));
  }
  if (verdict === "unknown" && !signs.some(({ code }) => code === "user-content"))
    reasons.push(reason({ code: "nothing", seen: host || signs[0]?.seen || "…" }));
  const strongest = first?.weight ?? wordsOf("nothing").weight;
  const more = Math.min(0.15, 0.05 * Math.max(0, all.length - 1));
  const imitated = verdict === "unknown" ? undefined : all.find(({ sign }) => sign.brand)?.sign.brand;
  return {
    verdict,
    score: Number(Math.min(verdict === "unknown" ? 0.49 : 1, strongest + more).toFixed(2)),
    reasons,
    ...(imitated && { imitates: imitated.id }),
  };
}
