#!/usr/bin/env node
/**
 * Makes src/features/shield/skeleton-table.ts out of Unicode's confusables.txt (UTS #39), which is not kept here:
 * `node scripts/confusables.mjs confusables.txt`. What stays are the characters that pass for letters and digits
 * of ASCII; marks above and below are left out of both sides, because the skeleton drops them anyway.
 */
import fs from "node:fs";
import { join } from "node:path";
import { root } from "./run.mjs";

const [source] = process.argv.slice(2);
if (!source) {
  process.stderr.write("Usage: node scripts/confusables.mjs PATH-OF-confusables.txt\n");
  process.exit(1);
}
const text = fs.readFileSync(source, "utf8");
const version = /# Version: ([\d.]+)/.exec(text)?.[1];
const date = /# Date: (\S+),/.exec(text)?.[1];

const characters = (hex) =>
  String.fromCodePoint(
    ...hex
      .trim()
      .split(/\s+/)
      .map((code) => Number.parseInt(code, 16)),
  );
const bare = (word) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const byTarget = new Map();
for (const line of text.replace(/^\uFEFF/, "").split("\n")) {
  const [from, to] = line.split("#")[0].split(";");
  if (!to) continue;
  const source = characters(from);
  // A host in its shown form is lower case and NFC: what decomposes to ASCII by itself needs no row.
  if (source.codePointAt(0) < 0x80 || source !== source.toLowerCase()) continue;
  if (source.normalize("NFKC") !== source || /^[a-z0-9]*$/.test(bare(source))) continue;
  const target = bare(characters(to));
  if (!/^[a-z0-9]{1,3}$/.test(target)) continue;
  byTarget.set(target, (byTarget.get(target) ?? "") + source);
}
// Not in the table as whole letters, and used all the same.
for (const [target, more] of [
  ["k", "κк"],
  ["t", "тτ"],
  ["n", "пи"],
  ["m", "м"],
  ["h", "нһ"],
  ["b", "вь"],
  ["u", "ц"],
])
  for (const letter of more)
    if (![...byTarget.values()].some((letters) => letters.includes(letter)))
      byTarget.set(target, (byTarget.get(target) ?? "") + letter);

const escaped = (letters) =>
  [...letters].map((letter) => `\\u{${letter.codePointAt(0).toString(16)}}`).join("");
const rows = [...byTarget].sort(([a], [b]) => (a < b ? -1 : 1));
fs.writeFileSync(
  join(root, "src/features/shield/skeleton-table.ts"),
  `/**
 * Made by scripts/confusables.mjs out of Unicode's confusables.txt ${version} (${date}); not to be edited. By row:
 * what the characters pass for, and the characters.
 *
 * Copyright © 1991-2025 Unicode, Inc. SPDX-License-Identifier: Unicode-3.0; the licence is docs/licences/unicode-3.0.txt.
 */
export const PASSES_FOR: readonly (readonly [string, string])[] = [
${rows.map(([target, letters]) => `  ["${target}", "${escaped(letters)}"],`).join("\n")}
];
`,
);
