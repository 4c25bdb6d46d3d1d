/** The shield's links against labelled ones: by the measures that its goals are set in, and by source. */
import { join } from "node:path";
import { parse } from "tldts";
import { loadChannels } from "../../src/features/shield/channels.ts";
import { checkLink } from "../../src/features/shield/link.ts";
import { prepare } from "../../src/features/shield/registry.ts";
import { partOf, percent, rowsOf, tableOf } from "./rows.ts";

type Kind = { label: string; source: string; hasBrand: boolean };
type Tally = Kind & {
  all: number;
  official: number;
  suspicious: number;
  malicious: number;
  unknown: number;
  /** Flagged, and the brand named is the one that the row names. */
  named: number;
};

export function evaluateLinks(folder: string): string[] {
  const prepared = prepare(loadChannels());
  const tallies = { tuning: new Map<string, Tally>(), checking: new Map<string, Tally>() };
  for (const { url = "", label = "", brand = "", source = "" } of rowsOf(
    join(folder, "urls.csv"),
  )) {
    const { domain, hostname } = parse(url, { allowPrivateDomains: true });
    const tally = tallies[partOf(domain ?? hostname ?? url)];
    const key = `${source} ${label} ${brand !== ""}`;
    const each = tally.get(key) ?? {
      ...{ label, source, hasBrand: brand !== "" },
      ...{ all: 0, official: 0, suspicious: 0, malicious: 0, unknown: 0, named: 0 },
    };
    tally.set(key, each);
    const { verdict, imitates } = checkLink(prepared, url);
    each.all++;
    each[verdict]++;
    if (brand !== "" && imitates === brand) each.named++;
  }
  return (["tuning", "checking"] as const).flatMap((part) => [
    "",
    `Links, ${part} part`,
    ...tableOf(measures([...tallies[part].values()])),
    "",
    ...tableOf([
      [
        "source",
        "label",
        "brand",
        "rows",
        "official",
        "suspicious",
        "malicious",
        "unknown",
        "named",
      ],
      ...[...tallies[part].values()]
        .sort((a, b) => (a.label + a.source < b.label + b.source ? -1 : 1))
        .map((each) => [
          ...[each.source, each.label, each.hasBrand ? "yes" : "no"],
          ...[
            each.all,
            each.official,
            each.suspicious,
            each.malicious,
            each.unknown,
            each.named,
          ].map(String),
        ]),
    ]),
  ]);
}

function measures(tallies: readonly Tally[]): string[][] {
  const sum = (which: (kind: Kind) => boolean) => {
    const some = tallies.filter(which);
    const of = (count: (each: Tally) => number) => some.reduce((all, each) => all + count(each), 0);
    return {
      all: of(({ all }) => all),
      official: of(({ official }) => official),
      flagged: of(({ suspicious, malicious }) => suspicious + malicious),
      malicious: of(({ malicious }) => malicious),
    };
  };
  const phishing = sum(({ label }) => label === "phishing");
  const branded = sum(({ label, hasBrand }) => label === "phishing" && hasBrand);
  const tank = sum(({ source, hasBrand }) => source === "phishtank-2020" && hasBrand);
  const tricks = sum(({ source }) => source === "synthetic-trick");
  const plain = sum(({ label, hasBrand }) => label === "benign" && !hasBrand);
  const hard = sum(({ label, hasBrand }) => label === "benign" && hasBrand);
  const official = sum(({ label }) => label === "official");
  const wrong = plain.flagged + hard.flagged + official.flagged;
  const row = (name: string, part: number, whole: number, goal: string) => [
    ...[name, percent(part, whole), `${part} of ${whole}`, goal],
  ];
  return [
    ["measure", "value", "rows", "goal"],
    row("phishing called official", phishing.official, phishing.all, "0"),
    row("official recognised", official.official, official.all, ">= 99 %"),
    row("official flagged", official.flagged, official.all, "0"),
    row("phishing with a brand flagged", branded.flagged, branded.all, ">= 85 %"),
    row("of it, PhishTank (people named the brand)", tank.flagged, tank.all, ">= 38 %"),
    row("tricks flagged", tricks.flagged, tricks.all, ">= 90 %"),
    row("all phishing flagged", phishing.flagged, phishing.all, "-"),
    row("plain benign flagged", plain.flagged, plain.all, "<= 0.1 %"),
    row("hard negatives flagged", hard.flagged, hard.all, "<= 20 %"),
    row("hard negatives called malicious", hard.malicious, hard.all, "<= 5 %"),
    row("precision of what is flagged", phishing.flagged, phishing.flagged + wrong, ">= 98 %"),
  ];
}
