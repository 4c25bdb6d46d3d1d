/** The shape of a policy file. What a shape cannot say (a path nobody can walk) is in `sense.ts`. */
import { Type } from "typebox";
import {
  holdReasons,
  moneyLimits,
  type Policy,
  proofKinds,
  type RiskLevel,
  riskLevels,
  type Situation,
  situations,
} from "./words.ts";

const strict = { additionalProperties: false };
const count = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum });
const hours = count(0, 24 * 365);
const words = Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { minItems: 1 });
const id = Type.String({ pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", maxLength: 64 });

const kind = Type.Enum([...proofKinds]);
const money = Type.Enum([...moneyLimits]);
const hold = Type.Enum([...holdReasons]);

const wish = Type.Object(
  {
    kind,
    attested: Type.Optional(Type.Literal(true)),
    proofed: Type.Optional(Type.Literal(true)),
    deviceBound: Type.Optional(Type.Literal(true)),
    minAgeDays: Type.Optional(count(1, 3650)),
  },
  strict,
);
const option = Type.Union([kind, wish]);
const slot = Type.Union([kind, wish, Type.Array(option, { minItems: 1 })]);

/** An object with exactly these keys. */
const each = <Key extends string, Value extends Type.TSchema>(keys: readonly Key[], value: Value) =>
  Type.Object(Object.fromEntries(keys.map((key) => [key, value])) as Record<Key, Value>, strict);
const byRisk = <Value extends Type.TSchema>(value: Value) =>
  each<RiskLevel, Value>(riskLevels, value);

const path = Type.Object(
  {
    id,
    all: Type.Array(slot, { minItems: 1, maxItems: 4 }),
    waitHours: byRisk(Type.Union([hours, Type.Literal("refused")])),
    money: byRisk(money),
    glance: Type.Optional(Type.Literal(true)),
    beforeIncident: Type.Optional(Type.Literal(true)),
  },
  strict,
);

const situation = Type.Object(
  {
    holdOnFirstProof: Type.Union([hold, Type.Null()]),
    releases: Type.Array(hold),
    paths: Type.Array(path, { minItems: 1 }),
  },
  strict,
);

const terms = Type.Object(
  {
    hours: count(1, 24 * 90),
    dailyAllowance: Type.String({ pattern: "^(0|[1-9][0-9]{0,11})\\.[0-9]{2}$" }),
    knownPayeesOnly: Type.Boolean(),
    thenConfirmEachDays: count(0, 90),
  },
  strict,
);

const orNull = <Value extends Type.TSchema>(value: Value) => Type.Union([value, Type.Null()]);
const holdTerms = Type.Object(
  {
    scope: Type.Enum(["outgoing", "sign-in", "everything", "as-asked"]),
    hours: orNull(count(1, 24 * 365)),
    renewals: orNull(count(0, 100)),
    renewedByPeople: count(0, 5),
    activeMax: orNull(count(1, 100)),
    in30DaysMax: orNull(count(1, 100)),
    notWithinHours: hours,
    placedBy: words,
    releasedBy: words,
  },
  strict,
);

const budgets = Type.Object(
  {
    codes: Type.Object(
      {
        digits: count(6, 12),
        lifeMinutes: count(1, 60),
        livePerChannel: count(1, 1),
        triesPerChallenge: count(1, 100),
        wrongPerAccountDay: count(1, 100),
        wrongKeptForRecognised: count(0, 100),
      },
      strict,
    ),
    messages: Type.Object(
      {
        per15Minutes: count(1, 1000),
        perHour: count(1, 1000),
        perDay: count(1, 1000),
        perDayKeptForRecognised: count(0, 1000),
      },
      strict,
    ),
    ceilings: Type.Object(
      {
        partitionBy: words,
        shareKeptForRecognised: Type.Number({ minimum: 0, maximum: 0.9 }),
        sms: Type.Object(
          {
            perBlockHour: count(1, 1_000_000),
            perNetworkHour: count(1, 1_000_000),
            perDay: Type.Record(
              Type.String({ pattern: "^(\\+[1-9][0-9]{0,2}|mail|name|other)$" }),
              count(0, 1_000_000_000),
              strict,
            ),
          },
          strict,
        ),
        guesses: Type.Object(
          {
            windowMinutes: count(1, 60),
            wrong: count(1, 1_000_000),
            wrongPerNetwork: count(1, 1_000_000),
            wrongOverall: count(1, 1_000_000),
            perRight: Type.Number({ minimum: 0, maximum: 100 }),
          },
          strict,
        ),
      },
      strict,
    ),
  },
  strict,
);

export const policySchema = Type.Object(
  {
    name: id,
    version: count(1, 1_000_000),
    title: Type.Object(
      { en: Type.String({ minLength: 1 }), zh: Type.String({ minLength: 1 }) },
      strict,
    ),
    situations: each<Situation, typeof situation>(situations, situation),
    money: each(["L12", "L24", "L72", "L168"], terms),
    onePhone: orNull(Type.Object({ kinds: Type.Array(kind), moneyAtLeast: money }, strict)),
    approvals: Type.Object({ reviewPeople: count(1, 5), glancePeople: count(1, 5) }, strict),
    contacts: Type.Object({ needed: count(1, 20), min: count(1, 20), max: count(1, 20) }, strict),
    password: Type.Object(
      {
        minLength: count(1, 1000),
        maxLength: count(1, 10_000),
        age: Type.String({
          pattern: "^(remind-90-days|on-compromise-only|force-[1-9][0-9]{0,3}-days)$",
        }),
      },
      strict,
    ),
    budgets,
    cancel: Type.Object(
      {
        waitFactor: count(1, 10),
        zeroBecomesHours: hours,
        waitHoursMax: hours,
        linkDaysAfterWait: count(0, 365),
      },
      strict,
    ),
    changes: Type.Object(
      {
        freshProofMinutes: count(1, 60),
        effectiveHours: hours,
        countsAfterDays: count(0, 365),
        removedCountsDays: count(0, 365),
      },
      strict,
    ),
    sms: Type.Object(
      { simSwapHours: count(1, 720), whenCheckUnavailable: Type.Literal("refuse") },
      strict,
    ),
    holds: each(holdReasons, holdTerms),
    desk: Type.Optional(
      Type.Object(
        {
          promiseHours: each(["low", "elevated", "high", "theft"], count(1, 24 * 30)),
          leaseMinutes: count(1, 240),
          secondHours: count(1, 72),
          appealDays: count(1, 365),
          evidenceDays: Type.Optional(count(15, 3650)),
        },
        strict,
      ),
    ),
    keeping: Type.Optional(
      Type.Object(
        {
          sessionDays: Type.Optional(count(1, 3650)),
          transactionDays: Type.Optional(count(31, 3650)),
          recoveryDays: Type.Optional(count(30, 3650)),
          caseDays: Type.Optional(count(90, 3650)),
          auditDays: Type.Optional(count(180, 3650)),
          messageDays: Type.Optional(count(1, 365)),
        },
        strict,
      ),
    ),
    lifetimes: Type.Object(
      {
        provingHours: count(1, 24 * 30),
        provingWithCaseHours: count(1, 24 * 90),
        readyHours: count(1, 24 * 30),
      },
      strict,
    ),
  },
  strict,
);

/** The types of `words.ts` and this schema say the same, or this line does not compile. */
type Shape = Type.Static<typeof policySchema>;
type Said = Omit<Policy, "password"> & {
  password: Omit<Policy["password"], "age"> & { age: string };
};
type Same<A, B> = A extends B ? (B extends A ? true : never) : never;
export const schemaSaysWhatTheTypesSay: Same<Shape, Said> = true;
