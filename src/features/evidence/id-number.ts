/**
 * Resident identity numbers of the People's Republic of China (GB 11643-1999): 17 digits and a check character,
 * which finds every single wrong character and every two that changed places. A number that fits is no proof of
 * anything: anybody can make one.
 */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";
/** Of provinces, as GB/T 2260 has them; another one is odd, and no more: areas change. */
const PROVINCES = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/;

export type Judged =
  | { is: "fits"; birth: string; area: "known" | "unknown" }
  | { is: "wrong"; why: "form" | "check" | "date" };

export const checkOf = (seventeen: string): string => {
  const sum = WEIGHTS.reduce((sum, weight, at) => sum + weight * Number(seventeen[at]), 0);
  return CHECKS[sum % 11] ?? "";
};

/** `today`: `YYYY-MM-DD`; nobody is born later. */
export function judgeNumber(text: string, today: string): Judged {
  const number = text.toUpperCase();
  if (!/^[1-9]\d{16}[\dX]$/.test(number)) return { is: "wrong", why: "form" };
  if (checkOf(number.slice(0, 17)) !== number[17]) return { is: "wrong", why: "check" };
  const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  const date = new Date(`${birth}T00:00:00Z`);
  const isDay = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(birth);
  if (!isDay || birth > today || birth < "1890-01-01") return { is: "wrong", why: "date" };
  return { is: "fits", birth, area: PROVINCES.test(number) ? "known" : "unknown" };
}

/** As people of the desk see it. */
export const maskNumber = (number: string) =>
  `${number.slice(0, 3)}${"*".repeat(11)}${number.slice(14).toUpperCase()}`;
