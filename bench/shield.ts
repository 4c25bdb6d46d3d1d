/**
 * P4: links checked per second and core, with reasons, none of them seen before, against the list check that wallets
 * ship; and messages, nine of ten honest. Time is that of the processor, so that neighbours on the machine do not count.
 */
import { readFileSync } from "node:fs";
import { loadRegistry } from "../src/features/registry/index.ts";
import { checkLink } from "../src/features/shield/link.ts";
import { checkMessage } from "../src/features/shield/message.ts";
import { prepare, type Registry } from "../src/features/shield/registry.ts";
import { type Bench, median, row, versionOf } from "./bench.ts";
import { type Found, fuzzylist } from "./peer-fuzzylist.ts";

const GOAL = 120_000;
const MESSAGES_GOAL = 20_000;
const TIMES = 20;
/** Rounds for the compiler, which do not count. */
const WARMING = 3;
/** As long as the lists that eth-phishing-detect 1.2.0 ships with. */
const SHIPPED = { allow: 1138, block: 13_752, fuzzy: 15 };

/** The same numbers each time (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let n = Math.imul(state ^ (state >>> 15), 1 | state);
    n = (n + Math.imul(n ^ (n >>> 7), 61 | n)) ^ n;
    return ((n ^ (n >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Distinct links as they arrive: half name nobody, a third call on a brand in the ways that are usual, the rest
 * lead to official channels, to numbers, through an @, or are written in foreign letters.
 */
export function linksFor(registry: Registry, seed: number, count: number): string[] {
  const next = numbers(seed);
  const of = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T;
  const syllables = "ba co da el fi ga ho in ka lo mi nu or pe ra so ti ul ve wa xi zo".split(" ");
  const word = () =>
    Array.from({ length: 2 + Math.floor(next() * 4) }, () => of(syllables)).join("");
  const ending = () =>
    of(["com", "com", "com", "net", "org", "cn", "top", "co.uk", "de", "vercel.app", "xyz"]);
  const path = () =>
    of(["", "/", `/${word()}/${word()}.html?id=${word()}`, "/account/login", `/${word()}`]);
  const brand = () => of(registry.brands);
  const name = () => of(brand().domains).split(".")[0] ?? "";
  const kinds: (() => string)[] = [
    ...Array(5).fill(() => `https://www.${word()}.${ending()}${path()}`),
    ...Array(5).fill(() => `http://${word()}-${word()}.${ending()}${path()}`),
    () =>
      `https://${name()}-${of(["login", "kefu", "verify", "help"])}-${word()}.${ending()}${path()}`,
    () => `https://${name()}.${word()}.${ending()}${path()}`,
    () => `https://www.${of(brand().domains)}.${word()}.${ending()}${path()}`,
    () => `https://${name()}${word()}.${ending()}${path()}`,
    () =>
      `https://${name().replace(/[ol]/, (found) => (found === "o" ? "0" : "1"))}.${ending()}/${word()}`,
    () => `https://${name().replace(/.$/, "")}.${ending()}/${word()}`,
    () => `https://${of(brand().domains)}/${word()}${path()}`,
    () => `https://${of(brand().domains)}@${word()}.${ending()}${path()}`,
    () =>
      `http://0x${Math.floor(next() * 2 ** 32)
        .toString(16)
        .padStart(8, "0")}/${name()}/login`,
    () => `https://${name().replace("a", "а")}-${word()}.${ending()}${path()}`,
  ];
  return Array.from({ length: count }, () => of(kinds)());
}

type Texts = { fill: Record<string, string[]>; scam: string[]; fine: string[] };

/**
 * Messages as they arrive, from the texts that the wording learned from: each filled with its own numbers, names and links.
 * In a stream of all that a phone gets, scams are few; one of ten is more than there are.
 */
export function messagesFor(registry: Registry, seed: number, count: number): string[] {
  const texts: Texts = JSON.parse(
    readFileSync(new URL("../scripts/wording/texts.json", import.meta.url), "utf8"),
  );
  const next = numbers(seed);
  const of = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T;
  const digits = (length: number) => Array.from({ length }, () => Math.floor(next() * 10)).join("");
  const links = linksFor(registry, seed, 1000);
  const filled = (template: string) =>
    template.replace(/\{(\w)\}/g, (_, name: string) => {
      if (name === "u") return of(links);
      if (name === "t") return of(["400", "0208", "1380"]) + digits(7);
      return texts.fill[name] ? of(texts.fill[name]) : digits(5);
    });
  return Array.from({ length: count }, () => filled(of(next() < 0.1 ? texts.scam : texts.fine)));
}

/** How often a second of the processor holds `work` over all of `items`. */
function perSecond<T>(items: readonly T[], work: (item: T) => unknown): number {
  let found = 0;
  const began = process.cpuUsage();
  for (const item of items) if (work(item)) found++;
  const { user, system } = process.cpuUsage(began);
  if (found !== items.length) throw new Error("One had no answer.");
  return (items.length / (user + system)) * 1e6;
}

export const shield: Bench = {
  name: "shield",
  title: "P4: links and messages checked per second and core, with reasons",
  run: async (say, quick) => {
    const registry = loadRegistry();
    const prepared = prepare(registry);
    const domains = registry.brands.flatMap((brand) => [...brand.domains, ...brand.hosts]);
    const names = (count: number, what: string) =>
      Array.from({ length: count }, (_, n) => `${what}${n}.example`);
    const same = fuzzylist({ allow: domains, block: [], fuzzy: domains, tolerance: 1 });
    const shipped = fuzzylist({
      ...{ allow: names(SHIPPED.allow, "allowed"), block: names(SHIPPED.block, "blocked") },
      ...{ fuzzy: domains.slice(0, SHIPPED.fuzzy), tolerance: 2 },
    });
    const [rounds, count] = quick ? [3, 20_000] : [7, 60_000];
    const all = { ours: [], same: [], shipped: [], messages: [] } as Record<
      "ours" | "same" | "shipped" | "messages",
      number[]
    >;
    for (let round = 1 - WARMING; round <= rounds; round++) {
      const links = linksFor(registry, round + WARMING, count);
      // The peer takes a host; taking it out of the link is not counted against it.
      const hosts = links.map((link) => new URL(link).hostname);
      const few = hosts.slice(0, count / 20);
      const ask = (peer: (host: string) => Found) => perSecond(few, peer);
      const each = {
        ours: perSecond(links, (link) => checkLink(prepared, link).reasons.length > 0),
      };
      const peers = { same: ask(same), shipped: ask(shipped) };
      say(
        `round ${round}: ours ${Math.round(each.ours)}, peer ${Math.round(peers.same)} links a second`,
      );
      if (round <= 0) continue;
      all.ours.push(each.ours);
      all.same.push(peers.same);
      all.shipped.push(peers.shipped);
    }
    for (let round = 1 - WARMING; round <= rounds; round++) {
      const texts = messagesFor(registry, round + WARMING, count / 4);
      const rate = perSecond(texts, (text) => checkMessage(prepared, text).reasons.length > 0);
      say(`round ${round}: ${Math.round(rate)} messages a second`);
      if (round > 0) all.messages.push(rate);
    }
    const ratio = median(all.ours.map((ours, n) => ours / (all.same[n] ?? 1)));
    return {
      rows: [
        row("links checked, with reasons", "a second", all.ours, {
          ...{ goal: `at least ${GOAL} a second`, holds: median(all.ours) >= GOAL },
        }),
        row("eth-phishing-detect's algorithm, our registry, one edit", "a second", all.same, {
          ...{
            ratio,
            ratioTo: "as many are ours",
            goal: `at least ${TIMES} times`,
            holds: ratio >= TIMES,
          },
        }),
        row("the same, lists as long as those it ships", "a second", all.shipped),
        row("messages checked, with reasons", "a second", all.messages, {
          goal: `at least ${MESSAGES_GOAL} a second`,
          holds: median(all.messages) >= MESSAGES_GOAL,
        }),
      ],
      notes: [
        "One core, by the time of the processor. Every link is new: nothing is kept from one check to the next.",
        "The links are made up: half name nobody, the rest call on brands in the usual ways, or are official.",
        "The messages are those the wording learned from, filled anew each round: nine of ten honest, one of five in Chinese, one of four with a link.",
        "The peer's algorithm is written anew because its licence is on no list of open ones; it is given the host, we the link.",
      ],
      versions: { tldts: versionOf("tldts") },
    };
  },
};
