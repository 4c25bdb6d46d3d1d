/** What the doctor says of each thing that an operator can get wrong, and that it is silent when nothing is. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Code, codes, type Finding } from "./codes.ts";
import {
  type DatabaseSeen,
  judgeConnections,
  judgeDatabase,
  judgeServers,
  judgeWork,
} from "./rules-database.ts";
import { judgeBackup, judgeDisk } from "./rules-machine.ts";
import {
  judgeFiles,
  judgeKeys,
  judgePublic,
  judgeSettings,
  judgeWatch,
  nearest,
} from "./rules-settings.ts";

const now = new Date("2026-03-04T05:06:07Z");
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const codesOf = (findings: readonly Finding[]) =>
  findings.flatMap(({ code }) => (code === null ? [] : [code]));

const proxied = {
  url: "https://id.wallet.cn",
  walletUrl: "https://app.wallet.cn",
  ...{ host: "127.0.0.1", trustProxy: true, countryHeader: "", deliverToLoopback: false },
};
const watched = { alarmEmail: "ops@wallet.cn", alertOwners: {}, auditFile: "/mnt/a", auditUrl: "" };
const sound: DatabaseSeen = {
  servers: [{ host: "db:5432", writes: true }],
  ...{ version: 180_004, isEncrypted: true, isElsewhere: true },
  clock: { aheadMs: 12, withinMs: 1 },
  migrations: { pending: [], edited: [], ahead: [] },
  ...{ connections: { most: 97, inUse: 4 }, isolation: "read committed" },
  durability: { fsync: "on", full_page_writes: "on", synchronous_commit: "on" },
  followers: [{ name: "two", isSynchronous: true, behindBytes: 0 }],
};
const several = [...sound.servers, { host: "two:5432", writes: false }];
const working = { dead: 0, overdue: 0, oldestMs: 4_000, lookedMs: 30_000 };
const sealed = { sealed: { k2: 10 }, hashed: 0 };
const fault = (env: string, isMissing: boolean) => ({
  ...{ env, isMissing, says: "a whole number is expected", about: "What it is." },
});
const database = (more: Partial<DatabaseSeen>) => judgeDatabase({ ...sound, ...more }, "");
const archived = (lastAt: Date | null, failedAt: Date | null) => ({ lastAt, failedAt });

const cases: [what: string, findings: () => Finding[], expected: Code[]][] = [
  [
    "complete settings",
    () => judgeSettings([], ["RIGHTFUL_URL", "RIGHTFUL_KEYS_FILE", "PATH"]),
    [],
  ],
  [
    "one that is missing",
    () => judgeSettings([fault("RIGHTFUL_URL", true)], []),
    ["setting-missing"],
  ],
  [
    "one that is wrong",
    () => judgeSettings([fault("RIGHTFUL_PORT", false)], []),
    ["setting-wrong"],
  ],
  ["one that nobody knows", () => judgeSettings([], ["RIGHTFUL_TRUST_PROXI"]), ["setting-unknown"]],
  [
    "one given twice",
    () => judgeSettings([], ["RIGHTFUL_KEYS", "RIGHTFUL_KEYS_FILE"]),
    ["setting-twice"],
  ],
  ["a server behind its proxy", () => judgePublic(proxied), []],
  ["nothing known of it", () => judgePublic({}), []],
  [
    "a name of this machine",
    () => judgePublic({ ...proxied, url: "https://localhost:8700" }),
    ["url-not-public"],
  ],
  [
    "a bare address",
    () => judgePublic({ ...proxied, url: "https://10.1.2.3" }),
    ["url-not-public"],
  ],
  [
    "the name of an inner network",
    () => judgePublic({ ...proxied, url: "https://id.bank.internal" }),
    ["url-not-public"],
  ],
  [
    "TLS without trust in who ends it",
    () => judgePublic({ ...proxied, trustProxy: false }),
    ["proxy-not-trusted"],
  ],
  ["a port that all reach", () => judgePublic({ ...proxied, host: "0.0.0.0" }), ["proxy-bypassed"]],
  [
    "a wallet in the clear",
    () => judgePublic({ ...proxied, walletUrl: "http://app.wallet.cn" }),
    ["wallet-not-https"],
  ],
  [
    "a wallet of this machine",
    () => judgePublic({ ...proxied, walletUrl: "http://localhost:1" }),
    [],
  ],
  [
    "a country that is not believed",
    () => judgePublic({ ...proxied, trustProxy: false, countryHeader: "cf-ipcountry" }),
    ["proxy-not-trusted", "country-ignored"],
  ],
  [
    "signals to this machine",
    () => judgePublic({ ...proxied, deliverToLoopback: true }),
    ["loopback-delivery"],
  ],
  ["somebody who is told", () => judgeWatch(watched), []],
  [
    "owners of alerts alone",
    () => judgeWatch({ ...watched, alarmEmail: "", alertOwners: { fraud: "f@w.cn" } }),
    [],
  ],
  ["nobody who is told", () => judgeWatch({ ...watched, alarmEmail: "" }), ["alerts-nobody"]],
  [
    "an audit that stays here",
    () => judgeWatch({ ...watched, auditFile: "" }),
    ["audit-not-anchored"],
  ],
  ["one key", () => judgeKeys(["k2:secret"], sealed), []],
  ["a key that is lost", () => judgeKeys(["k3:secret"], sealed), ["keys-lost"]],
  ["an older key in use", () => judgeKeys(["k3:secret", "k2:secret"], sealed), ["keys-old"]],
  [
    "an older key that hashes need",
    () => judgeKeys(["k2:secret", "k1:secret"], { ...sealed, hashed: 3 }),
    ["keys-old"],
  ],
  [
    "an older key that nothing needs",
    () => judgeKeys(["k2:secret", "k1:secret"], sealed),
    ["keys-spare"],
  ],
  ["no file", () => judgeFiles([]), []],
  [
    "a file of its owner and group",
    () => judgeFiles([{ env: "RIGHTFUL_KEYS", mode: 0o100_640 }]),
    [],
  ],
  [
    "a file that all may read",
    () => judgeFiles([{ env: "RIGHTFUL_KEYS", mode: 0o100_644 }]),
    ["file-readable"],
  ],
  [
    "a file that its group may change",
    () => judgeFiles([{ env: "RIGHTFUL_KEYS", mode: 0o100_660 }]),
    ["file-writable"],
  ],
  ["a sound database", () => database({}), []],
  [
    "one on this machine, alone",
    () => database({ isElsewhere: false, isEncrypted: false, followers: [] }),
    [],
  ],
  [
    "an engine that says little",
    () => database({ isEncrypted: null, followers: null, durability: {} }),
    [],
  ],
  [
    "no server that answers",
    () => judgeServers([{ host: "db", writes: null }]),
    ["database-unreachable"],
  ],
  [
    "a server that follows",
    () => judgeServers([{ host: "db", writes: false }]),
    ["database-reads-only"],
  ],
  [
    "one of two that is away",
    () => judgeServers([...sound.servers, { host: "two", writes: null }]),
    ["database-server-away"],
  ],
  [
    "two that take writes",
    () => judgeServers([...sound.servers, { host: "two", writes: true }]),
    ["database-two-writers"],
  ],
  ["two, of which one follows", () => judgeServers(several), []],
  ["an old PostgreSQL", () => database({ version: 140_012 }), ["database-old"]],
  ["a line in the clear", () => database({ isEncrypted: false }), ["database-unencrypted"]],
  [
    "steps that wait",
    () => database({ migrations: { ...sound.migrations, pending: ["0039_a.sql"] } }),
    ["migrations-pending"],
  ],
  [
    "a step that was edited",
    () => database({ migrations: { ...sound.migrations, edited: ["0001_core.sql"] } }),
    ["migrations-edited"],
  ],
  [
    "a database that is ahead",
    () => database({ migrations: { ...sound.migrations, ahead: ["0099_z.sql"] } }),
    ["migrations-ahead"],
  ],
  ["a clock ahead", () => database({ clock: { aheadMs: 4_000, withinMs: 20 } }), ["clock-off"]],
  ["a clock behind", () => database({ clock: { aheadMs: -2_100, withinMs: 20 } }), ["clock-off"]],
  [
    "a clock that cannot be told",
    () => database({ clock: { aheadMs: 4_000, withinMs: 3_000 } }),
    [],
  ],
  ["room for several processes", () => judgeConnections(sound.connections, 16, null), []],
  ["room for the four that are to run", () => judgeConnections(sound.connections, 16, 4), []],
  ["no room for six", () => judgeConnections(sound.connections, 16, 6), ["connections-few"]],
  [
    "no room for one",
    () => judgeConnections({ most: 17, inUse: 1 }, 16, null),
    ["connections-few"],
  ],
  [
    "room for one only",
    () => judgeConnections({ most: 20, inUse: 1 }, 16, null),
    ["connections-tight"],
  ],
  ["an isolation of no engine", () => judgeDatabase(sound, "snapshot"), ["isolation-unknown"]],
  [
    "a commit that does not wait",
    () => database({ durability: { synchronous_commit: "off" } }),
    ["commit-unsafe"],
  ],
  ["nobody who follows", () => database({ followers: [] }), ["replication-none"]],
  [
    "a failover that would forget",
    () =>
      database({
        servers: several,
        followers: [{ name: "two", isSynchronous: false, behindBytes: 0 }],
      }),
    ["replication-asynchronous"],
  ],
  [
    "a follower far behind",
    () => database({ followers: [{ name: "two", isSynchronous: true, behindBytes: 1e9 }] }),
    ["replication-behind"],
  ],
  ["work that is done", () => judgeWork(working), []],
  ["nothing that is due", () => judgeWork({ ...working, oldestMs: null }), []],
  [
    "work that nobody does",
    () => judgeWork({ ...working, overdue: 9, oldestMs: 1_300_000 }),
    ["jobs-overdue"],
  ],
  ["work that was given up", () => judgeWork({ ...working, dead: 2 }), ["jobs-given-up"]],
  [
    "alerts that nobody looks at",
    () => judgeWork({ ...working, lookedMs: 400_000 }),
    ["alerts-silent"],
  ],
  [
    "a database nobody has worked on",
    () => judgeWork({ ...working, lookedMs: null }),
    ["nothing-ran"],
  ],
  ["a roomy disk", () => [judgeDisk("/data", { free: 4e11, size: 5e11 })], []],
  ["a small disk, half empty", () => [judgeDisk("/data", { free: 4e9, size: 8e9 })], []],
  [
    "a disk with little room",
    () => [judgeDisk("/data", { free: 3e9, size: 1e11 })],
    ["disk-tight"],
  ],
  ["a full disk", () => [judgeDisk("/data", { free: 9e8, size: 1e11 })], ["disk-full"]],
  ["a backup of this night", () => judgeBackup({ newestAt: ago(9), archive: null }, now), []],
  [
    "a backup of the day before",
    () => judgeBackup({ newestAt: ago(25), archive: null }, now),
    ["backup-old"],
  ],
  ["no backup", () => judgeBackup({ newestAt: null, archive: null }, now), ["backup-none"]],
  [
    "nowhere to look",
    () => judgeBackup({ newestAt: undefined, archive: null }, now),
    ["backup-unseen"],
  ],
  [
    "a log that is archived",
    () => judgeBackup({ newestAt: undefined, archive: archived(ago(1), ago(9)) }, now),
    [],
  ],
  [
    "a log that is not archived any more",
    () => judgeBackup({ newestAt: undefined, archive: archived(ago(9), ago(1)) }, now),
    ["archive-failing"],
  ],
  [
    "a log that never was",
    () => judgeBackup({ newestAt: ago(2), archive: archived(null, ago(1)) }, now),
    ["archive-failing"],
  ],
];

describe("the doctor on", () => {
  for (const [what, findings, expected] of cases)
    test(what, () => {
      const all = findings();
      assert.deepEqual(codesOf(all), expected);
      if (expected.length === 0) assert.ok(all.every(({ is }) => is === "ok"));
      for (const { is, code, says } of all) {
        if (code) assert.equal(is, codes[code][0]);
        assert.match(says, /^[A-Z“].*\.$/, "one sentence");
        assert.doesNotMatch(says, /:secret/, "no key is said");
      }
    });
});

test("every case of the rules is tried: what is left is what only a look at other systems finds", () => {
  const tried = new Set(cases.flatMap(([, , expected]) => expected));
  const left = Object.keys(codes).filter((code) => !tried.has(code as Code));
  assert.deepEqual(left.sort(), [
    "audit-file-unwritable",
    "database-not-running",
    "directory-away",
    "directory-lacks",
    "face-away",
    "mail-not-encrypted",
    "mail-unreachable",
    "policies-wrong",
    "scanner-away",
    "service-unreachable",
    "sms-unreachable",
    "telecom-refuses",
    "url-unreachable",
  ]);
});

test("a mistyped name leads to the one that was meant", () => {
  const known = ["RIGHTFUL_URL", "RIGHTFUL_SMTP_URL", "RIGHTFUL_TRUST_PROXY", "RIGHTFUL_KEYS_FILE"];
  for (const [typed, meant] of [
    ["RIGHTFUL_TRUST_PROXI", "RIGHTFUL_TRUST_PROXY"],
    ["RIGHTFUL_TRUSTPROXY", "RIGHTFUL_TRUST_PROXY"],
    ["RIGHTFULL_URL", "RIGHTFUL_URL"],
    ["RIGHTFUL_STMP_URL", "RIGHTFUL_SMTP_URL"],
    ["RIGHTFUL_KEY_FILE", "RIGHTFUL_KEYS_FILE"],
  ])
    assert.equal(nearest(typed as string, known), meant);
});
