/** The conformance cases find what they are for: a wallet in memory keeps every promise, then breaks one at a time. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { type Case, cases, check, type Rig } from "./conformance.ts";
import { type Directory, DirectoryFailed, type Transaction } from "./directory.ts";

const accountId = "acc_1";
const phone = "+8613800001001";
type Hold = { heldAt: Date; expiresAt: Date | null; releasedAt: Date | null };

/** Each breaks one promise. */
const faults = [
  "finds everybody",
  "finds nobody",
  "holds anew each time",
  "revives a released hold",
  "ignores holds",
  "looks, then pays later",
  "release frees all",
  "holds never end",
  "holds end at once",
  "keeps the first end",
  "knows every account",
  "says that an unknown account is busy",
  "knows every key",
  "takes any grant",
  "sessions end once",
  "lists the newest first",
  "loses the page's last",
  "repeats a page's last",
  "goes on when called off",
  "reads a star as anybody",
  "reads an id as a pattern",
  "says yes to what it cannot do",
  "keeps the old password",
] as const;
type Fault = (typeof faults)[number];

function memory(fault?: Fault): Rig {
  const is = (name: Fault) => fault === name;
  const holds = new Map<string, Hold>();
  const list: Transaction[] = [];
  let ended = 0;
  let password = "";
  const standing = () =>
    [...holds.values()].some(({ releasedAt, expiresAt }) => {
      if (releasedAt) return false;
      if (is("holds end at once")) return expiresAt === null;
      return is("holds never end") || !expiresAt || expiresAt > new Date();
    });
  const known = (id: string) => {
    if (id === accountId || is("knows every account")) return;
    if (is("reads an id as a pattern") && id.includes(accountId)) return;
    if (is("says that an unknown account is busy")) throw new DirectoryFailed("busy", true);
    throw new DirectoryFailed("unknown-account", false);
  };
  const direct = (mayAsk: boolean): Directory => ({
    name: "memory",
    can: { ledger: true, holds: ["outgoing"], passwords: true },
    find: async ({ value }) => {
      if (!mayAsk) throw new DirectoryFailed("key-refused", false);
      if (is("finds nobody")) return [];
      if (is("reads a star as anybody") && value.includes("*")) return [accountId];
      return value === phone || is("finds everybody") ? [accountId] : [];
    },
    hold: async (id, { id: holdId, scope, expiresAt }, signal) => {
      if (!mayAsk) throw new DirectoryFailed("key-refused", false);
      if (scope !== "outgoing" && !is("says yes to what it cannot do"))
        throw new DirectoryFailed("unsupported", false);
      if (signal.aborted && !is("goes on when called off"))
        throw new DirectoryFailed("aborted", true);
      known(id);
      const before = holds.get(holdId);
      if (before?.releasedAt && !is("revives a released hold"))
        throw new DirectoryFailed("refused", false);
      if (before && !before.releasedAt && !is("holds anew each time")) {
        if (!is("keeps the first end")) before.expiresAt = expiresAt;
        return before;
      }
      const hold = { heldAt: new Date(), expiresAt, releasedAt: null };
      holds.set(holdId, hold);
      return hold;
    },
    release: async (id, holdId) => {
      known(id);
      for (const [key, hold] of holds)
        if (key === holdId || is("release frees all")) hold.releasedAt ??= new Date();
    },
    acceptGrant: async (id) => {
      known(id);
      if (!is("takes any grant")) throw new DirectoryFailed("refused", false);
    },
    endSessions: async (id) => {
      known(id);
      ended += 1;
      if (is("sessions end once") && ended > 1) throw new DirectoryFailed("refused", false);
    },
    transactions: async (id, { cursor, limit }) => {
      known(id);
      const from = Number(cursor ?? 0);
      const all = is("lists the newest first") ? list.toReversed() : list;
      const items = all.slice(from, from + limit);
      const end = from + items.length;
      const step = is("loses the page's last") ? 1 : is("repeats a page's last") ? -1 : 0;
      return { items, cursor: end < all.length ? String(end + step) : null };
    },
    setPassword: async (id, given) => {
      if (!mayAsk) throw new DirectoryFailed("key-refused", false);
      known(id);
      if (given === "") throw new DirectoryFailed("password-refused", false);
      if (!is("keeps the old password") || password === "") password = given;
    },
  });
  return {
    directory: direct(true),
    stranger: direct(is("knows every key")),
    ...{ accountId, phone, now: () => new Date(), unique: randomUUID },
    opens: async (given) => given !== "" && given === password,
    debit: async () => {
      if (standing() && !is("ignores holds")) return false;
      if (is("looks, then pays later")) await new Promise((done) => setTimeout(done, 2));
      list.push({
        ...{ id: `t_${list.length}`, at: new Date(), direction: "out", amount: "0.01" },
        ...{ currency: "CNY", payee: "acc_2", status: "completed" },
      });
      return true;
    },
  };
}

const failures = async (fault?: Fault) => {
  const found: string[] = [];
  const rig = memory(fault);
  for (const promise of cases)
    await check(promise, rig).catch((error: Error) => {
      found.push(`${promise.title}: ${error.message}`);
    });
  return found;
};

// All at once: one case waits for a hold to end.
const judged = await Promise.all(
  faults.map(async (fault) => [fault, await failures(fault)] as const),
);
const found = new Map(judged);

test("a wallet that keeps every promise passes every case, twice in a row", async () => {
  const rig = memory();
  for (const promise of [...cases, ...cases]) await check(promise, rig);
});

for (const fault of faults)
  test(`found out: ${fault}`, () => {
    assert.notDeepEqual(found.get(fault), []);
  });

test("no case is idle: each finds something", () => {
  const by = new Map<string, Fault[]>(cases.map(({ title }) => [title, []]));
  for (const fault of faults)
    for (const line of found.get(fault) ?? []) by.get(line.split(": ")[0] ?? "")?.push(fault);
  for (const { title } of cases) assert.ok((by.get(title)?.length ?? 0) > 0, title);
});

test("what a case held is free again, also when it failed; without a debit it says so", async () => {
  const rig = memory();
  const broken: Case = {
    ...{ title: "broken", needsDebit: false, of: () => true },
    run: async ({ directory, holdId }) => {
      const hold = { id: holdId(), scope: "outgoing", expiresAt: null } as const;
      await directory.hold(accountId, hold, AbortSignal.timeout(1000));
      throw new Error("as it happens");
    },
  };
  await assert.rejects(check(broken, rig), /as it happens/);
  assert.equal(await rig.debit?.(), true);
  const blind = { ...rig, debit: null };
  const needing = cases.find(({ needsDebit }) => needsDebit) as Case;
  await assert.rejects(check(needing, blind), /without a debit/);
});
