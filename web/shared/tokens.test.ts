import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");
const [light = "", dark = ""] = css.split("@media (prefers-color-scheme: dark)");
const read = (text: string) =>
  new Map([...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/gi)].map(([, k = "", v = ""]) => [k, v]));
const themes = { light: read(light), dark: read(dark.split("*, *::before")[0] ?? "") };

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const contrast = (a: string, b: string) => {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

const texts: [string, string[]][] = [
  ["ink", ["bg", "surface", "sunken", "warn-wash", "danger-wash", "accent-wash"]],
  ["ink-2", ["bg", "surface", "warn-wash", "accent-wash"]],
  ["ink-3", ["bg", "surface"]],
  ["accent", ["bg", "surface", "warn-wash"]],
  ["on-accent", ["accent", "accent-press"]],
  ["danger", ["bg", "surface", "danger-wash"]],
  ["warn", ["bg", "surface", "warn-wash"]],
  ["ok", ["bg", "surface", "ok-wash"]],
  ["frozen", ["bg", "surface", "frozen-wash"]],
  ["on-frozen", ["frozen-fill"]],
  ["on-danger", ["danger-fill"]],
];
const edges: [string, string[]][] = [
  ["edge", ["bg", "surface"]],
  ["accent", ["bg", "surface"]],
  ["danger", ["bg", "surface"]],
];

// Guard shown to work: with --ink-3 set to #8A94A6 in the light theme, "ink-3 on bg" went red.
for (const [name, colours] of Object.entries(themes)) {
  const check = (pairs: [string, string[]][], least: number) => {
    for (const [front, backs] of pairs)
      for (const back of backs) {
        const [a, b] = [colours.get(front), colours.get(back)];
        assert.ok(a && b, `${front} or ${back} is not a token`);
        assert.ok(contrast(a, b) >= least, `${front} on ${back}: ${contrast(a, b).toFixed(2)}`);
      }
  };
  test(`every word can be read in the ${name} theme`, () => check(texts, 4.5));
  test(`every field can be seen in the ${name} theme`, () => check(edges, 3));
}
