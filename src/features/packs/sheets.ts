/** The facts as files for programs: JSON holds each text exactly, CSV opens in a spreadsheet and does nothing there. */
import type { Facts, Made } from "./facts.ts";

/**
 * A spreadsheet takes a cell that begins like this for a formula, in its full-width forms too (OWASP, "CSV
 * Injection"); an apostrophe makes it text. What it was stands in the JSON beside it.
 */
const FORMULA = /^[\s\uFEFF]*[=+\-@|%＝＋－＠｜％]|^[\t\r\n]/u;

export const cell = (value: string | number | null) => {
  const text = String(value ?? "");
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
};

/** RFC 4180, with the mark by which spreadsheets know UTF-8. */
export const csv = (head: readonly string[], rows: readonly (string | number | null)[][]) =>
  Buffer.from(`\uFEFF${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`);

/** One row a line: a large file stays readable, and its lines can be compared. */
const json = (name: string, rows: readonly unknown[], more: object = {}) => {
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
  const rest = Object.entries(more).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`,
  );
  return Buffer.from(`{\n${rest.join("")}  ${JSON.stringify(name)}: [\n${lines}\n  ]\n}\n`);
};

const CSV = "text/csv; charset=utf-8";
const JSON_TYPE = "application/json";

export function sheetsOf(facts: Facts): Made[] {
  const { about, person, statement, story, caseReference } = facts;
  const said = { account: person, statement, case: caseReference, caseInOwnersWords: story };
  const made = (name: string, type: string, format: string, bytes: Buffer): Made => ({
    ...{ name, type, format, bytes },
  });
  return [
    made(
      ...(["statement.json", "identity-and-statement", JSON_TYPE] as const),
      Buffer.from(`${JSON.stringify(said, null, 2)}\n`),
    ),
    made(
      ...(["transactions.csv", "transactions", CSV] as const),
      csv(
        ["id", "time_utc", "direction", "amount", "currency", "other_side", "status"],
        facts.transactions.map(({ id, at, direction, amount, currency, payee, status }) => [
          ...[id, at, direction, amount, currency, payee, status],
        ]),
      ),
    ),
    made(
      ...(["transactions.json", "transactions", JSON_TYPE] as const),
      json("transactions", facts.transactions, { otherSide: about.counterAccounts }),
    ),
    made(
      ...(["sign-ins.csv", "sign-ins", CSV] as const),
      csv(
        ["id", "where", "started_utc", "ended_utc", "ended_by", "device"],
        facts.signIns.map((each) => [
          ...[each.id, each.where, each.startedAt, each.endedAt, each.endedBy, each.device],
        ]),
      ),
    ),
    made(
      ...(["sign-ins.json", "sign-ins-and-devices", JSON_TYPE] as const),
      json("signIns", facts.signIns, { devices: facts.devices }),
    ),
    made(
      "freezes.json",
      "freeze-record",
      JSON_TYPE,
      json("freezes", facts.freezes, refused(facts)),
    ),
    made(
      ...(["timeline.json", "timeline", JSON_TYPE] as const),
      json("timeline", facts.timeline, { record: about.record }),
    ),
    made("chat.json", "chat", JSON_TYPE, json("messages", facts.chat, { case: caseReference })),
    made(
      ...(["custody.json", "chain-of-custody", JSON_TYPE] as const),
      json("collected", facts.collected, { records: recordsCollected(facts) }),
    ),
    made(
      ...(["custody.csv", "chain-of-custody", CSV] as const),
      csv(
        [
          "file",
          "name_given",
          "sha256",
          "collected_utc",
          "collected_by",
          "how",
          "staff_looked_utc",
        ],
        facts.collected.map((each) => [
          ...[each.file, each.name, each.sha256, each.collectedAt, each.collectedBy, each.how],
          each.staffLookedAt.join(" "),
        ]),
      ),
    ),
  ];
}

/** Payments that the wallet refused in this time: what a freeze kept in the account. */
const refused = ({ transactions }: Facts) => ({
  refusedPayments: transactions.filter(({ status }) => status === "refused").map(({ id }) => id),
});

/** Who collected the records themselves, when and how. */
const recordsCollected = ({ about }: Facts) => [
  {
    what: "transactions",
    by: "the wallet's back end, as it reported them",
    how: "POST /v1/transactions",
    until: about.signedAt,
  },
  {
    what: "sign-ins, devices, freezes, timeline",
    by: "this server, as they happened",
    how: "records of the account; its events are hash-chained",
    until: about.signedAt,
  },
];
