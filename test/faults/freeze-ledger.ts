/**
 * A wallet's ledger under load, as a process that can be killed: the reference wallet's books behind the
 * directory port, and an address that debits. `--slow` lets every debit rest between its look at the holds
 * and its booking; `--unlocked` takes the row lock out of the books, to show that the check of the freeze
 * sees what happens then.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { type Books, decimal, openBooks } from "../../wallet/books.ts";
import { answerDirectory } from "../../wallet/directory.ts";
import { rightful } from "../../wallet/rightful.ts";

type Debit = { id: string; payer: string; payee: string; ask: boolean };
const { LEDGER_DATABASE_URL = "", LEDGER_PORT, LEDGER_KEY = "" } = process.env;
const { RIGHTFUL_URL = "", WALLET_SERVICE_KEY = "" } = process.env;
const AMOUNT = 1n;
const REST_MS = 150;

const books = await openBooks(LEDGER_DATABASE_URL);
const [slow, unlocked] = ["--slow", "--unlocked"].map((flag) => process.argv.includes(flag));
if (slow || unlocked) await tamper(books);
const server = rightful(RIGHTFUL_URL, WALLET_SERVICE_KEY);
const options = {
  ...{ books, key: LEDGER_KEY, endSessions: () => {} },
  find: async () => [],
  acceptGrant: async () => false,
};

/** The books' own statements, with a rest behind the look at the holds, or without `for update`. */
async function tamper({ pool }: Books) {
  // Two at once would run into the key that counts what was done under the lock.
  if (unlocked)
    await pool.query("alter table entries drop constraint if exists entries_account_id_seq_key");
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, text: unknown, ...more: unknown[]) {
    const isText = typeof text === "string";
    const changed = isText && unlocked ? text.replace(" for update", "") : text;
    const answer = Reflect.apply(query, this, [changed, ...more]);
    const rests = slow && isText && text.includes("select 1 from wallet_holds");
    return rests ? pause(REST_MS).then(() => answer) : answer;
  } as typeof query;
}

/** As the reference wallet does it: ask, then book. Without `ask`: a permission of before, or a forgotten question. */
async function debit({ id, payer, payee, ask }: Debit): Promise<string> {
  // Pressed again after a lost answer: what is done is not asked for again.
  const before = await books.pool.query("select 1 from transfers where id = $1", [id]);
  if (before.rowCount) return "done";
  if (ask) {
    const question = { accountId: payer, id, amount: decimal(AMOUNT), payee, deviceId: "ledger" };
    const answered = await server.mayTransfer(question);
    if (!("given" in answered)) return "down";
    if (answered.given.decision !== true) return "refused";
  }
  return books.transfer({ id, payer, payee, amount: AMOUNT });
}

async function serve(request: IncomingMessage, response: ServerResponse) {
  if (request.url !== "/debit") return answerDirectory(options, request, response);
  let text = "";
  for await (const chunk of request) text += chunk;
  response.writeHead(200).end(await debit(JSON.parse(text)));
}

const listener = createServer((request, response) => {
  // The database may be away: the caller does not learn what became of it, as in life.
  serve(request, response).catch(() => response.destroy());
});
listener.keepAliveTimeout = 60_000;
listener.listen(Number(LEDGER_PORT), "127.0.0.1", () => process.stdout.write("ready\n"));
process.once("SIGTERM", () => process.exit(0));
