/**
 * T08: saved codes. Enough chance, none twice, a slow hash; and the completion that replaces a used one
 * does everything or nothing, whichever of its statements the database refuses.
 */
import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { Connection } from "../../src/core/driver.ts";
import { newRecoveryCodes } from "../../src/features/proofs/recovery-codes.ts";
import { type Claim, deviceToken, signIn, startClaim } from "../claimant.ts";
import { makeWorld, type TestWorld } from "../world.ts";
import { atLeast, exactly, type Fault, type Figure, noneOf, numbers } from "./fault.ts";

/** How a statement goes wrong: refused, not sent before the connection is lost, or sent and then lost. */
type How = "refused" | "cut" | "lost";
const REFUSED = "select 1 / 0";
const CUT = "select pg_terminate_backend(pg_backend_pid())";

/**
 * Fails the n-th statement that leaves for the database, `begin` and `commit` among them, while `work`
 * runs. The database itself says no, so that what follows in its transaction fails as it really would.
 */
async function failing<T>(n: number, how: How, work: () => Promise<T>) {
  const { query } = Connection.prototype;
  let left = n;
  Connection.prototype.query = function (text, ...more) {
    if (left === 0 || --left > 0) return query.call(this, text, ...more);
    if (how !== "lost") return query.call(this, how === "cut" ? CUT : REFUSED);
    const sent = query.call(this, text, ...more);
    query.call(this, CUT).catch(() => {});
    return sent;
  };
  try {
    return { reply: await work(), wasHit: left === 0 };
  } finally {
    Connection.prototype.query = query;
  }
}

/** What the failure left in the pool is found by us, and not taken for a failure of the next step. */
async function mended(world: TestWorld) {
  for (const _ of numbers(3)) {
    const looks = numbers(12).map(() => sql`select 1`.execute(world.world.db));
    const all = await Promise.allSettled(looks);
    if (all.every(({ status }) => status === "fulfilled")) return;
  }
}

const owned =
  `accounts events jobs methods recovery_codes devices sessions changes recoveries challenges
  money_limits idempotency`.split(/\s+/);

/** Everything that is kept of one account, and the keys of requests, as text. */
async function kept(world: TestWorld, accountId: string): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const table of owned) {
    const of = table === "idempotency" ? sql`` : sql`where account_id = ${accountId}`;
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(table)} t ${of} order by 1`.execute(world.world.db);
    all[table] = rows.map(({ row }) => row).join("\n");
  }
  return all;
}

const OLD = "old harbour lantern 42";

/** A claim that needs only its new password, and the saved code that was given for it. */
async function readyClaim(
  world: TestWorld,
  n: number,
): Promise<{ id: string; phone: string; claim: Claim; codes: string[] }> {
  const phone = `+8613777${String(n).padStart(6, "0")}`;
  const codes = newRecoveryCodes(randomBytes).map(({ display }) => display);
  const id = await world.account(`acc_saved_${n}`, {
    ...{
      phone,
      email: `saved${n}@example.com`,
      password: OLD,
      recoveryCodes: codes.slice(0, 3),
      deviceId: `saved-${n}`,
    },
  });
  const vouched = await deviceToken(world, `saved-${n}`);
  const claim = await startClaim(world, phone, { deviceToken: vouched });
  const saved = await claim.give("recovery-code", codes[1] ?? "");
  const proven = await claim.prove("sms-code", phone);
  if (saved.status !== 200 || proven.body.recovery?.state !== "ready")
    throw new Error(`not ready: ${JSON.stringify([saved.body, proven.body])}`);
  return { id, phone, claim, codes };
}

/** Why what is there now is not the whole of a completion; empty when it is. */
async function missingOf(world: TestWorld, id: string, phone: string, password: string) {
  const missing: string[] = [];
  const { db } = world.world;
  const codes = await db
    .selectFrom("recoveryCodes")
    .selectAll()
    .where("accountId", "=", id)
    .execute();
  const ofSlot = codes.filter(({ slot }) => slot === 1);
  if (!ofSlot.some(({ usedAt, removedAt }) => usedAt && removedAt))
    missing.push("the used code is not dead");
  if (ofSlot.filter(({ usedAt, removedAt }) => !usedAt && !removedAt).length !== 1)
    missing.push("no new code in its place");
  const types = (await world.events(id)).map(({ type }) => type);
  for (const type of ["recovery.completed", "recovery-codes.refilled", "password.changed"])
    if (types.filter((each) => each === type).length !== 1) missing.push(`no one ${type}`);
  const money = await db
    .selectFrom("moneyLimits")
    .selectAll()
    .where("accountId", "=", id)
    .execute();
  if (money.length !== 1) missing.push("no limit on money");
  await world.settle();
  if ((await signIn(world, phone, password, `saved-in`)).status !== 201)
    missing.push("the new password");
  if ((await signIn(world, phone, OLD, "saved-in")).status === 201)
    missing.push("the old password's end");
  const told = world.sent.filter(({ to, text }) => to === phone && /password/i.test(text)).length;
  if (told === 0) missing.push("no notice");
  return missing;
}

type Broken = { statements: number; halves: string[]; lost: string[] };

/** Fails each statement of a completion in turn. */
async function breakEach(world: TestWorld, how: How, broken: Broken, first: number) {
  let n = first;
  let ready = await readyClaim(world, n);
  for (let place = 1; place < 200; place++) {
    const password = `seven paper boats ${n} ${place}`;
    const key = `k-${how}-${n}-${place}`;
    const { id, phone, claim } = ready;
    const before = await kept(world, id);
    const { reply, wasHit } = await failing(place, how, () => claim.complete(password, key));
    if (!wasHit) {
      if (reply.status !== 200) broken.lost.push(`${how}: ${reply.status} without a failure`);
      broken.statements = Math.max(broken.statements, place - 1);
      return n + 1;
    }
    await mended(world);
    const after = await kept(world, id);
    const isNothing = owned.every((table) => before[table] === after[table]);
    if (isNothing && reply.status === 200)
      broken.lost.push(`${how} ${place}: 200, and nothing is there`);
    if (isNothing) continue;
    // All of it, though its answer may have been lost; sent again, it is not done a second time.
    world.skip(6);
    const again = await claim.complete(password, key);
    if (again.status !== 200 && again.body.code !== "already-done")
      broken.lost.push(`${how} ${place}: ${again.status} ${again.body.code} when sent again`);
    const missing = await missingOf(world, id, phone, password);
    if (missing.length > 0) broken.halves.push(`${how} ${place}: ${missing.join(", ")}`);
    ready = await readyClaim(world, ++n);
  }
  throw new Error("A completion never came to its end.");
}

const hows = ["refused", "cut", "lost"] as const;

export const T08: Fault = {
  id: "T08",
  title: "Saved codes: chance, hashes, and a replacement that is done wholly or not at all",
  needs: "own",
  async run(size, say): Promise<Figure[]> {
    const wanted = size === "small" ? 50_000 : 1_000_000;
    const seen = new Set<string>();
    while (seen.size < wanted) {
      const before = seen.size;
      const made = newRecoveryCodes(randomBytes);
      for (const { code } of made) seen.add(code);
      if (seen.size - before < made.length) break;
    }
    // 16 characters of an alphabet of 32: counted from what came out, not from what is meant.
    const letters = new Set([...seen].slice(0, 5000).flatMap((code) => [...code]));
    const length = Math.min(...[...seen].slice(0, 5000).map((code) => code.length));
    const bits = length * Math.log2(letters.size);

    const world = await makeWorld();
    const broken: Broken = { statements: 0, halves: [], lost: [] };
    try {
      let n = 1;
      // Small: as the database does it by itself.
      for (const how of size === "small" ? hows.slice(0, 1) : hows)
        n = await breakEach(world, how, broken, n);
      for (const line of [...broken.halves, ...broken.lost].slice(0, 10)) say(line);
      const whole = await readyClaim(world, n);
      const done = await whole.claim.complete("nine paper boats afloat");
      const missing = await missingOf(world, whole.id, whole.phone, "nine paper boats afloat");
      const issued = done.body.recoveryCodes?.length ?? 0;
      const shown = await startClaim(world, whole.phone);
      const dead = await shown.give("recovery-code", whole.codes[1] ?? "");
      const live = await shown.give("recovery-code", done.body.recoveryCodes?.[0] ?? "");
      return [
        atLeast("bits of a saved code", bits, 64),
        noneOf("saved codes that were made twice", wanted - Math.min(seen.size, wanted), wanted),
        await storedHashes(),
        atLeast(
          "statements of a completion, each failed in turn, three ways",
          broken.statements,
          10,
        ),
        exactly("completions done by half", broken.halves.length, 0),
        exactly("completions that could not be done after a failure", broken.lost.length, 0),
        exactly("what is missing when nothing fails", missing.join(", ") || "nothing", "nothing"),
        exactly("new codes for one used", issued, 1),
        exactly("answer to the used code", dead.status, 422),
        // The new code is as young as the recovery: known, and worth nothing for seven days.
        exactly("answer to the new code", live.status, 200),
      ];
    } finally {
      await world.end();
    }
  },
};

/** What is stored under the settings of a real installation. */
async function storedHashes(): Promise<Figure> {
  const world = await makeWorld({ RIGHTFUL_HASH_MEMORY_KIB: "19456" });
  try {
    const codes = newRecoveryCodes(randomBytes).map(({ display }) => display);
    await world.account("acc_hashed", { phone: "+8613777999999", recoveryCodes: codes });
    const rows = await world.world.db.selectFrom("recoveryCodes").select("hash").execute();
    const strong = rows.filter(({ hash }) => {
      const [, memory, passes, lanes] = /argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)/.exec(hash) ?? [];
      return Number(memory) >= 19_456 && Number(passes) >= 2 && Number(lanes) >= 1;
    });
    return exactly(
      "of ten stored codes, under argon2id with 19 MiB, two passes, one lane",
      strong.length,
      10,
    );
  } finally {
    await world.end();
  }
}
