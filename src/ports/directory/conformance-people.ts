/** The conformance cases of look-ups, of passwords, and of what a directory has no power for. */
import assert from "node:assert/strict";
import {
  anybody,
  type Case,
  failing,
  holding,
  keeping,
  patient,
  SINCE,
  seen,
  signedIn,
} from "./conformance-rig.ts";
import { DirectoryFailed } from "./directory.ts";

/** What ends a quotation, a filter (RFC 4515, RFC 7644), a line or a part of a path. */
const traps = (phone: string, accountId: string) => [
  ...["*", "*)(uid=*", `${accountId})(|(uid=*)`, "\\2a", "x\u0000", `x" or userName pr or "`],
  ...[`" or id eq "${accountId}`, `${phone}" or "a" eq "a`, "..", ".", `../Users/${accountId}`],
  ...["x\r\nX-Injected: 1", "%2e%2e", "'; drop table accounts; --", `${accountId}?`, ""],
];

export const peopleCases: readonly Case[] = [
  seen("a name with marks of a query or a path in it leads to nobody", anybody, async (rig) => {
    const { directory, accountId } = rig;
    for (const value of traps(rig.phone, accountId))
      for (const kind of ["name", "email", "phone"] as const) {
        const found = await directory.find({ kind, value }, patient()).catch((error: unknown) => {
          assert.ok(error instanceof DirectoryFailed && !error.retry, String(error));
          return [];
        });
        assert.deepEqual(found, [], `${kind} ${value}`);
      }
  }),

  seen("an id with marks of a query or a path in it is nobody's", anybody, async (rig) => {
    const { directory, phone, accountId } = rig;
    for (const id of traps(phone, accountId).filter((each) => each !== ""))
      for (const call of [
        ...(holding(directory.can)
          ? [() => directory.hold(id, rig.hold(rig.holdId()), patient())]
          : []),
        ...(keeping(directory.can)
          ? [() => directory.setPassword(id, rig.unique(), patient())]
          : []),
      ])
        assert.equal((await failing(call())).message, "unknown-account", id);
  }),

  seen("what it cannot do it refuses at once and for good", anybody, async (rig) => {
    const { directory, accountId } = rig;
    const { can } = directory;
    const page = { since: SINCE, cursor: null, limit: 5 };
    const scopes = (["outgoing", "sign-in", "everything"] as const).filter(
      (scope) => !can.holds.includes(scope),
    );
    for (const call of [
      ...scopes.map((scope) => () => {
        const hold = { id: rig.holdId(), scope, expiresAt: null };
        return directory.hold(accountId, hold, patient());
      }),
      ...(can.passwords ? [] : [() => directory.setPassword(accountId, rig.unique(), patient())]),
      ...(can.ledger
        ? []
        : [
            () => directory.acceptGrant(accountId, "x", patient()),
            () => directory.endSessions(accountId, patient()),
            () => directory.transactions(accountId, page, patient()),
          ]),
    ]) {
      const { message, retry } = await failing(call());
      assert.deepEqual([message, retry], ["unsupported", false]);
    }
  }),

  signedIn(
    "a new password opens and the one before does not; set twice it is set",
    keeping,
    async (rig) => {
      const { directory, accountId, opens } = rig;
      assert.ok(opens, "the rig signs nobody in");
      const [one, two] = [`Otter lamp ${rig.unique()}`, `灯塔 (*)\\ "${rig.unique()}`];
      for (const password of [one, two, two])
        await directory.setPassword(accountId, password, patient());
      assert.deepEqual([await opens(two), await opens(one)], [true, false]);
      const { message } = await failing(directory.setPassword(accountId, "", patient()));
      assert.equal(message, "password-refused");
      assert.deepEqual([await opens(two), await opens("")], [true, false]);
    },
  ),
];
