/**
 * What a migration may do while processes of the version before go on working: docs/guide/upgrades.md says it in
 * words. Anything that is not known to be harmless is refused; what has to be done all the same stands by name in
 * `migrations.test.ts`, with how.
 */

/** A comma within parentheses separates nothing. */
function actionsOf(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const sign of text) {
    if (sign === "(") depth++;
    if (sign === ")") depth--;
    if (sign === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim());
}

/** Statements without comments and without what stands in quotes, each on one line. */
export const statementsOf = (sql: string) =>
  sql
    .replace(/--[^\n]*/g, "")
    .replace(/'(?:[^']|'')*'/g, "''")
    .toLowerCase()
    .split(";")
    .map((text) => text.replace(/\s+/g, " ").trim())
    .filter((text) => text !== "");

const made = (text: string) =>
  /^create (?:unlogged )?table (?:if not exists )?(\w+)/.exec(text)?.[1];
export const tablesOf = (sql: string) => statementsOf(sql).flatMap((text) => made(text) ?? []);

type Judge = readonly [is: RegExp, why: string];

const columns: readonly Judge[] = [
  [/^drop (?!constraint)/, "an older process still reads and writes that column"],
  [/^rename\b/, "an older process knows the old name only"],
  [
    /^alter (column )?\w+ (set data )?type\b/,
    "the table is written anew under a lock that stops all",
  ],
  [
    /^alter (column )?\w+ set not null/,
    "an older process may still write null; the table is read under the lock",
  ],
  [/^alter (column )?\w+ drop default/, "an older process relies on the default"],
  [
    /^add column .*\bnot null\b(?!.*\bdefault\b)/,
    "rows that are there, and those of an older process, have no value",
  ],
  [/^add column .*\b(primary key|unique)\b/, "an index is built under a lock that stops all"],
  [/^add column .*\bgenerated\b/, "the table is written anew under a lock that stops all"],
  [
    /^add column .*\bdefault\b \w*\(/,
    "each row gets a value of its own: the table is written anew",
  ],
  [/^add column .*\bcheck\b/, "the table is read under a lock that stops all"],
];
/** After all of the above. */
const harmless =
  /^(add column|alter (column )?\w+ (set default|set storage|set statistics|drop not null)|set \()/;

function faultsOfTable(text: string): string[] {
  return actionsOf(text.replace(/^alter table (only )?\w+ /, "")).flatMap((action) => {
    const found = columns.find(([is]) => is.test(action));
    if (found) return [`${action.slice(0, 60)}: ${found[1]}`];
    return harmless.test(action) ? [] : [`${action.slice(0, 60)}: not known to be harmless`];
  });
}

const INDEX = /^create (unique )?index (concurrently )?(if not exists )?\w+ on (?:only )?(\w+)/;

function faultsOfIndex(text: string, isThere: (table: string) => boolean): string[] {
  const [, unique, concurrently, ifNot, table = ""] = INDEX.exec(text) ?? [];
  const says = text.slice(0, 60);
  if (!isThere(table)) return [];
  if (unique) return [`${says}: what an older process writes may not fit into it`];
  if (concurrently) return [`${says}: a step is one transaction; \`migrate --ahead\` does that`];
  return ifNot ? [] : [`${says}: "if not exists", so that it can be built ahead of the step`];
}

const others: readonly Judge[] = [
  [/^drop\b/, "an older process may still use it"],
  [/^create or replace\b/, "an older process reads the old definition: the new one gets a number"],
  [
    /^(update|delete from|insert into \w+( \([^)]*\))? select)\b/,
    "many rows in one transaction: a sweep does it in batches",
  ],
];

/** `before`: the tables of earlier migrations. What a step does to a table that it makes itself stops nobody. */
export function faultsOf(sql: string, before: ReadonlySet<string>): string[] {
  const isThere = (table: string) => before.has(table);
  return statementsOf(sql).flatMap((text) => {
    const altered = /^alter table (?:only )?(\w+)/.exec(text)?.[1];
    if (altered) return isThere(altered) ? faultsOfTable(text) : [];
    if (INDEX.test(text)) return faultsOfIndex(text, isThere);
    if (/^create (table|view)\b/.test(text)) return [];
    const found = others.find(([is]) => is.test(text));
    if (found) return [`${text.slice(0, 60)}: ${found[1]}`];
    return /^insert into\b/.test(text) ? [] : [`${text.slice(0, 60)}: not known to be harmless`];
  });
}
