/**
 * What is remembered of a password in use: whether it leaked, whether it is weak and of which kind. It is
 * judged when it was just typed, for then it is there; what stays is the verdict, sealed. A thief in the
 * owner's session reads it too, so it names the kind of a weakness and never what of the owner is in it.
 */
import { openWith, sealWith } from "../../core/crypto.ts";
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { readAccount, readPerson } from "../accounts/index.ts";
import { policyInForce } from "../policies/index.ts";
import { judgeTyped } from "./actions.ts";
import type { PasswordVerdict } from "./rules.ts";
import * as store from "./store.ts";
import { type Weakness, weaknessesOf } from "./weakness.ts";

/** A password that is typed every day is judged once a week: leaks are found out late. */
const JUDGED_FOR_MS = 7 * 86_400_000;
/** Signing in waits no longer than this for a range service. */
const RANGE_MS = 800;

const context = (accountId: string) => `password-verdict:${accountId}`;

/** The password that opened the account just now, judged where that is due; else null. Outside of any transaction. */
export async function judgeInUse(
  world: World,
  accountId: string,
  password: string,
): Promise<PasswordVerdict | null> {
  const [row, account] = await Promise.all([
    store.findVerdict(world.db, accountId),
    readAccount(world, accountId),
  ]);
  const isKnown = row && row.changedAt.getTime() === account?.passwordChangedAt?.getTime();
  if (isKnown && world.now().getTime() - row.judgedAt.getTime() < JUDGED_FOR_MS) return null;
  const person = await readPerson(world, accountId);
  return judgeTyped(world, password, {
    ...{ person, minLength: policyInForce(world).password.minLength },
    ...{ recent: false, rangeMs: RANGE_MS },
  });
}

/** Keeps what was found of the password that was set at `changedAt`; the caller holds the account's lock. */
export async function keepVerdict(
  world: World,
  accountId: string,
  changedAt: Date,
  verdict: PasswordVerdict,
) {
  const key = await accountKey(world, accountId);
  await store.upsertVerdict(world.db, {
    ...{ accountId, changedAt, judgedAt: world.now() },
    verdict: sealWith(key, world, JSON.stringify(weaknessesOf(verdict)), context(accountId)),
  });
}

/** When the password in use was last judged, and as what; null: not since it was set. */
export async function readVerdict(world: World, accountId: string) {
  const [row, account] = await Promise.all([
    store.findVerdict(world.db, accountId),
    readAccount(world, accountId),
  ]);
  if (!row || row.changedAt.getTime() !== account?.passwordChangedAt?.getTime()) return null;
  const key = await accountKey(world, accountId);
  const found = JSON.parse(openWith(key, row.verdict, context(accountId))) as Weakness[];
  return { judgedAt: row.judgedAt, found };
}
