/**
 * Canned replies: files with each sentence in both languages, read and judged at the start. They change as
 * code does, by a review of two people; nobody at the desk can put words into everybody's mouth.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import { inspect } from "./guard.ts";
import { foreignContacts, type OfficialNumbers } from "./staff-contacts.ts";
import { asksForSecret, foreignHosts } from "./staff-words.ts";

const both = (max: number) =>
  Type.Object(
    {
      en: Type.String({ minLength: 1, maxLength: max }),
      zh: Type.String({ minLength: 1, maxLength: max }),
    },
    { additionalProperties: false },
  );
const schema = Type.Object(
  {
    owner: Type.String({ minLength: 1, maxLength: 80 }),
    /** When somebody last read them all. */
    reviewed: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }),
    replies: Type.Array(
      Type.Object(
        {
          id: Type.String({ pattern: "^[a-z][a-z0-9-]{1,39}$" }),
          tags: Type.Array(Type.String({ pattern: "^[a-z-]{2,20}$" }), { maxItems: 5 }),
          title: both(60),
          text: both(600),
        },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
  },
  { additionalProperties: false },
);

type File = Static<typeof schema>;
export type Words = { en: string; zh: string };
export type Reply = File["replies"][number] & { owner: string; reviewed: string };

/** What a reply may leave open, and what is said where a case has none. None of it is about a person. */
export const gaps: Readonly<Record<string, Words>> = {
  reference: { en: "above", zh: "（见页面上方）" },
  due: { en: "the time shown on the page of your request", zh: "申请页面所示时间" },
  phone: { en: "the number on this page", zh: "页面上的客服电话" },
  operator: { en: "our service", zh: "我们" },
};

/** What is wrong with a reply, in words; empty when nothing is. */
export function faultsOf(
  { text, title }: Pick<Reply, "text" | "title">,
  own: readonly string[],
  numbers: OfficialNumbers = new Set(),
) {
  const faults: string[] = [];
  for (const lang of ["en", "zh"] as const) {
    const words = `${title[lang]}\n${text[lang]}`;
    if (asksForSecret(text[lang])) faults.push(`${lang}: it asks for a code or a password`);
    if (foreignHosts(words, own).length > 0) faults.push(`${lang}: it links to somebody else`);
    if (foreignContacts(words, numbers).length > 0)
      faults.push(`${lang}: it names a number or a chat account that is not official`);
    if (inspect(words).length > 0) faults.push(`${lang}: it holds a code, password or card number`);
    for (const name of gapsIn(words))
      if (!gaps[name]) faults.push(`${lang}: nobody fills the gap {${name}}`);
  }
  const [en, zh] = [gapsIn(text.en), gapsIn(text.zh)].map((all) => [...new Set(all)].sort().join());
  if (en !== zh) faults.push("the two languages have different gaps");
  if (!/\p{Script=Han}/u.test(text.zh)) faults.push("zh: it is not in Chinese");
  if (/\p{Script=Han}/u.test(text.en)) faults.push("en: it is not in English");
  return faults;
}

const gapsIn = (words: string) => [...words.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);

/** Throws a sentence that names the file and what is wrong: a start with half a reply would be a lie. */
export function loadReplies(
  folder: string,
  own: readonly string[] = [],
  numbers?: OfficialNumbers,
): Reply[] {
  const all: Reply[] = [];
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith(".json"))
    .sort()) {
    const refuse = (why: string): never => {
      throw new Error(`The replies of ${name} are refused: ${why}.`);
    };
    let given: unknown;
    try {
      given = JSON.parse(readFileSync(join(folder, name), "utf8"));
    } catch {
      refuse("this is not JSON");
    }
    const [error] = Value.Errors(schema, given);
    if (error) refuse(`at ${error.instancePath || "/"} it ${error.message}`);
    const { owner, reviewed, replies } = given as File;
    for (const reply of replies) {
      if (all.some(({ id }) => id === reply.id)) refuse(`${reply.id} is there twice`);
      const [fault] = faultsOf(reply, own, numbers);
      if (fault) refuse(`${reply.id}: ${fault}`);
      all.push({ ...reply, owner, reviewed });
    }
  }
  return all;
}

/** A reply with its gaps filled; what a case has not is said in other words. */
export const filled = (text: Words, values: Readonly<Record<string, Partial<Words>>>): Words => {
  const fill = (lang: "en" | "zh") =>
    text[lang].replace(
      /\{(\w+)\}/g,
      (_, name: string) => values[name]?.[lang] || gaps[name]?.[lang] || "",
    );
  return { en: fill("en"), zh: fill("zh") };
};
