/** What an owner can ask the record for: one table. Pure. */
export const kinds = ["sign-ins", "changes", "freezes", "recoveries", "staff"] as const;
export type Kind = (typeof kinds)[number];

/** What staff did, wherever it stands. */
const byStaff = /^(file|agent-code)\.|^sessions\.ended-by-desk$|^evidence\.(viewed|deleted)$/;
const families: readonly [RegExp, Kind][] = [
  [byStaff, "staff"],
  [/^(session|sessions|device)\./, "sign-ins"],
  [/^(hold|account\.guided|owner\.)/, "freezes"],
  [/^(recovery|case|evidence)\.|^contacts\.asked$|^contact\.said-no$/, "recoveries"],
];

/** Everything else is a change, or an attempt at one: passwords, ways back in, the lock, proofs. */
export const kindOf = (type: string): Kind =>
  families.find(([family]) => family.test(type))?.[1] ?? "changes";
