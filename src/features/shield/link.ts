/**
 * What a link is: read, compared with the registry, and never followed. Pure, and linear in its length. The order of
 * what counts: the registry alone makes official; then what the host claims to be; then how it is dressed.
 */
import { parse } from "tldts";
import { type Address, readAddress } from "./address.ts";
import { type Claim, claimsIn, type Name } from "./claims.ts";
import { judged, reason, type Sign } from "./judge.ts";
import { type Brand, type Prepared, PSL } from "./registry.ts";
import { FREE_HOSTS, PAGE_TO_FILL } from "./risk-words.ts";
import { isBareHost, isLoud, isThrowaway, secondSigns } from "./second-signs.ts";
import type { Check } from "./verdict.ts";

/** The verdict on one link, as somebody would paste it. Never throws, whatever the text. */
export function checkLink(prepared: Prepared, text: string): Check {
  const address = readAddress(text);
  if (address.kind === "none") return withoutHost(prepared, address);
  const split = parse(address.host, PSL);
  const domain = split.domain ?? address.host;
  const owner = ownerOf(prepared, address.host, domain);
  if (owner) return ofOwner(prepared, address, owner, domain);
  return ofStranger(prepared, address, domain, split.publicSuffix ?? "", split.isPrivate === true);
}

/** A host of one brand below the domain of another is the former's. */
const ownerOf = ({ official, hosts, hostDomains }: Prepared, host: string, domain: string) =>
  (hostDomains.has(domain) ? below(hosts, host) : undefined) ?? official.get(domain);

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
  if (address.user) return judged(signsOfUser(prepared, address.user), address.host);
  const odd = address.oddities.filter((each) => each !== "bad-percent");
  if (odd.length > 0) return judged([{ code: "dressed-up", seen: odd.join(", ") }], address.host);
  const { host, tail } = address;
  const path = sharedPath(prepared, host, tail);
  if (path !== undefined) return judged([{ code: "user-content", seen: host + path, brand }], host);
  const onward = sentOnTo(prepared, tail);
  if (onward) return judged([{ code: "sends-on", seen: onward, brand }], onward);
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

/** Whether anyone may publish there, although the host is a brand's. */
const sharedPath = (prepared: Prepared, host: string, tail: string) => {
  const starts = below(prepared.userContent, host);
  const plain = starts && /[/\\][./\\]/.test(tail) ? withoutDots(tail) : tail;
  return starts?.find((start) => isBelow(plain, start));
};

/** `/x/..//l.php` is `/l.php`; what the platform makes of it is what a browser asks for. */
const withoutDots = (tail: string) => {
  const { pathname, search } = new URL(`http://h/${tail.replace(/^[/\\]+/, "")}`);
  return pathname.replace(/\/{2,}/g, "/") + search;
};

/** The first host written behind the link's own that the registry does not vouch for. */
function sentOnTo(prepared: Prepared, tail: string): string | undefined {
  for (const { index } of tail.matchAll(/[=:][/\\]{2}/g)) {
    const { host, kind, tail: rest } = readAddress(`https:${tail.slice(index + 1, index + 300)}`);
    if (kind === "none" || !host.includes(".")) continue;
    const domain = parse(host, PSL).domain ?? host;
    if (!ownerOf(prepared, host, domain) || sharedPath(prepared, host, rest) !== undefined)
      return host;
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
  if (address.oddities.length > 0) {
    const odd = address.oddities.filter((each) => each !== "bad-percent" && each !== "odd-number");
    if (odd.length > 0) signs.push({ code: "dressed-up", seen: odd.join(", ") });
  }
  const shorts = prepared.shorteners.has(domain);
  if (shorts) signs.push({ code: "shortener", seen: domain });
  if (address.kind === "number") {
    const hidden = address.oddities.includes("odd-number");
    signs.push({ code: hidden ? "hidden-number" : "number-host", seen: address.host });
    signs.push(...signsOfTail(prepared, address.tail, true));
    return judged(signs, address.host);
  }
  const other = prepared.exceptions.get(domain) ?? prepared.exceptions.get(address.host);
  if (other) {
    signs.push({ code: "known-other", seen: domain, brand: other });
    return judged(signs, address.host);
  }
  const isFree = isPrivate || FREE_HOSTS.has(domain);
  const name = nameOf(address, domain, suffix);
  const claims = claimsIn(prepared, name);
  const seconds = secondSigns(prepared, address, name, claims[0], suffix, isFree, domain);
  const hasSecond = seconds.some(({ code }) => code !== "login-path");
  const loud = claims.find((each) => isLoud(prepared, each, name, hasSecond));
  if (loud) {
    signs.push(...signsOfClaim(name, loud));
    signs.push(...seconds);
  } else if (claims[0]) {
    const { start, end, brand } = claims[0];
    signs.push({ code: "name-perhaps", seen: name.text.slice(start, end), brand }, ...seconds);
  } else {
    const tailSigns = shorts ? [] : signsOfTail(prepared, address.tail, isBareHost(seconds));
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

/** Path and query of a host that has no name of its own. */
function signsOfTail(prepared: Prepared, tail: string, isBare: boolean): Sign[] {
  if (tail.length < 4) return [];
  const query = tail.indexOf("?");
  const finds = prepared.seeker.find(tail);
  let named: Sign[] | undefined;
  for (let i = 0; i < finds.length; i += 3) {
    const needle = prepared.needles[finds[i]!]!;
    const [start, end] = [finds[i + 1]!, finds[i + 2]!];
    if (/[a-z0-9]/i.test(tail[start - 1] ?? "") || /[a-z0-9]/i.test(tail[end] ?? "")) continue;
    const seen = tail.slice(start, end);
    if (needle.kind === "domain" && isBare) {
      const code = query >= 0 && start > query ? "domain-in-query" : "domain-in-path";
      return [{ code, seen, brand: needle.brand }];
    }
    if (needle.kind !== "name" || named || (query >= 0 && start > query)) continue;
    // `/paypal/x/login.php` is a page of that name; `/login/paypal` is a way to sign in that honest sites have.
    const login = PAGE_TO_FILL.exec(tail.slice(end));
    if (login)
      named = [
        { code: "name-in-path", seen, brand: needle.brand },
        { code: "login-path", seen: login[0] },
      ];
  }
  return named ?? [];
}

/** No brand at all: only a heap of such words on a throw-away host says something. */
function ofWordsAlone(seconds: Sign[]): Sign[] {
  const risks = seconds.find(({ code }) => code === "risk-words");
  if (risks && (risks.count ?? 0) >= 2 && isThrowaway(seconds))
    return [{ code: "risk-words-many", seen: risks.seen }, ...seconds];
  return seconds;
}
