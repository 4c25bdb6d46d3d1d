/** The pages of a pack, from its facts: what the police read. */
import { clockOf } from "./clock.ts";
import type { Facts, Made } from "./facts.ts";
import { hexOf } from "./manifest.ts";
import { newPaper, type Paper } from "./paper.ts";
import { moreParts, statementParts } from "./rules.ts";
import { type PageWord, pageWords, parts } from "./words.ts";

export const PAGES = "evidence.pdf";

export async function pagesOf(facts: Facts, others: readonly Made[]): Promise<Made> {
  const { about, timeZone, person, key } = facts;
  const t = (word: PageWord) => pageWords[about.lang][word];
  const is = (word: string) => pageWords[about.lang][word as PageWord] ?? word;
  const time = clockOf(timeZone);
  const paper = newPaper({
    title: `${t("title")} ${about.reference}`,
    lang: about.lang,
    at: new Date(about.signedAt),
    foot: `${t("title")} ${about.reference}`,
  });
  paper.gap(40);
  paper.text(t("title"), 24);
  paper.gap(12);
  paper.field(t("reference"), `${about.reference}  (${about.pack})`);
  paper.field(t("operator"), about.operator);
  paper.field(t("account"), about.account);
  if (facts.caseReference) paper.field(t("case"), facts.caseReference);
  paper.field(t("period"), `${time(about.from)} - ${time(about.to)}`);
  paper.field(t("timesIn"), timeZone);
  paper.field(t("signedAt"), time(about.signedAt));
  paper.field(t("record"), `#${about.record.seq}  ${about.record.hash}`);
  paper.field(t("key"), key.fingerprint);
  paper.gap();
  paper.text(t("lead"));
  paper.text(t("unseen"));

  paper.heading(t("identity"));
  paper.field(t("name"), person.name ?? t("none"));
  paper.field(t("birthday"), person.birthday ?? t("none"));
  paper.field(t("phone"), person.phones.join(", ") || t("none"));
  paper.field(t("email"), person.emails.join(", ") || t("none"));

  paper.heading(t("statement"));
  paper.text(t("statementLead"), 9);
  paper.gap(4);
  for (const part of [...statementParts, ...moreParts]) {
    const said = facts.statement[part];
    if (said) paper.field(parts[part][about.lang], said);
  }
  for (const story of facts.story) paper.field(t("story"), story);

  payments(facts, paper, t, is, time);
  signIns(facts, paper, t, is, time);
  freezes(facts, paper, t, is, time);
  paper.heading(t("timeline"));
  grid(
    ...([paper, t] as const),
    [
      { head: t("time"), width: 0.25 },
      { head: t("what"), width: 0.75 },
    ],
    facts.timeline.map(({ at, text }) => [time(at), text[about.lang]]),
  );
  paper.heading(t("chat"));
  grid(
    ...([paper, t] as const),
    [
      { head: t("time"), width: 0.22 },
      { head: t("who"), width: 0.13 },
      { head: t("words"), width: 0.65 },
    ],
    facts.chat.map(({ at, from, text }) => [time(at), is(from), text]),
  );
  custody(facts, paper, t, is, time);

  paper.heading(t("hashes"));
  const listed = [
    ...facts.collected.flatMap(({ file, sizeBytes, sha256 }) =>
      file ? [[file, String(sizeBytes), sha256 ?? ""]] : [],
    ),
    ...others.map(({ name, bytes }) => [name, String(bytes.length), hexOf(bytes)]),
  ];
  grid(
    ...([paper, t] as const),
    [
      { head: t("file"), width: 0.28 },
      { head: t("size"), width: 0.12 },
      { head: t("hash"), width: 0.6 },
    ],
    listed,
  );
  return { name: PAGES, type: "pages", format: "application/pdf", bytes: await paper.end() };
}

type Say = (word: PageWord) => string;
type Is = (word: string) => string;
type Time = (at: string | null) => string;
type Grid = Parameters<Paper["table"]>;

const grid = (paper: Paper, t: Say, columns: Grid[0], rows: Grid[1]) =>
  rows.length === 0 ? paper.text(t("nothing")) : paper.table(columns, rows);

function payments({ about, transactions }: Facts, paper: Paper, t: Say, is: Is, time: Time) {
  paper.heading(t("transactions"));
  paper.text(t("transactionsLead"), 9);
  paper.text(t(about.counterAccounts === "full" ? "full" : "masked"), 9);
  for (const [currency, sum] of totals(transactions)) paper.field(t("total"), `${currency} ${sum}`);
  const state = (status: string) => (status === "refused" ? t("status-refused") : is(status));
  grid(
    ...([paper, t] as const),
    [
      { head: t("time"), width: 0.21 },
      { head: t("direction"), width: 0.08 },
      { head: t("amount"), width: 0.17 },
      { head: t("payee"), width: 0.21 },
      { head: t("status"), width: 0.1 },
      { head: t("id"), width: 0.23 },
    ],
    transactions.map((each) => [
      ...[time(each.at), is(each.direction), `${each.currency} ${each.amount}`, each.payee],
      ...[state(each.status), each.id],
    ]),
  );
}

/** What was paid out and arrived, by currency; in the smallest unit, so that no cent is lost in adding. */
function totals(transactions: Facts["transactions"]) {
  const sums = new Map<string, bigint>();
  for (const { direction, status, currency, amount } of transactions)
    if (direction === "out" && status === "completed")
      sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount.replace(".", "")));
  return [...sums].map(([currency, sum]) => {
    const digits = String(sum).padStart(3, "0");
    return [currency, `${digits.slice(0, -2)}.${digits.slice(-2)}`] as const;
  });
}

function signIns(facts: Facts, paper: Paper, t: Say, is: Is, time: Time) {
  paper.heading(t("signIns"));
  grid(
    ...([paper, t] as const),
    [
      { head: t("from"), width: 0.21 },
      { head: t("to"), width: 0.21 },
      { head: t("where"), width: 0.16 },
      { head: t("endedBy"), width: 0.14 },
      { head: t("device"), width: 0.28 },
    ],
    facts.signIns.map((each) => [
      ...[time(each.startedAt), time(each.endedAt), is(each.where)],
      ...[is(each.endedBy ?? ""), each.device ?? ""],
    ]),
  );
  if (facts.devices.length === 0) return;
  paper.table(
    [
      { head: t("device"), width: 0.5 },
      { head: t("bound"), width: 0.25 },
      { head: t("seen"), width: 0.25 },
    ],
    facts.devices.map(({ name, boundAt, seenAt }) => [name, time(boundAt), time(seenAt)]),
  );
}

function freezes({ freezes, transactions }: Facts, paper: Paper, t: Say, is: Is, time: Time) {
  paper.heading(t("freezes"));
  const why = (reason: string) => (reason === "wallet" ? t("wallet-hold") : is(reason));
  grid(
    ...([paper, t] as const),
    [
      { head: t("from"), width: 0.21 },
      { head: t("to"), width: 0.21 },
      { head: t("scope"), width: 0.18 },
      { head: t("reason"), width: 0.28 },
      { head: t("placedBy"), width: 0.12 },
    ],
    freezes.map((each) => [
      ...[time(each.placedAt), time(each.releasedAt ?? each.expiresAt)],
      ...[is(each.scope), why(each.reason), is(each.placedBy)],
    ]),
  );
  const refused = transactions.filter(({ status }) => status === "refused");
  if (refused.length > 0) paper.field(t("refused"), String(refused.length));
}

function custody({ collected }: Facts, paper: Paper, t: Say, is: Is, time: Time) {
  paper.heading(t("custody"));
  paper.text(t("custodyLead"), 9);
  paper.gap(4);
  grid(
    ...([paper, t] as const),
    [
      { head: t("file"), width: 0.2 },
      { head: t("given"), width: 0.2 },
      { head: t("collected"), width: 0.2 },
      { head: t("looked"), width: 0.2 },
      { head: t("hash"), width: 0.2 },
    ],
    collected.map((each) => [
      ...[each.file ?? is(each.leftOut ?? ""), each.name],
      ...[`${time(each.collectedAt)} ${t("claimant")}`, each.staffLookedAt.map(time).join("\n")],
      each.sha256 ?? "",
    ]),
  );
}
