/**
 * Which part of the world a claim speaks of, as its claimant named it: ceilings are partitioned by
 * this, and never by what the account behind the name has, else a closed part would tell whose it is.
 */

/** ITU-T E.164 country codes of two digits; 1 and 7 have one, all others three. */
const two = new Set(
  "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(
    " ",
  ),
);

/** `+86`, or `mail`, or `name`. `named`: an identifier in its canonical form. */
export function placeOf(named: string): string {
  if (!named.startsWith("+")) return named.includes("@") ? "mail" : "name";
  const [first = "", second = ""] = [named.slice(1, 2), named.slice(1, 3)];
  if (first === "1" || first === "7") return `+${first}`;
  return two.has(second) ? `+${second}` : named.slice(0, 4);
}

/** Ten thousand neighbours: a number without its last four digits. None for what is no number. */
export const blockOf = (named: string): string | null =>
  named.startsWith("+") ? named.slice(0, -4) : null;
