/** How the text of a configuration key is read; throws what is expected of it. */
import { hostsOf } from "./database-hosts.ts";

export type Setting<T> = {
  /** Name in the environment. */
  env: string;
  /** What it is, in one sentence. */
  about: string;
  /** Value when nothing is set; null: the real start needs it, the demo brings its own. */
  otherwise: string | null;
  /** Value in the demo, whose people are neighbours and share one network. */
  inDemo?: string;
  secret?: true;
  read: (text: string) => T;
};

export const text = (value: string) => value;
export const oneOf =
  <T extends string>(words: readonly T[]) =>
  (value: string): T => {
    const found = words.find((word) => word === value.trim());
    if (found === undefined) throw new Error(`one of ${words.join(", ")} is expected`);
    return found;
  };
export const number = (value: string) => {
  const parsed = Number(value);
  if (!/^\d{1,9}$/.test(value.trim())) throw new Error("a whole number is expected");
  return parsed;
};
export const numberOrNone = (value: string) => (value.trim() === "" ? null : number(value));
/** `+86:100000,other:2000`, or nothing. */
export const byPrefix = (value: string): Record<string, number> | null => {
  if (value.trim() === "") return null;
  const pairs = value.split(",").map((pair) => {
    const [, place, count] = /^(\+[1-9]\d{0,2}|mail|name|other):(\d{1,9})$/.exec(pair.trim()) ?? [];
    if (!place) throw new Error("a list is expected, like +86:100000,other:2000");
    return [place, Number(count)] as const;
  });
  return Object.fromEntries(pairs);
};
/** `operations:ops@example.com,fraud:fraud@example.com`, or nothing. */
export const ownersOf = (value: string): Record<string, string> => {
  const pairs = value.split(",").filter((pair) => pair.trim() !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, owner, address] =
        /^(operations|fraud|desk-lead|security|development):([^\s@,]+@[^\s@,]+)$/.exec(
          pair.trim(),
        ) ?? [];
      if (!owner || !address)
        throw new Error("a list is expected, like operations:ops@example.com");
      return [owner, address];
    }),
  );
};
export const origin = (value: string) => {
  const url = new URL(value);
  if (url.pathname !== "/" || url.search || url.hash)
    throw new Error("only an origin is expected, like https://id.example.com");
  return url.origin;
};
export const database = (value: string) => {
  hostsOf(value);
  return value;
};
export const timeZone = (value: string) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
  } catch {
    throw new Error("a time zone is expected, like Asia/Shanghai");
  }
  return value;
};
export const calendar = (value: string) => {
  if (value !== "every-day" && value !== "china")
    throw new Error("`every-day` or `china` is expected");
  return value;
};
export const fullOrMasked = (value: string) => {
  if (value !== "full" && value !== "masked") throw new Error("`masked` or `full` is expected");
  return value;
};
export const yesNo = (value: string) => {
  if (value !== "yes" && value !== "no") throw new Error("`yes` or `no` is expected");
  return value === "yes";
};
