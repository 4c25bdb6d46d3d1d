/** What a pack could hold, with what is suggested: an owner who was robbed should have little to type. */
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { lockAccount, maskEmail, maskPhone, readMethods, readPerson } from "../accounts/index.ts";
import { casesOfOwner, type OwnCase } from "../cases/index.ts";
import { readChat } from "../chat/index.ts";
import { type Moved, newestMoved } from "../decisions/index.ts";
import { listOriginals } from "../evidence/index.ts";
import { type Hold, holdsBetween } from "../holds/index.ts";
import { textOf } from "../lock/index.ts";
import { hasFreshProof, type Owner } from "../ways/index.ts";
import { clockOf } from "./clock.ts";
import { paymentOf } from "./gathering.ts";
import * as rules from "./rules.ts";
import { questions } from "./words.ts";

const SHOWN = 500;

type Between = { from?: string | undefined; to?: string | undefined };

/** Throws `bad-period`. */
export async function readDraft(world: World, owner: Owner, asked: Between) {
  const { accountId } = owner;
  const now = world.now();
  const { cases, account } = await transact(world, async (world) => ({
    account: await lockAccount(world, accountId),
    cases: await casesOfOwner(world, accountId),
  }));
  const lookBack = new Date(now.getTime() - rules.PERIOD_DAYS_MAX * rules.DAY_MS);
  const holds = await holdsBetween(world, accountId, lookBack, now);
  const stolen = rules.stolenPeriod(signsOf(holds, cases), now);
  const from = asked.from ? new Date(asked.from) : rules.suggestedFrom(stolen, now);
  const to = asked.to ? new Date(asked.to) : now;
  if (!rules.judgePeriod(from, to, now)) throw rules.BadPeriod();
  const { moved, inAll } = await newestMoved(world, accountId, from, to, SHOWN);
  const picked = moved.filter((each) => rules.isPicked(each, stolen));
  const time = clockOf(account.timeZone);
  return {
    draft: {
      lang: account.locale === "zh" ? "zh" : "en",
      ...{ from: from.toISOString(), to: to.toISOString() },
      stolen: stolen && { from: stolen.from.toISOString(), to: stolen.to.toISOString() },
      person: await personOf(world, accountId),
      transactions: moved.map((each) => ({
        ...paymentOf(world)(each),
        picked: picked.includes(each),
      })),
      transactionsInAll: inAll,
      counterAccounts: world.config.counterAccounts,
      holds: holds
        .filter(({ placedAt, releasedAt }) => placedAt <= to && (!releasedAt || releasedAt >= from))
        .map(holdOf),
      cases: await Promise.all(cases.map((each) => caseOf(world, accountId, each))),
      caseId: (cases.find((each) => each.isYours && each.isTheft) ?? firstOwn(cases))?.id ?? null,
      statement: templates(picked, time),
      limits: {
        ...{ livePacks: rules.LIVE_MAX, days: rules.DAYS, downloads: rules.DOWNLOADS_MAX },
        statementMax: rules.COURSE_MAX,
      },
      isFresh: await hasFreshProof(world, owner),
    },
    now: now.toISOString(),
  };
}

const firstOwn = (cases: readonly OwnCase[]) => cases.find(({ isYours }) => isYours);

const THEFT = new Set(["owner-freeze", "soft-freeze", "suspected-takeover"]);
const signsOf = (holds: readonly Hold[], cases: readonly OwnCase[]) => [
  ...holds.filter(({ reason }) => THEFT.has(reason)).map(({ placedAt }) => ({ at: placedAt })),
  ...cases.filter(({ isTheft }) => isTheft).map(({ openedAt }) => ({ at: openedAt })),
];

const holdOf = ({ id, reason, scope, placedAt, releasedAt, expiresAt }: Hold) => ({
  ...{ id, reason, scope, placedAt: placedAt.toISOString() },
  releasedAt: releasedAt?.toISOString() ?? null,
  expiresAt: expiresAt?.toISOString() ?? null,
});

async function caseOf(world: World, accountId: string, each: OwnCase) {
  const { id, reference, openedAt, closedAt, isYours } = each;
  return {
    ...{ id, reference, isYours, openedAt: openedAt.toISOString() },
    closedAt: closedAt?.toISOString() ?? null,
    files: isYours ? (await listOriginals(world, accountId, id)).length : 0,
    messages: isYours ? (await readChat(world, accountId, id)).length : 0,
  };
}

/** Masked: whoever sits in the session sees no more of the owner than elsewhere in the security centre. */
async function personOf(world: World, accountId: string) {
  const { names } = await readPerson(world, accountId);
  const methods = await readMethods(world, accountId);
  const of = (kind: string) => methods.find((each) => each.kind === kind && !each.removedAt)?.data;
  const [phone, email] = [of("phone"), of("email")];
  return {
    ...{ accountId, name: names[0] ?? null },
    phone: phone ? maskPhone(phone) : null,
    email: email ? maskEmail(email) : null,
  };
}

/** 时间、地点、经过、金额, as far as the records know them. */
function templates(picked: readonly Moved[], time: (at: string) => string) {
  const nothing = { en: "", zh: "" };
  const times = picked.map(({ at }) => at.getTime());
  const at = (ms: number) => time(new Date(ms).toISOString());
  const [first, last] = [at(Math.min(...times, 8e15)), at(Math.max(...times, 0))];
  const sum = textOf(picked.reduce((all, { amount }) => all + amount, 0));
  const currency = picked[0]?.currency ?? "";
  const none = picked.length === 0;
  const value = {
    time: none
      ? nothing
      : {
          en: first === last ? first : `Between ${first} and ${last}`,
          zh: first === last ? first : `${first} 至 ${last}`,
        },
    amount: none
      ? nothing
      : {
          en: `${currency} ${sum} in ${picked.length === 1 ? "1 payment" : `${picked.length} payments`}`,
          zh: `${picked.length} 笔，共 ${sum}（${currency}）`,
        },
  };
  return Object.fromEntries(
    [...rules.statementParts, ...rules.moreParts].map((part) => [
      part,
      { ...questions[part], value: value[part as keyof typeof value] ?? nothing },
    ]),
  );
}
