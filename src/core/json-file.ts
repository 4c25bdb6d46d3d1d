/**
 * JSON files that people write: where in the file a mistake stands, and of many complaints of a schema the
 * one that helps. A line is worth more than a pointer to whoever has the file open.
 */
import type { TSchema } from "typebox";
import { Value } from "typebox/value";

/** `at`: a JSON pointer (RFC 6901). */
export type Mistake = { at: string; why: string };

/**
 * The mistake that helps: the deepest place (a list of alternatives reports itself and all its branches),
 * and there the most specific. Null: the value has this shape.
 */
export function firstMistake(schema: TSchema, value: unknown): Mistake | null {
  const errors = Value.Errors(schema, value);
  if (errors.length === 0) return null;
  const depth = (path: string) => path.split("/").length;
  const [deepest] = errors.toSorted((a, b) => depth(b.instancePath) - depth(a.instancePath));
  if (!deepest) return null;
  const at = deepest.instancePath;
  const here = errors.filter((error) => error.instancePath === at);
  const enums = here.flatMap((error) => (error.keyword === "enum" ? [error] : []));
  const extra = here.flatMap((error) => (error.keyword === "additionalProperties" ? [error] : []));
  const unknown = extra[0]?.params.additionalProperties[0];
  if (here.some((error) => error.keyword === "boolean"))
    return { at, why: "this key is not known" };
  if (unknown !== undefined) return { at: `${at}/${unknown}`, why: "this key is not known" };
  if (enums[0]) {
    const allowed = enums[0].params as { allowedValues?: readonly unknown[] };
    return { at, why: `the value must be one of ${(allowed.allowedValues ?? []).join(", ")}` };
  }
  const rest = here.filter((error) => error.keyword !== "anyOf");
  const said = (rest.length > 0 ? rest : here).map((error) =>
    error.keyword === "const"
      ? `must be ${JSON.stringify(error.params.allowedValue)}`
      : error.message,
  );
  return { at, why: `the value ${[...new Set(said)].join(", or ")}` };
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const escaped = (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1");

type Inside = { pointer: string; index: number | null; key: string | null };

/** Where each value of a sound JSON text begins, by pointer; and keys that stand twice in one object. */
function places(text: string): { offsets: Map<string, number>; twice: string[] } {
  const offsets = new Map<string, number>();
  const twice: string[] = [];
  const stack: Inside[] = [];
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const inside = stack.at(-1);
    if (token === ":") continue;
    if (token === "," && inside) {
      if (inside.index === null) inside.key = null;
      else inside.index += 1;
      continue;
    }
    if (token === "}" || token === "]") {
      stack.pop();
      continue;
    }
    if (inside && inside.index === null && inside.key === null) {
      inside.key = escaped(JSON.parse(token));
      const pointer = `${inside.pointer}/${inside.key}`;
      if (offsets.has(pointer)) twice.push(pointer);
      offsets.set(pointer, index);
      continue;
    }
    const pointer = inside ? `${inside.pointer}/${inside.index ?? inside.key}` : "";
    if (!offsets.has(pointer)) offsets.set(pointer, index);
    if (token === "{") stack.push({ pointer, index: null, key: null });
    if (token === "[") stack.push({ pointer, index: 0, key: null });
  }
  return { offsets, twice };
}

/** The first key that stands twice in one object, as a pointer: a parser takes the last and says nothing. */
export const repeatedKey = (text: string): string | null => places(text).twice[0] ?? null;

/** The line, from 1, on which what a pointer names begins; of what is not there, the place it should be in. */
export function lineOf(text: string, pointer: string): number {
  const { offsets } = places(text);
  let at = pointer;
  while (at !== "" && !offsets.has(at)) at = at.slice(0, at.lastIndexOf("/"));
  return text.slice(0, offsets.get(at) ?? 0).split("\n").length;
}

/** Why a text is no JSON; null: it is. */
function whyNotJson(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Where a text stops being JSON. The parser names the line of some mistakes and not of an unexpected token: that is
 * the line with which the text, read up to there, begins to have one.
 */
function lineOfMistake(text: string, said: string): number {
  const named = /\(line (\d+) /.exec(said)?.[1];
  if (named) return Number(named);
  const lines = text.split("\n");
  const hasToken = (upTo: number) =>
    whyNotJson(lines.slice(0, upTo).join("\n"))?.startsWith("Unexpected token") ?? false;
  let [sound, wrong] = [0, lines.length];
  while (wrong - sound > 1) {
    const middle = (sound + wrong) >> 1;
    if (hasToken(middle)) wrong = middle;
    else sound = middle;
  }
  return wrong;
}

/** A value of this shape from a text, or the first mistake in it with its line. */
export function readJson(
  text: string,
  schema: TSchema,
): { value: unknown } | (Mistake & { line: number }) {
  const said = whyNotJson(text);
  if (said !== null)
    return { at: "", why: `it is not JSON (${said})`, line: lineOfMistake(text, said) };
  const value: unknown = JSON.parse(text);
  const wrong = firstMistake(schema, value);
  if (wrong) return { ...wrong, line: lineOf(text, wrong.at) };
  const twice = repeatedKey(text);
  return twice ? { at: twice, why: "this key stands twice", line: lineOf(text, twice) } : { value };
}
