/**
 * `rightful doctor`, run as a command against a real PostgreSQL, a real mail server and servers on this machine: an
 * installation that is well, one that is wrong in many places, and one that is not there. It changes nothing.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import {
  type AddressInfo,
  createServer as createBareServer,
  type Server,
  type Socket,
} from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import pg from "pg";
import { SMTPServer } from "smtp-server";
import { named, testDatabase } from "../../test/database.ts";
import { PROGRAM } from "../../test/program.ts";
import { openScim } from "../../test/scim.ts";
import { SendFailed } from "../ports/channels/channels.ts";
import { probeSmtp } from "../ports/channels/smtp.ts";
import type { Finding } from "./doctor/codes.ts";
import { doctor } from "./doctor.ts";

const folder = mkdtempSync(join(tmpdir(), "rightful-doctor-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string) => join(folder, name);
const KEY = `k2:${Buffer.alloc(32, 7).toString("base64")}`;

/** A certificate for this machine, which only who is told of it trusts. */
execFileSync(
  "openssl",
  [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
    ...["-keyout", inFolder("key.pem"), "-out", inFolder("cert.pem"), "-days", "3650"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
  ],
  { stdio: "ignore" },
);
const tls = { key: readFileSync(inFolder("key.pem")), cert: readFileSync(inFolder("cert.pem")) };
const ca = tls.cert.toString();

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  server.on("error", () => {});
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Open for the whole file, so that the others lie on the same server. */
const first = await testDatabase();
after(first.drop);

/** What a mail server was asked for beyond a greeting. */
const mailed: string[] = [];
const smtpServer = (more: object) => {
  const mail = new SMTPServer({
    ...{ authOptional: true, disableReverseLookup: true, logger: false, closeTimeout: 100, ...tls },
    onAuth: (_auth, _session, done) => {
      mailed.push("auth");
      done(null, { user: "x" });
    },
    onMailFrom: (_address, _session, done) => {
      mailed.push("mail");
      done();
    },
    ...more,
  });
  mail.on("error", () => {});
  return listening(mail.server);
};
const encrypted = await smtpServer({});
const clear = await smtpServer({ disabledCommands: ["STARTTLS"] });
const silent = await listening(createBareServer(() => {}));
const gateway = await listening(createServer((_request, answer) => answer.end()));
const front = await listening(
  createSecureServer(tls, (_request, answer) => answer.end('{"status":"ok"}')),
);
const scim = await openScim([]);
after(scim.close);

/** As the command line does, without a process of its own. */
async function run(settings: Record<string, string>, ...args: string[]) {
  const [lines, complaints]: [string[], string[]] = [[], []];
  const told = (list: string[]) => (line: string) => void list.push(line);
  const code = await doctor(args, told(lines), told(complaints), settings);
  return { code, out: lines.join("\n"), complaint: complaints.join("\n") };
}

/** Authorities of this process, beside those of the system. */
const authorities = getCACertificates("default");
const trust = (more: string[]) => setDefaultCACertificates([...authorities, ...more]);
const codesIn = (out: string) =>
  (JSON.parse(out) as Finding[]).flatMap(({ code }) => (code ? [code] : [])).sort();

const well = (databaseUrl: string) => ({
  ...{ DATABASE_URL: databaseUrl, RIGHTFUL_KEYS: KEY, RIGHTFUL_TRUST_PROXY: "yes" },
  RIGHTFUL_URL: `https://localhost:${front}`,
  RIGHTFUL_WALLET_URL: "https://app.wallet.cn",
  ...{ RIGHTFUL_OPERATOR_NAME: "Example", RIGHTFUL_OPERATOR_PHONE: "400 000 0000" },
  RIGHTFUL_SMS_URL: `http://127.0.0.1:${gateway}/send`,
  RIGHTFUL_SMS_KEY: "secret-of-the-gateway",
  RIGHTFUL_SMTP_URL: `smtp://mailer:secret-of-the-mailer@localhost:${encrypted}`,
  RIGHTFUL_SMTP_FROM: "Example <no-reply@example.com>",
  ...{ RIGHTFUL_ALARM_EMAIL: "ops@example.com", RIGHTFUL_AUDIT_FILE: inFolder("audit") },
  RIGHTFUL_DIRECTORY: "scim",
  ...{ RIGHTFUL_DIRECTORY_URL: scim.url, RIGHTFUL_DIRECTORY_KEY: scim.key },
});

async function client(url: string) {
  const one = new pg.Client({ connectionString: url });
  await one.connect();
  return one;
}

test("an installation that is well has no fault; what was not looked at is said", async () => {
  trust([ca]);
  const database = await testDatabase();
  const admin = await client(database.url);
  try {
    const { rows } = await admin.query("select current_database() as name");
    await admin.query(`alter database ${rows[0].name} set synchronous_commit = on`);
    // A server of the tests alone waits for no disk, and is told so.
    const [waits] = (
      await admin.query(
        "select current_setting('fsync') as one, current_setting('full_page_writes') as two",
      )
    ).rows;
    const unsafe = Object.values(waits).includes("off") ? ["commit-unsafe"] : [];
    const at = new Date();
    await admin.query("insert into alert_states (rule, evaluated_at) values ('freeze', $1)", [at]);
    const stamp = at.toISOString().replace(/[-:.]/g, "");
    writeFileSync(inFolder(`rightful-${stamp}.backup`), "");
    const { code, out, complaint } = await run(well(database.url), "--json", "--backups", folder);
    assert.equal(complaint, "");
    assert.deepEqual(codesIn(out), [...unsafe, "url-not-public"]);
    assert.equal(code, unsafe.length, out);
    assert.doesNotMatch(out, /secret-of|BwcHB/);
    assert.deepEqual(mailed, [], "nobody signed in, and nothing was sent");
    const words = await run(well(database.url));
    assert.match(words.out, /^OK {5}mail: localhost:\d+: answers, encrypted; nothing was sent\.$/m);
    assert.match(words.out, /^ADVICE backup-unseen: /m);
  } finally {
    await admin.end();
    await database.drop();
  }
});

test("one that is wrong in many places is told each of them once, and no secret", async () => {
  const database = await testDatabase();
  const admin = await client(database.url);
  try {
    const long = new Date(Date.now() - 3_600_000);
    const job = (id: string, state: string) =>
      admin.query(
        "insert into jobs (account_id, id, kind, key, payload, due_at, state, created_at) values ('a', $1, 'send-sms', $1, '', $2, $3, $2)",
        [id, long, state],
      );
    await job("one", "due");
    await job("two", "dead");
    await admin.query("insert into alert_states (rule, evaluated_at) values ('freeze', $1)", [
      long,
    ]);
    await admin.query("update migrations set hash = 'x' where name like '0001%'");
    await admin.query("delete from migrations where name like '0037%'");
    await admin.query(
      "insert into migrations (name, hash, applied_at) values ('9999_a.sql', '', $1)",
      [long],
    );
    writeFileSync(inFolder("keys"), KEY);
    chmodSync(inFolder("keys"), 0o644);
    const { RIGHTFUL_KEYS: _, ...settings } = well(database.url);
    const wrong = {
      ...settings,
      RIGHTFUL_KEYS_FILE: inFolder("keys"),
      ...{ RIGHTFUL_TRUST_PROXY: "no", RIGHTFUL_STMP_URL: "secret-of-the-mailer" },
      ...{ RIGHTFUL_ALARM_EMAIL: "", RIGHTFUL_AUDIT_FILE: "/none/such/audit" },
      ...{ RIGHTFUL_SMTP_URL: `smtp://mailer:secret-of-the-mailer@localhost:${clear}` },
      ...{ RIGHTFUL_CLAMD: "unix:/none/such/clamd", RIGHTFUL_FACE: "rekognition" },
      ...{ RIGHTFUL_POLICY: "mine", RIGHTFUL_DB_CONNECTIONS: "1000" },
      ...{ RIGHTFUL_DIRECTORY_KEY: "secret-of-another", RIGHTFUL_ISOLATION: "snapshot" },
      RIGHTFUL_TELECOM: JSON.stringify([
        {
          ...{ name: "One", prefixes: ["+86"], tokenUrl: `http://127.0.0.1:${gateway}/token` },
          ...{
            clientId: "x",
            clientSecret: "secret-of-an-operator",
            simSwap: "http://127.0.0.1:1",
          },
        },
      ]),
    };
    const { code, out } = await run(wrong, "--json", "--backups", inFolder("none"));
    assert.deepEqual(codesIn(out), [
      "alerts-nobody",
      "alerts-silent",
      "audit-file-unwritable",
      "backup-none",
      "commit-unsafe",
      "connections-few",
      "directory-away",
      "face-away",
      "file-readable",
      "isolation-unknown",
      "jobs-given-up",
      "jobs-overdue",
      "mail-not-encrypted",
      "migrations-ahead",
      "migrations-edited",
      "migrations-pending",
      "policies-wrong",
      "proxy-not-trusted",
      "scanner-away",
      "setting-unknown",
      "telecom-refuses",
      "url-not-public",
    ]);
    assert.equal(code, 1);
    assert.doesNotMatch(out, /secret-of|BwcHB/);
    assert.match(out, /did you mean RIGHTFUL_SMTP_URL/);
  } finally {
    await admin.end();
    await database.drop();
  }
});

test("nothing is changed: an empty database stays empty, and a folder that is not there is not made", async () => {
  const database = first;
  const admin = await client(database.url);
  const { rows: names } = await admin.query("select current_database() as name");
  const empty = `${names[0].name}_empty`;
  await admin.query(`create database ${empty}`);
  try {
    const url = named(database.url, empty);
    const { out } = await run({ ...well(url), RIGHTFUL_SMS_URL: "" }, "--json");
    assert.ok(codesIn(out).includes("migrations-pending"));
    const inside = await client(url);
    const { rows } = await inside.query(
      "select count(*)::int as n from pg_tables where schemaname = 'public'",
    );
    await inside.end();
    assert.equal(rows[0].n, 0);
    const { DATABASE_URL: _, ...rest } = well(url);
    const data = inFolder("no-such-data");
    const { out: said } = await run({ ...rest, RIGHTFUL_DATA: data });
    assert.match(said, /ADVICE database-not-running: .*there is none yet/);
    assert.throws(() => readFileSync(data), /ENOENT/);
  } finally {
    await admin.query(`drop database ${empty} with (force)`);
    await admin.end();
  }
});

test("as a command it ends with 1, and says what is missing and what does not answer, without the password", () => {
  const { PATH = "" } = process.env;
  const env = { PATH, DATABASE_URL: "postgres://x:secret-of-mine@127.0.0.1:1/x" };
  const { status, stdout } = spawnSync(process.execPath, [PROGRAM, "doctor"], { env });
  const out = stdout.toString();
  assert.equal(status, 1);
  assert.match(out, /FAULT {2}setting-missing: Set RIGHTFUL_URL/);
  assert.match(out, /FAULT {2}database-unreachable: .*127\.0\.0\.1:1 does not answer/);
  assert.doesNotMatch(out, /secret-of/);
});

test("a wrong call is told how it is meant", async () => {
  const complaints: string[] = [];
  const ask = (...args: string[]) =>
    doctor(
      args,
      () => {},
      (line) => complaints.push(line),
    );
  assert.equal(await ask("--processes", "none"), 2);
  assert.equal(await ask("--processes", "0"), 2);
  assert.match(complaints[0] ?? "", /^Usage: rightful doctor/);
  await assert.rejects(ask("--fix"), { code: "ERR_PARSE_ARGS_UNKNOWN_OPTION" });
});

test("a mail server is greeted and left: encrypted, in the clear, not trusted, silent, or not there", async () => {
  trust([]);
  const from = "Example <no-reply@example.com>";
  const ask = (port: number, more: object = {}, scheme = "smtp") =>
    probeSmtp({ url: `${scheme}://localhost:${port}`, from, ...more }, AbortSignal.timeout(3_000));
  const word = async (promise: Promise<string>) => {
    const error = await promise.catch((error: unknown) => error);
    assert.ok(error instanceof SendFailed, String(error));
    return error.code;
  };
  assert.equal(await ask(encrypted, { ca }), "answers, encrypted");
  assert.equal(await ask(clear, { requireTls: false }), "answers, in the clear");
  assert.equal(await word(ask(clear, { ca })), "tls");
  assert.equal(await word(ask(encrypted)), "tls");
  assert.equal(await word(ask(silent, { timeoutMs: 300 })), "timeout");
  assert.equal(await word(ask(1)), "unreachable");
  assert.deepEqual(mailed, []);
});
