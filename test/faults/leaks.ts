/**
 * T09: canaries. Everything personal and every secret of many people is made up of words that occur
 * nowhere else, walks through recoveries in which everything goes wrong, and is then searched for: in every
 * row, in the log, in what callers were told, and in the bytes of the database's own files. One that is
 * planted has to be found, in each of these places and spellings.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { dump } from "../../src/core/backup-dump.ts";
import { openBackup, type Part, writeBackup } from "../../src/core/backup-file.ts";
import { newBackupKey } from "../../src/core/backup-seal.ts";
import { jsonLog } from "../../src/core/log.ts";
import { newRecoveryCodes } from "../../src/features/proofs/recovery-codes.ts";
import { SendFailed } from "../../src/ports/channels/channels.ts";
import { deviceToken, notThis, signIn, startClaim } from "../claimant.ts";
import { makeWorld, type TestWorld } from "../world.ts";
import { atLeast, exactly, type Fault, type Figure, noneOf, numbers } from "./fault.ts";
import { type Needle, needlesOf, search } from "./needles.ts";

const PER_PERSON = 18;

/** What nobody but its owner may read, by what it is. */
type Canaries = Map<string, string>;

const word = (seed: string, length: number) =>
  createHash("sha256")
    .update(seed)
    .digest("base64url")
    .replace(/[-_\d]/g, "q")
    .slice(0, length)
    .toLowerCase();

/** One person's walk: signed in, locked out, wrong, wronger, right, and something breaks on the way. */
async function walk(world: TestWorld, n: number, seed: string, told: string[], canaries: Canaries) {
  const keep = (what: string, canary: string | undefined) => {
    if (canary) canaries.set(`${what} of person ${n}`, canary);
    return canary ?? "";
  };
  const tell = <R extends { status: number; body: unknown }>(reply: R): R => {
    if (reply.status >= 400) told.push(JSON.stringify(reply.body));
    return reply;
  };
  const own = (what: string, length = 12) => keep(what, `${word(`${seed}${n}${what}`, length)}`);
  const digits =
    (BigInt(`0x${createHash("sha256").update(`${seed}${n}`).digest("hex").slice(0, 12)}`) %
      90_000_000n) +
    10_000_000n;
  const local = `139${digits}`;
  keep("phone", local);
  const phone = `+86${local}`;
  const email = `${own("mailbox")}@example.com`;
  const name = `${own("name")} ${own("family name")}`;
  const birthday = `19${60 + (n % 30)}-${String(1 + (n % 9)).padStart(2, "0")}-${10 + (n % 18)}`;
  const password = `${own("old password")} lantern 42`;
  const deviceId = own("device");
  const authenticator = keep(
    "authenticator secret",
    word(`${seed}${n}totp`, 32)
      .toUpperCase()
      .replace(/[^A-Z2-7]/g, "Q"),
  );
  const codes = newRecoveryCodes((count) => world.world.bytes(count)).slice(0, 2);
  for (const { slot, code, display } of codes) {
    keep(`saved code ${slot}, as printed`, display);
    keep(`saved code ${slot}, as hashed`, code);
  }
  await world.account(`acc_leak_${n}`, {
    ...{ name, phone, email, birthday, password, deviceId, authenticator },
    recoveryCodes: codes.map(({ display }) => display),
  });
  tell(await signIn(world, phone, password, deviceId));
  tell(await signIn(world, email, own("wrong password"), deviceId));
  const device = keep("device token", await deviceToken(world, deviceId));
  const claim = await startClaim(world, phone, { deviceToken: device });
  keep("claim token", claim.token);
  tell(await claim.ask("sms-code"));
  for (let turn = 0; turn < 4; turn++) await world.pass(1 / 600);
  const code = keep("code", world.codeTo(phone));
  tell(await claim.give("sms-code", notThis(code)));
  tell(await claim.give("recovery-code", codes[0]?.display ?? ""));
  tell(await claim.give("sms-code", code));
  tell(await claim.complete(`${name.split(" ")[0]}1`));
  const done = await claim.complete(`${own("new password")} boats`, `k-leak-${n}`);
  keep("new saved code", done.body.recoveryCodes?.[0]);
  if (done.status !== 200)
    throw new Error(`Person ${n} was not let back in: ${JSON.stringify(done.body)}`);
  const handoff = await world.as(world.serviceKey).post(`/v1/accounts/acc_leak_${n}/handoffs`, {});
  keep("hand-off", handoff.body.url?.split("#")[1]);
  const opened = await world.call("POST", "/v1/handoffs", {
    token: handoff.body.url.split("#")[1],
  });
  keep("owner's session", Object.values(opened.cookies)[0]);
  await world.settle();
  keep("link in a message", world.linkTo(email));
  tell(await world.call("POST", "/v1/recoveries", { identifier: email, situation: "?" }));
  tell(
    await world.call("POST", "/v1/recoveries", {
      identifier: `${phone}x`,
      situation: "forgot-password",
    }),
  );
  tell(await world.call("PUT", `/v1/accounts/${email}`, { name }, { bearer: world.serviceKey }));
  // Ours breaks in the middle, with what a log can recognise in the message. (A name it cannot.)
  const { db } = world.world;
  Object.assign(world.world, {
    db: new Proxy(db, {
      get: () => {
        throw new Error(`broken for ${phone} ${email} ${claim.token} ${code}`);
      },
    }),
  });
  try {
    tell(await signIn(world, phone, password, deviceId));
  } finally {
    Object.assign(world.world, { db });
  }
}

/** Every row of every table, as PostgreSQL writes it out. */
async function rowsOf(world: TestWorld): Promise<[name: string, text: string][]> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public'`.execute(world.world.db);
  const all: [string, string][] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(name)} t`.execute(world.world.db);
    all.push([`table ${name}`, rows.map(({ row }) => row).join("\n")]);
  }
  return all;
}

/** The database's own files that were written since: heap, indexes, WAL, temporary ones. */
async function filesOf(world: TestWorld, since: number): Promise<[path: string, bytes: Buffer][]> {
  await sql`checkpoint`.execute(world.world.db);
  const { rows } = await sql<{ folder: string; oid: string }>`
    select current_setting('data_directory') as folder,
      (select oid::text from pg_database where datname = current_database()) as oid`.execute(
    world.world.db,
  );
  const { folder = "", oid = "" } = rows[0] ?? {};
  const files: [string, Buffer][] = [];
  const read = (path: string) => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const inner = join(path, entry.name);
      // Other databases of the same server belong to other tests.
      if (entry.isDirectory()) {
        if (path !== "base" || entry.name === oid || /tmp/.test(entry.name)) read(inner);
      } else if (entry.isFile()) {
        const at = join(folder, inner);
        try {
          if (statSync(at).mtimeMs >= since) files.push([inner, readFileSync(at)]);
        } catch {
          // Gone meanwhile: a checkpoint recycles.
        }
      }
    }
  };
  read("");
  return files;
}

/** A backup as it lies on a disk, and what its own key makes of it. */
async function backupOf(world: TestWorld): Promise<{ file: Buffer; content: Buffer }> {
  const place = mkdtempSync(join(tmpdir(), "rightful-leaks-"));
  try {
    const path = join(place, "backup");
    const key = await newBackupKey();
    const given = { keys: world.world.config.keys, now: world.now };
    await writeBackup(path, dump(world.databaseUrl, given), key, world.world);
    const parts: Buffer[] = [];
    const text = (part: Part) =>
      "rows" in part ? part.rows : Buffer.from(JSON.stringify(part.json));
    for await (const part of (await openBackup(path, key)).records())
      parts.push(Buffer.from(text(part)));
    return { file: readFileSync(path), content: Buffer.concat(parts) };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

type Places = { rows: [string, string][]; log: string; told: string[]; files: [string, Buffer][] };

const found = (needles: readonly Needle[], { rows, log, told, files }: Places): string[] => [
  ...rows.flatMap(([name, text]) =>
    search(needles, Buffer.from(text)).map((what) => `${name}: ${what}`),
  ),
  ...search(needles, Buffer.from(log)).map((what) => `the log: ${what}`),
  ...search(needles, Buffer.from(told.join("\n"))).map((what) => `an answer: ${what}`),
  ...files.flatMap(([path, bytes]) => search(needles, bytes).map((what) => `${path}: ${what}`)),
];

export const T09: Fault = {
  id: "T09",
  title: "Canaries through whole recoveries with failures, searched for everywhere",
  needs: "own",
  async run(size, say): Promise<Figure[]> {
    const wanted = size === "small" ? 20 : 1000;
    const seed = process.env.LEAK_SEED ?? String(Math.floor(Math.random() * 2 ** 31));
    say(`seed ${seed} (LEAK_SEED repeats it)`);
    const since = Date.now() - 2000;
    const world = await makeWorld();
    const lines: string[] = [];
    const told: string[] = [];
    const canaries: Canaries = new Map();
    try {
      const { ports } = world.world;
      const { sms } = ports;
      let sends = 0;
      Object.assign(world.world, { log: jsonLog((line) => void lines.push(line), world.now) });
      ports.sms = {
        name: "failing",
        send: async (message, signal) => {
          sends++;
          if (sends % 3 === 1) throw new Error(`550 ${message.to}: ${message.text}`);
          if (sends % 3 === 2) throw new SendFailed("busy", true, 1000);
          return sms.send(message, signal);
        },
      };
      for (const n of numbers(Math.ceil(wanted / PER_PERSON))) {
        await walk(world, n, seed, told, canaries);
        if (n % 20 === 19) say(`${canaries.size} canaries`);
      }
      const needles = [...canaries].flatMap(([what, canary]) => needlesOf(what, canary));
      const look = async (): Promise<Places> => ({
        ...{ rows: await rowsOf(world), log: lines.join(""), told },
        files: await filesOf(world, since),
      });
      const places = await look();
      const hits = found(needles, places);
      for (const hit of hits.slice(0, 10)) say(hit);
      const { file, content } = await backupOf(world);
      const stolen = [...search(needles, file), ...search(needles, content)];

      // The same search, after one was put where it should not be, in each spelling and place.
      const planted = `planted${word(seed, 20)}`;
      const spellings = needlesOf("planted", planted);
      const { db } = world.world;
      for (const [n, { bytes }] of spellings.entries())
        await db
          .insertInto("settings")
          .values({ name: `planted-${n}`, value: bytes.toString() })
          .execute();
      const later = found(spellings, {
        ...(await look()),
        ...{ log: `${planted}\n`, told: [`"${planted}"`] },
      });
      const planting = await backupOf(world);
      const inFiles = new Set(
        later.filter((hit) => /^(base|pg_wal)\//.test(hit)).map((hit) => hit.split("/")[0]),
      );
      return [
        atLeast("canaries let loose", canaries.size, wanted),
        atLeast("lines of the log, so that it was really written", lines.length, 5),
        atLeast("refusals told", told.length, 5),
        atLeast(
          "bytes of the database's files searched",
          places.files.reduce((sum, [, bytes]) => sum + bytes.length, 0),
          100_000,
        ),
        noneOf("of them found in clear text, or encoded", hits.length, canaries.size),
        noneOf("of them in a backup, sealed or opened by its key", stolen.length, canaries.size),
        exactly(
          "a planted one is found in an opened backup in each spelling, and in none that is sealed",
          search(spellings, planting.content).length - search(spellings, planting.file).length,
          spellings.length,
        ),
        exactly(
          "a planted one is found in the rows, in each spelling",
          later.filter((hit) => hit.startsWith("table settings")).length,
          spellings.length,
        ),
        exactly(
          "a planted one is found in the log and in an answer",
          later.filter((hit) => /^(the log|an answer)/.test(hit)).length >= 2 ? "yes" : "no",
          "yes",
        ),
        exactly("a planted one is found in the files", [...inFiles].sort().join(), "base,pg_wal"),
      ];
    } finally {
      await world.end();
    }
  },
};
