/** Many things to judge, one JSON object a line, for evaluation and batches. Pure. */
import type { Registry } from "../registry/index.ts";
import { type Asked, judge } from "./answers.ts";
import { type Feed, prepare } from "./registry.ts";

const kinds = ["url", "text", "phone", "email", "sender"] as const;
type Line = Record<string, unknown>;

/** What was in the line, with `verdict`, `score`, `reasons` and, when it is known, `imitates`; or `error`. */
export function checkLines(registry: Registry, feed?: Feed): (line: string) => Line {
  const prepared = prepare(registry, feed ? { feed } : {});
  return (line) => {
    let given: unknown;
    try {
      given = JSON.parse(line);
    } catch {
      return { error: "This line is no JSON." };
    }
    if (typeof given !== "object" || given === null || Array.isArray(given))
      return { error: "This line is no object." };
    const fields = given as Line;
    const asked: Asked = {};
    for (const kind of kinds) {
      const value = fields[kind];
      if (typeof value === "string") asked[kind] = value;
    }
    const things = [asked.url, asked.text, asked.phone, asked.email].filter(
      (each) => each !== undefined,
    );
    if (things.length !== 1)
      return { ...fields, error: "Name one of url, text, phone and email, as a string." };
    const { verdict, score, reasons, imitates } = judge(prepared, asked);
    return { ...fields, verdict, score, reasons, ...(imitates && { imitates }) };
  };
}
