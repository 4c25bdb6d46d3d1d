/**
 * Who claims accounts in a simulation (`simulation/populations.json`): data with its sources, checked before it
 * is used. The goals of the project fix how hard the populations have to be; nothing softer is taken.
 */
import { Type } from "typebox";
import { lineOf, readJson } from "../../core/json-file.ts";
import { type Situation, situations } from "../policies/index.ts";

export const held = [
  ...["phone", "mailbox", "codes", "contacts", "authenticator", "passkey", "second-device"],
  "face",
] as const;
export const attackerClasses = [
  "stolen-unlocked-phone",
  "swapped-sim",
  "mailbox",
  "insider",
  "face-injection",
  "recycled-number",
  "close-person",
  "code-phisher",
] as const;
export type AttackerClass = (typeof attackerClasses)[number];

const ownerRates = [
  ...["own-app", "phone-kept", "balance-high", "method-young", "other-country", "sim-replaced"],
  ...["operator-silent", "sms-lost", "sms-entered", "mailbox-reached", "mail-entered"],
  ...["codes-kept", "typed-right", "contacts-answer", "passkey-works", "passkey-elsewhere"],
  ...["authenticator-elsewhere", "second-device-works", "face-passes", "comes-back"],
  ...["returns-after-wait", "asks-people", "tells-enough", "proofed", "objects-by-mistake"],
] as const;
const ownerTimes = [
  ...["begin", "sms-code", "email-code", "typed-code", "passkey", "device-approval"],
  ...["contact-approval", "face", "new-password", "come-back", "write-case", "return"],
] as const;
const impostorRates = [
  ...["balance-high", "other-country", "owner-method-young", "stolen-mailbox-open"],
  ...["stolen-authenticator-open", "stolen-codes-on-it", "stolen-pin-seen", "stolen-contacts-yes"],
  ...["swapped-at-once", "swap-seen", "swapped-mailbox", "swapped-codes", "mailbox-codes-in-it"],
  ...["mailbox-authenticator", "face-number-too", "face-passes", "reassignment-seen"],
  ...["close-phone-borrowed", "close-mailbox", "close-codes-found", "close-contacts-yes"],
  ...["phished-sms", "phished-second", "contacts-yes", "asks-people", "proofing-passed"],
  ...["owner-reads-notice", "owner-acts-after-theft"],
] as const;
const impostorTimes = ["attack", "owner-notices", "owner-freezes"] as const;
const deskRates = [
  ...["first-refuses-owner", "second-refuses-owner", "glance-refuses-owner", "first-deceived"],
  ...["second-deceived", "second-deceived-by-insider", "second-corrupt", "glance-deceived"],
] as const;
const deskTimes = [
  ...["first", "second", "glance", "first-work", "second-work", "glance-work"],
] as const;

const strict = { additionalProperties: false };
const share = Type.Number({ minimum: 0, maximum: 1 });
const source = Type.String({ minLength: 1, maxLength: 40 });
const means = Type.String({ minLength: 1, maxLength: 300 });
const rate = Type.Object({ rate: share, low: share, high: share, source, means }, strict);
const seconds = Type.Number({ exclusiveMinimum: 0, maximum: 2_592_000 });
const spread = Type.Number({ minimum: 0, maximum: 3 });
/** `spread`: the standard deviation of the logarithm; times are log-normal. */
const time = Type.Object(
  { medianSeconds: seconds, low: seconds, high: seconds, spread, source, means },
  strict,
);
const each = <Key extends string, Value extends Type.TSchema>(keys: readonly Key[], value: Value) =>
  Type.Object(Object.fromEntries(keys.map((key) => [key, value])) as Record<Key, Value>, strict);
const hour = Type.Integer({ minimum: 0, maximum: 24 });

const schema = Type.Object(
  {
    version: Type.Integer({ minimum: 1 }),
    fixedOn: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }),
    about: Type.String(),
    sources: Type.Record(
      Type.String(),
      Type.Object(
        {
          title: Type.String({ minLength: 10 }),
          grade: Type.Enum(["primary", "secondary", "unverified", "assumption", "goal"]),
          seen: Type.Optional(Type.String()),
        },
        strict,
      ),
    ),
    owners: Type.Object(
      {
        kits: Type.Record(
          Type.String({ pattern: "^[a-z]+(-[a-z]+)*$" }),
          Type.Object({ share, holds: Type.Array(Type.Enum([...held])), source }, strict),
        ),
        situations: each<Situation, Type.TSchema>(
          situations,
          Type.Object({ share, source, means }, strict),
        ),
        rates: each(ownerRates, rate),
        triesMax: Type.Integer({ minimum: 1, maximum: 10 }),
        times: each(ownerTimes, time),
      },
      strict,
    ),
    impostors: Type.Object(
      {
        least: Type.Integer({ minimum: 5000, maximum: 1_000_000 }),
        classes: each(attackerClasses, Type.Object({ share, source, means }, strict)),
        rates: each(impostorRates, rate),
        times: each(impostorTimes, time),
      },
      strict,
    ),
    desk: Type.Object(
      {
        opensAtHour: hour,
        closesAtHour: hour,
        rates: each(deskRates, rate),
        times: each(deskTimes, time),
      },
      strict,
    ),
  },
  strict,
);

type Rate = { rate: number; low: number; high: number; source: string; means: string };
type Time = Omit<Rate, "rate"> & { medianSeconds: number; spread: number };
type Share = { share: number; source: string };
export type Held = (typeof held)[number];
export type OwnerRate = (typeof ownerRates)[number];
export type ImpostorRate = (typeof impostorRates)[number];
type DeskRate = (typeof deskRates)[number];
type Rates<R extends string, T extends string> = {
  rates: Record<R, Rate>;
  times: Record<T, Time>;
};
export type Populations = {
  version: number;
  fixedOn: string;
  sources: Record<string, { title: string; grade: string; seen?: string }>;
  owners: Rates<OwnerRate, (typeof ownerTimes)[number]> & {
    kits: Record<string, Share & { holds: Held[] }>;
    situations: Record<Situation, Share>;
    triesMax: number;
  };
  impostors: Rates<ImpostorRate, (typeof impostorTimes)[number]> & {
    least: number;
    classes: Record<AttackerClass, Share>;
  };
  desk: Rates<DeskRate, (typeof deskTimes)[number]> & { opensAtHour: number; closesAtHour: number };
};

/** Thrown by `parsePopulations`; `at` is a JSON pointer into the file. */
export type ScenarioRefusal = Error & {
  name: "ScenarioRefused";
  file: string;
  line: number;
  at: string;
  why: string;
};

export const isScenarioRefusal = (error: unknown): error is ScenarioRefusal =>
  error instanceof Error && error.name === "ScenarioRefused";

/** What the goals ask for at least; a scenario may be harder, never softer. */
export const harshness: Readonly<Partial<Record<AttackerClass, number>>> = {
  "stolen-unlocked-phone": 0.25,
  "swapped-sim": 0.2,
  mailbox: 0.2,
  insider: 0.1,
  "face-injection": 0.1,
};
const PHONE_ONLY_LEAST = 0.4;

/** Populations from the text of a file. Throws a `ScenarioRefusal`. */
export function parsePopulations(text: string, file: string): Populations {
  const refuse = (line: number, at: string, why: string): never => {
    const sentence = `The populations ${file} are refused: line ${line}, at ${at || "/"}, ${why}.`;
    throw Object.assign(new Error(sentence), { name: "ScenarioRefused", file, line, at, why });
  };
  const read = readJson(text, schema);
  if ("why" in read) return refuse(read.line, read.at, read.why);
  const populations = read.value as Populations;
  for (const [at, why] of mistakes(populations)) refuse(lineOf(text, at), at, why);
  return populations;
}

/** What a shape cannot say. */
function* mistakes(populations: Populations): Generator<[at: string, why: string]> {
  const { owners, impostors, desk, sources } = populations;
  const partitions: [string, Record<string, Share>][] = [
    ["/owners/kits", owners.kits],
    ["/owners/situations", owners.situations],
    ["/impostors/classes", impostors.classes],
  ];
  for (const [at, parts] of partitions) {
    const sum = Object.values(parts).reduce((total, part) => total + part.share, 0);
    if (Math.abs(sum - 1) > 1e-9) yield [at, `the shares sum to ${sum.toFixed(4)}, not to 1`];
    for (const [name, { source }] of Object.entries(parts))
      if (!sources[source]) yield [`${at}/${name}/source`, `there is no source "${source}"`];
  }
  for (const [group, { rates, times }] of Object.entries({ owners, impostors, desk })) {
    for (const [name, { rate, low, high, source }] of Object.entries(rates))
      yield* within(`/${group}/rates/${name}`, sources, rate, low, high, source);
    for (const [name, { medianSeconds, low, high, source }] of Object.entries(times))
      yield* within(`/${group}/times/${name}`, sources, medianSeconds, low, high, source);
  }
  if (desk.closesAtHour <= desk.opensAtHour)
    yield ["/desk/closesAtHour", "the desk closes before it opens"];
  if (shareOfPhoneOnly(populations) < PHONE_ONLY_LEAST)
    yield ["/owners/kits", "fewer than 40 % of the owners hold nothing but the phone"];
  for (const [name, least] of Object.entries(harshness))
    if (impostors.classes[name as AttackerClass].share < least)
      yield [`/impostors/classes/${name}/share`, `it is below the ${least} that the goals ask for`];
}

function* within(
  at: string,
  sources: Populations["sources"],
  value: number,
  low: number,
  high: number,
  source: string,
): Generator<[string, string]> {
  if (low > value || value > high) yield [at, `${value} is not between ${low} and ${high}`];
  if (!sources[source]) yield [`${at}/source`, `there is no source "${source}"`];
}

/** Owners who hold nothing but the phone: the number, and the wallet's app on it. */
export const shareOfPhoneOnly = ({ owners }: Populations): number =>
  Object.values(owners.kits)
    .filter(({ holds }) => holds.length === 1 && holds[0] === "phone")
    .reduce((sum, { share }) => sum + share, 0);
