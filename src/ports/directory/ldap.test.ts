/** The LDAP adapter: against Debian's slapd where it can be had, and against servers that answer badly. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";
import { after, describe, test } from "node:test";
import { Attribute, BerWriter, Change } from "ldapts";
import { binds, openSlapd, SERVICE } from "../../../test/slapd.ts";
import { casesFor, check, type Rig } from "./conformance.ts";
import { DirectoryFailed } from "./directory.ts";
import { type LdapSettings, ldapDirectory } from "./ldap.ts";

const phone = "+8613800001001";
const now = () => new Date("2026-03-04T05:06:07Z");
const settings: LdapSettings = {
  ...{ url: "ldap://127.0.0.1:1", bindDn: SERVICE, password: "service-secret", now },
  ...{ base: "ou=people,dc=example,dc=cn", filter: "(objectClass=inetOrgPerson)" },
  attributes: { id: "uid", phone: "mobile", email: "mail", name: "uid" },
  holds: "employeeType",
};
const patient = () => AbortSignal.timeout(15_000);
const hold = (id: string) => ({ id, scope: "sign-in", expiresAt: null }) as const;

async function failed(promise: Promise<unknown>): Promise<[string, boolean]> {
  const error = await promise.then(
    (value) => assert.fail(`it was done: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  assert.ok(error instanceof DirectoryFailed, String(error));
  return [error.message, error.retry];
}

const first = "the first of lin yue";
const slapd = await openSlapd(
  [
    { uid: "lin.yue", password: first, mobile: "+86 138 0000 1001", mail: "yue@example.cn" },
    { uid: "wang.qi", password: "the first of wang qi", mobile: "+8613800001002", mail: "q@x.cn" },
  ],
  "employeeType=rightful:held:*",
);
after(async () => {
  if ("close" in slapd) await slapd.close();
});

const running = "none" in slapd ? null : slapd;
test("what was not run is said", (t) => {
  if ("none" in slapd) t.diagnostic(`The tests against slapd were not run: ${slapd.none}.`);
});

if (running)
  describe("Debian's slapd", () => {
    const { url, secureUrl, admin } = running;
    const accountId = "lin.yue";
    const dn = `uid=${accountId},${settings.base}`;
    const direct = (more: Partial<LdapSettings> = {}) =>
      ldapDirectory({ ...settings, url, ...more });
    const directory = direct();
    const opens = (password: string) => binds(url, dn, password);
    const place = (id: string) => directory.hold(accountId, hold(id), patient());
    const set = (password: string, by = directory) =>
      by.setPassword(accountId, password, patient());
    const marks = async () => {
      const { searchEntries } = await admin.search(dn, { scope: "base" });
      return [searchEntries[0]?.employeeType ?? []].flat().map(String);
    };
    const write = (operation: "add" | "delete", type: string, values: string[]) =>
      admin.modify(dn, new Change({ operation, modification: new Attribute({ type, values }) }));

    let current = first;
    const rig: Rig = {
      directory,
      stranger: direct({ password: "another" }),
      ...{ accountId, phone, now, unique: randomUUID, opens },
      debit: async () => {
        current = "the one of this case";
        await set(current);
        return opens(current);
      },
    };
    for (const promise of casesFor(directory))
      test(`slapd: ${promise.title}`, () => check(promise, rig));

    // The rule in slapd's own settings: under a mark nobody binds, also with the right password.
    test("under a hold the right password opens nothing, and slapd itself refuses it", async () => {
      await set("Otter lamp 11");
      assert.ok(await opens("Otter lamp 11"));
      await place("h_1");
      assert.equal(await opens("Otter lamp 11"), false);
      assert.ok((await marks()).includes("rightful:held:h_1@2026-03-04T05:06:07.000Z"));
      await directory.release(accountId, "h_1", patient());
      assert.ok(await opens("Otter lamp 11"));
    });

    // With a filter put together as text, `*)(uid=*` would find somebody.
    test("two accounts for one identifier are nobody's, and a star is a star", async () => {
      const find = (value: string) => directory.find({ kind: "phone", value }, patient());
      assert.deepEqual(await find("*"), []);
      assert.deepEqual(await find("+8613*"), []);
      await write("add", "mobile", ["+8613800001002"]);
      assert.deepEqual(await failed(find("+8613800001002")), ["ambiguous", false]);
      await write("delete", "mobile", ["+8613800001002"]);
      assert.deepEqual(await find("+8613800001002"), ["wang.qi"]);
      const upper = directory.setPassword("LIN.YUE", "Otter lamp 12", patient());
      assert.deepEqual(await failed(upper), ["unknown-account", false]);
    });

    test("a hold that arrives late, after its end, does not hold: slapd refuses the whole of it", async () => {
      await place("h_late");
      const [mark = ""] = (await marks()).filter((each) => each.includes("h_late"));
      await directory.release(accountId, "h_late", patient());
      // What the adapter sent, sent again.
      const change = (operation: "add" | "delete", value: string) =>
        new Change({
          operation,
          modification: new Attribute({ type: "employeeType", values: [value] }),
        });
      const over = "rightful:over:h_late";
      const late = admin.modify(dn, [
        change("add", over),
        change("delete", over),
        change("add", mark),
      ]);
      await assert.rejects(late);
      assert.ok(!(await marks()).some((each) => each.startsWith("rightful:held:")));
    });

    test("holds placed and ended from many sides at once leave what they should, and nothing of others is lost", async () => {
      await write("add", "employeeType", ["staff"]);
      const ids = Array.from({ length: 6 }, (_, n) => `h_many_${n}`);
      const stubborn = async (deed: () => Promise<unknown>): Promise<void> => {
        await deed().catch((error: DirectoryFailed) => {
          if (error.message === "busy") return stubborn(deed);
          throw error;
        });
      };
      await Promise.all(ids.map((id) => stubborn(() => place(id))));
      await Promise.all(
        ids.slice(1).map((id) => stubborn(() => directory.release(accountId, id, patient()))),
      );
      const held = (await marks()).filter((each) => each.startsWith("rightful:held:"));
      assert.deepEqual(held.length, 1);
      assert.ok((await marks()).includes("staff"));
      await directory.release(accountId, "h_many_0", patient());
    });

    test("slapd's own rules for passwords are told apart, and StartTLS and ldaps are checked by certificate", async () => {
      assert.deepEqual(await failed(set("short")), ["password-refused", false]);
      const ca = readFileSync(running.ca, "utf8");
      await set("Otter lamp 13", direct({ startTls: true, ca }));
      await set("Otter lamp 14", direct({ url: secureUrl, ca }));
      assert.ok(await opens("Otter lamp 14"));
      assert.deepEqual(await failed(set("Otter lamp 15", direct({ startTls: true }))), [
        "unreachable",
        true,
      ]);
      assert.deepEqual(await failed(set("Otter lamp 15", direct({ url: secureUrl }))), [
        "unreachable",
        true,
      ]);
      assert.ok(await opens("Otter lamp 14"));
    });

    test("a look at it binds, finds the base and what is needed, and changes nothing", async () => {
      const probe = (more: Partial<LdapSettings> = {}) =>
        direct(more).probe?.(patient()) as Promise<{ lacks: string[] }>;
      const before = await marks();
      assert.deepEqual((await probe()).lacks, []);
      const [lack = ""] = (await probe({ base: "ou=nobody,dc=example,dc=cn" })).lacks;
      assert.match(lack, /RIGHTFUL_LDAP_BASE/);
      assert.deepEqual(await failed(probe({ password: "another" })), ["key-refused", false]);
      assert.deepEqual(await marks(), before);
    });

    test("a password whose answer was lost is set again, and is the one that opens", async () => {
      // Between the adapter and slapd: hangs up when the password's answer comes back.
      const { port } = new URL(url);
      let isDone = false;
      const between = createServer((socket) => {
        let answers = 0;
        const far = createConnection(Number(port), "127.0.0.1");
        socket.pipe(far);
        far.on("data", (part) => {
          answers += 1;
          if (answers === 3 && !isDone) {
            isDone = true;
            socket.destroy();
          } else socket.write(part);
        });
        for (const each of [socket, far]) each.on("error", () => {});
        socket.on("close", () => far.destroy());
      });
      await new Promise<void>((done) => between.listen(0, "127.0.0.1", done));
      const through = direct({
        url: `ldap://127.0.0.1:${(between.address() as AddressInfo).port}`,
      });
      try {
        assert.deepEqual(await failed(set("Otter lamp 16", through)), ["unreachable", true]);
        await set("Otter lamp 16", through);
        await set("Otter lamp 16", through);
        assert.ok(await opens("Otter lamp 16"));
      } finally {
        between.close();
      }
    });
  });

// Servers that answer badly ---------------------------------------------------------------------------

/** An LDAPMessage (RFC 4511 section 4.1.1) with an operation, as bytes. */
function message(id: number, write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  write(writer);
  writer.endSequence();
  return writer.buffer;
}
const result = (id: number, op: number, code: number) =>
  message(id, (writer) => {
    writer.startSequence(op);
    writer.writeEnumeration(code);
    writer.writeString("");
    writer.writeString("");
    writer.endSequence();
  });
const [BIND_DONE, ENTRY, SEARCH_DONE, REFERENCE] = [0x61, 0x64, 0x65, 0x73];
const entry = (id: number, dn: string, uid: string) =>
  message(id, (writer) => {
    writer.startSequence(ENTRY);
    writer.writeString(dn);
    writer.startSequence();
    for (const [type, value] of [
      ["uid", uid],
      ["mobile", phone],
    ] as const) {
      writer.startSequence();
      writer.writeString(type);
      writer.startSequence(0x31);
      writer.writeString(value);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
    writer.endSequence();
  });

/** Answers a bind, and then as it is told: `search` gets the id of the message. */
async function bad(
  search: (id: number, socket: Socket) => void,
  ask: (by: ReturnType<typeof ldapDirectory>) => Promise<unknown>,
  bind = (id: number, socket: Socket) => void socket.write(result(id, BIND_DONE, 0)),
) {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (part) => {
      // Short messages: a sequence, then the id in one byte, then the operation.
      const at = (part[1] ?? 0) & 0x80 ? 2 + ((part[1] ?? 0) & 0x7f) : 2;
      const [id, op] = [part[at + 2] ?? 0, part[at + 3] ?? 0];
      if (op === 0x60) bind(id, socket);
      if (op === 0x63) search(id, socket);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const outcome = await failed(ask(ldapDirectory({ ...settings, url, timeoutMs: 400 })));
    return { outcome, connections };
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  }
}
const find = (by: ReturnType<typeof ldapDirectory>) =>
  by.find({ kind: "phone", value: phone }, patient());
const ends = (socket: Socket, id: number, code = 0) => socket.write(result(id, SEARCH_DONE, code));

test("an LDAP server that is slow, gone, hangs up or talks nonsense is asked again later, once a call", async () => {
  const nobody = ldapDirectory({ ...settings, timeoutMs: 400 });
  assert.deepEqual(await failed(find(nobody)), ["unreachable", true]);
  const silent = await bad(() => {}, find);
  assert.deepEqual(silent.outcome, ["timeout", true]);
  // Without the guard against a second connection the library would ask again, as nobody and in the clear.
  const hangs = await bad((_, socket) => socket.destroy(), find);
  assert.deepEqual([hangs.outcome, hangs.connections], [["unreachable", true], 1]);
  const early = await bad(
    () => {},
    find,
    (_, socket) => void socket.destroy(),
  );
  assert.deepEqual([early.outcome, early.connections], [["unreachable", true], 1]);
  const nonsense = await bad(
    (_, socket) => void socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"),
    find,
  );
  assert.deepEqual(nonsense.outcome[1], true);
});

test("who calls may call it off", async () => {
  const controller = new AbortController();
  const asked = (by: ReturnType<typeof ldapDirectory>) =>
    by.find({ kind: "phone", value: phone }, controller.signal);
  setTimeout(() => controller.abort(), 50);
  const { outcome } = await bad(() => {}, asked);
  assert.deepEqual(outcome, ["aborted", true]);
});

test("an answer without end is cut off", async () => {
  let sent = 0;
  const flood = (id: number, socket: Socket) => {
    const more = () => {
      if (socket.destroyed || sent > 200) return;
      sent += 1;
      const [dn, filler] = [`uid=x,${settings.base}`, "x".repeat(30_000)];
      socket.write(entry(id, dn, filler), () => setImmediate(more));
    };
    more();
  };
  const { outcome } = await bad(flood, find);
  assert.deepEqual(outcome, ["unreadable-answer", true]);
  assert.ok(sent < 200, `${sent} pieces were taken`);
});

test("a referral to another host is not followed, whichever way it is given", async () => {
  const referral = await bad((id, socket) => void ends(socket, id, 10), find);
  assert.deepEqual(referral.outcome, ["redirected", true]);
  const reference = await bad((id, socket) => {
    socket.write(
      message(id, (writer) => {
        writer.startSequence(REFERENCE);
        writer.writeString("ldap://elsewhere.example/dc=x");
        writer.endSequence();
      }),
    );
    ends(socket, id);
  }, find);
  assert.deepEqual(reference.outcome, ["redirected", true]);
});

test("a server that answers with somebody else is not believed", async () => {
  for (const [dn, uid] of [
    ["uid=mallory,ou=people,dc=elsewhere", "lin.yue"],
    [`uid=mallory,${settings.base}`, "mallory"],
  ] as const) {
    const answers = (id: number, socket: Socket) => {
      socket.write(entry(id, dn, uid));
      ends(socket, id);
    };
    const set = await bad(answers, (by) => by.setPassword("lin.yue", "Otter lamp 9", patient()));
    assert.deepEqual(set.outcome, ["unreadable-answer", true], dn);
  }
  const many = await bad((id, socket) => void ends(socket, id, 4), find);
  assert.deepEqual(many.outcome, ["ambiguous", false]);
});

test("a bind that is refused is a key that is refused", async () => {
  const { outcome } = await bad(
    () => {},
    find,
    (id, socket) => {
      socket.write(result(id, BIND_DONE, 49));
    },
  );
  assert.deepEqual(outcome, ["key-refused", false]);
});

// A server takes a bind with an empty password for an anonymous one, and says yes (RFC 4513 section 5.1.2).
test("settings that would bind as nobody, or send a password in the clear, make no adapter", () => {
  for (const more of [
    { password: "" },
    { bindDn: "" },
    { base: "" },
    { url: "http://x.example" },
    { url: "ldaps://x.example/dc=x" },
    { filter: "(uid=*" },
    { holds: "a b" },
    { attributes: { ...settings.attributes, id: "uid)(" } },
  ])
    assert.throws(() => ldapDirectory({ ...settings, ...more }), JSON.stringify(more));
});
