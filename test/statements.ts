/**
 * The portable subset of SQL, as a check of every statement that the tests make the product send. What
 * PostgreSQL alone forgives, a sharded or replicated engine refuses or, worse, answers differently: so a
 * statement outside the subset fails the test that sent it. What each rule is for stands beside it.
 */
import {
  type KyselyPlugin,
  PostgresQueryCompiler,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
} from "kysely";
import { byKey, ofAccounts, reference } from "../src/core/distribution.ts";

/** Rows of these belong to one account; every statement on them says which. */
const owned = new Set(ofAccounts);
/** Tables found by a name of their own: the column that says where a row lies. It never changes. */
const keyed = byKey;
/** A copy on every machine: may stand beside rows of accounts. */
const copied = new Set(reference);

const forbidden: readonly [RegExp, why: string][] = [
  [/\bpg_(try_)?advisory_/, "an advisory lock lives on one node: the account's row is the lock"],
  [/^\s*lock\b|\block table\b/, "LOCK TABLE does not exist on other engines"],
  [/^\s*(savepoint|release|rollback to)\b/, "no savepoints: the whole transaction is run again"],
  [/\b(create|alter|drop)\s+(trigger|function|extension|rule)\b/, "the rules are in the code"],
  [
    /\bcreate\s+(temp|temporary|unlogged)\b|\binto\s+temp/,
    "a temporary table lives in one session",
  ],
  [
    /^\s*(listen|unlisten|notify)\b|\bpg_notify\b/,
    "NOTIFY is a hint at most; nothing relies on it",
  ],
  [/^\s*(set|reset|discard)\b|\bset_config\b/, "a session's setting is lost behind a pooler"],
  [/^\s*(prepare|execute|deallocate|declare|fetch)\b/, "a cursor lives in one session"],
  [
    /\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random|gen_random_uuid|nextval|txid_current)\s*\(|\bcurrent_(timestamp|date|time)\b|\blocaltime/,
    "time and chance are parameters: nodes have clocks of their own, and tests stand still",
  ],
  [/\b(rollup|grouping sets|cube)\b/, "refused across accounts on a sharded database"],
  [/\btruncate\b/, "rows are deleted, account by account or by age"],
  [/\bfor\s+(share|key share|no key update)\b/, "one kind of row lock: FOR UPDATE"],
  [
    /\bdo update set\b(?:(?!\breturning\b).)*?\b(?!(?:coalesce|greatest|least|nullif|case|and|or|not|in|then|else|when)\b)[a-z_]+\(/,
    "what an insert does to a row that is there calls no function but the immutable ones",
  ],
  [/\b(deferrable|deferred)\b/, "no deferred constraints"],
];

/** Statements over more than one account, each for a reason. None of them locks a row. */
export const overAccounts: readonly { what: string; is: RegExp; why: string }[] = [
  {
    what: "jobs that are due",
    is: /^with "paused" as materialized \(select "account_id", "kind", min\(key\) as "key" from "jobs" .* group by "account_id", "kind"\) select "account_id" from "jobs" where "state" = '' and "kind" = any\(\$\d+\)/,
    why: "candidates, without a lock; each account's are then locked under its own row",
  },
  {
    what: "jobs that were given up",
    is: /^select .* from "jobs" where "state" = ''( limit \$\d+)?$/,
    why: "the doctor counts them for a person",
  },
  {
    what: "wrong codes, and challenges, of long ago",
    is: /^delete from "(wrong_codes|challenges|passkey_challenges|approvals)" where "(at|expires_at)" < \$\d+$/,
    why: "a sweep by age alone: each shard deletes its own",
  },
  {
    what: "what operators once said of numbers",
    is: /^delete from "number_checks" where "checked_at" < \$\d+$/,
    why: "a sweep by age alone: each shard deletes its own",
  },
  {
    what: "codes of the desk that have run out",
    is: /^delete from "agent_codes" where "expires_at" <= \$\d+$/,
    why: "a sweep by age alone: each shard deletes its own",
  },
  {
    what: "names without an account that nobody asks about",
    is: /^delete from "accounts" where "account_id" in \(select "account_id" from "accounts" where "kind" = '' and "seen_at" </,
    why: "a sweep in bounded batches; the open claim that keeps a row lies on the same shard",
  },
  {
    what: "accounts, one page after the other",
    is: /^select "account_id" from "accounts" where "kind" = \$\d+ and "data_key" != \$\d+ and "account_id" > \$\d+ order by "account_id" limit \$\d+$/,
    why: "a command that visits all of them, each in a transaction of its own",
  },
  {
    what: "accounts whose key an older key seals",
    is: /^select "account_id", "data_key" from "accounts" where "data_key" not like \$\d+ and "data_key" != \$\d+ limit \$\d+$/,
    why: "key rotation, in bounded batches; each is then changed by its account_id",
  },
  {
    what: "pictures that one person of the desk was drawn to compare",
    is: /^select \* from "face_glances" where "staff_id" = \$\d+ and "ended_at" is null order by "due_at" limit \$\d+$/,
    why: "their own list, read without a lock; each is then judged under its account's row",
  },
  {
    what: "hashes under an older key",
    is: /^select count\(\*\) as "n" from "(accounts|recovery_codes)" where .*"(password_hash|hash)" not like \$\d+$/,
    why: "the doctor counts them for a person",
  },
  {
    what: "accounts with an event since a time",
    is: /^select distinct "account_id" from "events" where "at" >= \$\d+ and "account_id" > \$\d+ order by "account_id" limit \$\d+$/,
    why: "candidates for a checkpoint, without a lock; found by the time, so that events pay for no index",
  },
  {
    what: "heads of chains, and what is anchored of them",
    is: /^select .* from "accounts" left join "anchored_chains" on "anchored_chains"\."account_id" = "accounts"\."account_id" where "accounts"\."account_id" (> \$\d+ order by "accounts"\."account_id" limit \$\d+|= any\(\$\d+\) order by "accounts"\."account_id")$/,
    why: "checkpoints and `audit verify` read all chains, page by page; the two tables lie together",
  },
  {
    what: "events of the chains that are verified",
    is: /^select .* from "events" (left join "anchored_chains" on "anchored_chains"\."account_id" = "events"\."account_id" where "events"\."account_id" = any\(\$\d+\)|where \(account_id, seq\) > \(\$\d+, \$\d+\)) /,
    why: "a stream over all chains in pages, read without a lock; what looks wrong is read again account by account",
  },
  {
    what: "what the desk did",
    is: /^select .* from "events" where actor like '' and "at" >= \$\d+ and "at" <= \$\d+ .*order by "at" desc, "account_id" desc, "seq" desc limit \$\d+$/,
    why: "a search of the audit, by indexes in which only the desk's events are; shown to a person",
  },
  {
    what: "cases by the end of their id, and who was drawn for some",
    is: /^select .* from "cases" (where "id" like \$\d+ limit \$\d+|inner join "case_draws" on "case_draws"\."account_id" = "cases"\."account_id" and "case_draws"\."case_id" = "cases"\."id" where "cases"\."id" = any\(\$\d+\))$/,
    why: "a search of the audit by a reference that a person reads out; shown, and nothing is changed by it",
  },
  {
    what: "signals on their way to one subscriber",
    is: /^select .* from "signals" where "subscriber_id" = \$\d+ /,
    why: "a subscriber hears of all accounts; read without a lock, in the order of their ids",
  },
  {
    what: "subscribers for whom something waits",
    is: /^select "id" from "subscribers" where .* exists \(select "signals"\."id" from "signals" where "signals"\."subscriber_id" = "subscribers"\."id" /,
    why: "candidates, without a lock; what is done twice is done with the same ids",
  },
  {
    what: "signals that one subscriber has taken, or that end with it",
    is: /^(delete from "signals"|update "signals" set .*) where "subscriber_id" = \$\d+( and |$)/,
    why: "each shard changes its own; what one of them keeps is sent again with the same id",
  },
  {
    what: "signals of long ago",
    is: /^delete from "signals" where "issued_at" < \$\d+( and "state" != '')?$/,
    why: "a sweep by age alone: each shard deletes its own",
  },
  {
    what: "who works at the desk",
    is: /^select .* from "staff" inner join "accounts" on "accounts"\."account_id" = "staff"\."account_id" order by "staff"\."account_id"$/,
    why: "tens of people, each a row among the accounts; the desk shows them and the second person is drawn from them",
  },
  {
    what: "the desk's queue, and what was closed today",
    is: /^select .* from "cases" where "closed_at" (is null order by "due_at"|>= \$\d+ order by "closed_at" desc) limit \$\d+$/,
    why: "candidates, without a lock; each is judged again under its own account's row",
  },
  {
    what: "which case changed last",
    is: /^select "id", "last_at", "last_type" from "cases" order by "last_at" desc limit \$\d+$/,
    why: "a hint for the desk that it should look again; nothing relies on it",
  },
  {
    what: "whose case this is",
    is: /^select "account_id" from "cases" where "id" = \$\d+$/,
    why: "the desk names a case by its id alone; from there on its account is known",
  },
  {
    what: "cases of the same browser, number or address",
    is: /^select .* from "cases" where \("device" = \$\d+ or "identifier_tag" = \$\d+\) order by/,
    why: "shown to an agent beside a case; each shard answers for its own",
  },
  {
    what: "the cases with a reference",
    is: /^select .* from "cases" where right\(id, 6\) = \$\d+ order by/,
    why: "a claimant names a case by its reference alone; each is then judged under its own account's row",
  },
  {
    what: "who paid one payee lately",
    is: /^select "account_id" from "shared_payees" where "tag" = \$\d+ and "paid_at" >= \$\d+ limit \$\d+$/,
    why: "shown to an agent beside a case, a bounded number; each shard answers for its own",
  },
  {
    what: "open cases of some accounts",
    is: /^select .* from "cases" where "account_id" in \([$\d, ]+\) and "closed_at" is null order by/,
    why: "shown to an agent beside a case; nothing is locked",
  },
  {
    what: "payees of long ago",
    is: /^delete from "shared_payees" where "paid_at" < \$\d+$/,
    why: "a sweep by age alone: each shard deletes its own",
  },
  {
    what: "cases for which somebody was drawn",
    is: /^select .* from "case_draws" where "staff_id" = \$\d+ and "ended_at" is null limit \$\d+$/,
    why: "a list for one person; who was drawn is judged again under the account's row",
  },
  {
    what: "somebody's last second verdicts",
    is: /^select .* from "case_verdicts" inner join "case_draws" on .* where "case_verdicts"\."staff_id" = \$\d+ and .* limit \$\d+$/,
    why: "a figure for supervisors about one person; each shard answers for its own",
  },
  {
    what: "who of the desk has an interest in an account",
    is: /^select "account_id" from "staff_ties" where "tied_account_id" = \$\d+$/,
    why: "tens of people; the rows lie with the people, the question comes from the account",
  },
  {
    what: "cases in which the very same file was shown",
    is: /^select "account_id", "case_id", "id" from "evidence_files" where "same_tag" = \$\d+ order by/,
    why: "shown to an agent beside a file; each shard answers for its own",
  },
  {
    what: "what is kept no longer",
    is: /^(delete from "\w+"|update events set payload = '') where \(account_id, (id|seq)\) in \(select t\.account_id, t\.(id|seq) from "?\w+"? t where .* limit \$\d+\)$/,
    why: "a sweep by age in bounded batches, less what a legal hold keeps; each shard deletes its own",
  },
  {
    what: "scam reports that are kept no longer",
    is: /^(update scam_reports set said = '' where \(account_id, id\) in \(select t\.account_id, t\.id from scam_reports t where .* limit \$\d+\)|select t\.account_id, t\.id from scam_reports t where .* limit \$\d+)$/,
    why: "a sweep by age in bounded batches, less what a legal hold keeps; what is deleted goes by its account_id",
  },
  {
    what: "scam reports of one cluster",
    is: /^select .* from "scam_report_parts" inner join "scam_reports" on "scam_reports"\."account_id" = "scam_report_parts"\."account_id" .* where "scam_report_parts"\."cluster_id" = \$\d+ order by .* limit \$\d+$/,
    why: "shown to the desk without saying whose they are; the two tables lie together, each shard answers for its own",
  },
  {
    what: "closed cases that are kept no longer",
    is: /^select t\.account_id, t\.id from cases t where .* limit \$\d+$/,
    why: "candidates, without a lock; each goes by its account_id",
  },
  {
    what: "how much there is of what is kept, for a person",
    is: /^select count\(\*\) as rows, count\(\*\) filter /,
    why: "a figure for a person; nothing is changed by it",
  },
  {
    what: "the demo's reset",
    is: /^delete from "\w+"$/,
    why: "demo only, on the embedded database; all rows go",
  },
  {
    what: "whose hold this is",
    is: /^select "account_id" from "holds" where "id" = \$\d+$/,
    why: "the wallet names a hold by its id alone; from there on its account is known",
  },
];

/** Tables with an index of the rows in one state alone (`statements.test.ts` asks the database). */
export const indexedByState = ["evidence_files", "jobs", "recoveries", "reservations", "signals"];

/** `at`: the place in the product that made it. */
export type Statement = { sql: string; at: string };

/** Why this statement is not portable; empty when it is. */
export function faultsOf(sql: string): string[] {
  const text = sql
    .toLowerCase()
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/\s+/g, " ")
    .trim();
  const faults = forbidden.filter(([is]) => is.test(text)).map(([, why]) => why);
  if (manyTargets(text)) faults.push("a changing CTE has one target");
  const parts = partsOf(text);
  if (parts.some(({ own }) => hidesState(own)))
    faults.push("a state is written out, with sql.lit: a plan for any state cannot use its index");
  if (overAccounts.some(({ is }) => is.test(text))) {
    if (/\bfor update\b/.test(text)) faults.push("rows of several accounts are never locked");
    return faults;
  }
  for (const part of parts) faults.push(...faultsOfPart(part));
  return [...new Set(faults)];
}

const hidesState = (own: string) =>
  tablesIn(own).some(({ table }) => indexedByState.includes(table)) &&
  /\bwhere\b.*"state" (=|!=|<>|in) \(?\$/.test(own);

const manyTargets = (text: string) =>
  (text.match(/\bas (not materialized |materialized )?\( ?(insert|update|delete)\b/g) ?? [])
    .length > 1;

/** The statement and the ones inside it, each without what stands in its parentheses. */
function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  const read = (from: number): { own: string; end: number } => {
    let own = "";
    let at = from;
    while (at < text.length && text[at] !== ")") {
      if (text[at] !== "(") {
        own += text[at++];
        continue;
      }
      const inner = read(at + 1);
      const isStatement = /^ ?(select|insert|update|delete|with)\b/.test(inner.own);
      if (isStatement) parts.push({ own: inner.own, outer: "" });
      // Conditions in parentheses are not all demanded; a list of columns is kept.
      own += isStatement || /\b(or|and)\b/.test(inner.own) ? "()" : `(${inner.own})`;
      at = inner.end + 1;
    }
    return { own, end: at };
  };
  parts.push({ own: read(0).own, outer: "" });
  const whole = parts.at(-1)?.own ?? "";
  for (const part of parts) if (part.own !== whole) part.outer = whole;
  return parts;
}
type Part = { own: string; outer: string };

type Named = { table: string; alias: string };

function tablesIn(own: string): Named[] {
  const found: Named[] = [];
  const name = /\b(?:from|join|into|update|using)\s+"(\w+)"(?:\s+as\s+"(\w+)")?/g;
  for (const [, table = "", alias = table] of own.matchAll(name)) found.push({ table, alias });
  return found;
}

function faultsOfPart({ own, outer }: Part): string[] {
  const faults: string[] = [];
  const tables = tablesIn(own);
  const outside = tablesIn(outer);
  const target = /^\s*(?:with .*?\) )?update "(\w+)"/.exec(own)?.[1];
  const set = /\bset (.*?)(?: where | from |$)/.exec(own)?.[1] ?? "";
  const place = target && (owned.has(target) ? "account_id" : keyed[target]);
  if (place && new RegExp(`(^|, )"${place}" =`).test(set))
    faults.push(`"${place}" says where a row of ${target} lies: it is never changed`);
  if (/^\s*insert\b/.test(own)) {
    for (const { table } of tables)
      if (owned.has(table) && !/into "\w+" \([^)]*"account_id"/.test(own))
        faults.push(`a row of ${table} is inserted without its account_id`);
    return faults;
  }
  for (const named of tables) {
    const others = [...tables, ...outside].filter(({ alias }) => alias !== named.alias);
    if (owned.has(named.table) && !saysWhich(own, named, "account_id", others, tables.length))
      faults.push(`${named.table} is read or changed without account_id = a parameter`);
    const key = owned.has(named.table) ? "account_id" : keyed[named.table];
    if (/\bfor update\b/.test(own) && !(key && isGiven(own, named, key, tables.length)))
      faults.push(`rows of ${named.table} are locked that are not found by ${key ?? "a key"}`);
  }
  return faults;
}

const columns = ({ alias }: Named, column: string, count: number) =>
  count === 1 ? `(?:"${alias}"\\.)?"${column}"` : `"${alias}"\\."${column}"`;

const conditions = (own: string) => {
  const at = own.search(/\b(where|on)\b/);
  return at === -1 ? "" : own.slice(at).replace(/\b(group by|order by|limit|returning)\b.*$/, "");
};

const isGiven = (own: string, named: Named, column: string, count: number) => {
  const demanded = conditions(own);
  return (
    new RegExp(`(where|and|on) ${columns(named, column, count)} = \\$\\d+`).test(demanded) &&
    !/\bor\b/.test(demanded)
  );
};

/** By a parameter, or by the account of another table of the same statement. */
function saysWhich(own: string, named: Named, column: string, others: Named[], count: number) {
  if (isGiven(own, named, column, count)) return true;
  const mine = `"${named.alias}"."${column}"`;
  // Only of a table that lies beside it: a look-up table lies elsewhere, and its rows would have to travel.
  return others.some(({ table, alias }) => {
    if (!owned.has(table) && !copied.has(table)) return false;
    const theirs = `"${alias}"."${column}"`;
    return own.includes(`${mine} = ${theirs}`) || own.includes(`${theirs} = ${mine}`);
  });
}

// Where worlds connect -----------------------------------------------------------------------------

const IN_PRODUCT = /\/src\/(?!.*\.test\.ts)/;

/** The place that asked for the statement being compiled; null when a test asks itself. */
function askedBy(): string | null {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 40;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = before;
  const frame = stack
    .split("\n")
    .find(
      (line) =>
        !/node_modules|node:internal|statements\.ts|core\/prepared\.ts/.test(line) &&
        /\.ts:\d/.test(line),
    );
  const place = /(\/(?:src|test|web|wallet)\/[^:]*\.ts:\d+)/.exec(frame ?? "")?.[1];
  return place && IN_PRODUCT.test(place) ? place.slice(1) : null;
}

/** Each text is judged once: the same few hundred are sent again and again. */
const judged = new Map<string, string[]>();

/** Looks at each statement before it leaves; what is refused is not sent, and told to `found`. */
export function portableOnly(found: (fault: Error) => void): KyselyPlugin {
  const compiler = new PostgresQueryCompiler();
  return {
    transformQuery: ({ node, queryId }) => {
      const sql = sqlOf(compiler, node, queryId);
      const faults = judged.get(sql) ?? faultsOf(sql);
      judged.set(sql, faults);
      const at = faults.length > 0 ? askedBy() : null;
      if (at) {
        const error = new Error(`Not portable, from ${at}: ${faults.join("; ")}.\n${sql}`);
        found(error);
        throw error;
      }
      return node;
    },
    transformResult: async ({ result }): Promise<QueryResult<UnknownRow>> => result,
  };
}

const sqlOf = (
  compiler: PostgresQueryCompiler,
  node: RootOperationNode,
  queryId: Parameters<PostgresQueryCompiler["compileQuery"]>[1],
) => compiler.compileQuery(node, queryId).sql;
