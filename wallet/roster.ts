/** Who has an account in this wallet, and by what they are found: `ledger.json`, invented people and shops. */
import { readFileSync } from "node:fs";
import type { Words } from "./words.ts";

export type Person = {
  id: string;
  name: Words;
  /** Where the month that was seeded ends, in minor units. */
  balance: bigint;
  /** E.164. */
  phone: string;
  email: string;
  accountName: string;
};
type Kept = { name: Words; balance?: number; phone?: string; email?: string; accountName?: string };

const kept: Record<string, Kept> = JSON.parse(
  readFileSync(new URL("./ledger.json", import.meta.url), "utf8"),
);

export const people: readonly Person[] = Object.entries(kept).flatMap(
  ([id, { name, balance, phone, email, accountName }]) =>
    phone && email && accountName
      ? [{ id, name, balance: BigInt(Math.round((balance ?? 0) * 100)), phone, email, accountName }]
      : [],
);
/** Who is paid and pays, but signs in nowhere. */
export const shops: readonly string[] = Object.keys(kept).filter((id) => !kept[id]?.phone);

export const nameOf = (accountId: string): Words | null => kept[accountId]?.name ?? null;

/**
 * What is shown before a payment: enough for the payer to recognise the payee, and too little for a
 * stranger who types in numbers to learn whose they are. "Lin Xiaomei" is "Xiaomei L." and *晓梅.
 */
export function veiledName(accountId: string): Words {
  const { en, zh } = nameOf(accountId) ?? { en: "", zh: "" };
  const [family = "", ...given] = en.split(" ");
  return {
    en: [...given, family && `${family[0]}.`].filter(Boolean).join(" "),
    zh: zh && `*${[...zh].slice(1).join("")}`,
  };
}

/** The accounts that a phone number, an e-mail address or an account name leads to; canonical values. */
export function findAccounts(kind: string, value: string): string[] {
  const field = { phone: "phone", email: "email", name: "accountName" }[kind];
  if (!field) return [];
  return people
    .filter((person) => person[field as "phone" | "email" | "accountName"] === value)
    .map(({ id }) => id);
}

/** The same for what somebody typed: spaces, dashes, +86, full-width digits and capitals do not matter. */
export function findTyped(typed: string): string[] {
  const text = typed.normalize("NFKC").trim().toLowerCase();
  if (text.includes("@")) return findAccounts("email", text);
  const digits = text.replace(/[\s\p{Pd}.()]/gu, "");
  const [, local] = /^(?:\+86|0086|86)?(1\d{10})$/.exec(digits) ?? [];
  return local ? findAccounts("phone", `+86${local}`) : findAccounts("name", text);
}
