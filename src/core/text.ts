/**
 * Text that no database and no second program reads as it was sent: NUL, which PostgreSQL refuses, and
 * half a surrogate pair, which becomes another character. Refused at the door, with the field at fault.
 */
import type { FieldError } from "./problem.ts";

const DEPTH_MAX = 32;

/** The fields that cannot be stored as they are. Walks without recursion: depth is the sender's choice. */
export function unstorable(input: unknown): FieldError[] {
  const errors: FieldError[] = [];
  const queue: { value: unknown; pointer: string; depth: number }[] = [
    { value: input, pointer: "", depth: 0 },
  ];
  for (let next = queue.pop(); next && errors.length < 10; next = queue.pop()) {
    const { value, pointer, depth } = next;
    // The first step (params, query, body) is ours, not the sender's.
    const shown = pointer.replace(/^\/[^/]*/, "").slice(0, 100);
    if (typeof value === "string" && !isStorable(value))
      errors.push({ pointer: shown, detail: "This field holds a character that is not text." });
    if (typeof value !== "object" || value === null) continue;
    if (depth > DEPTH_MAX) return [{ pointer: "", detail: "This is nested too deeply." }];
    for (const [key, inner] of Object.entries(value)) {
      if (!isStorable(key))
        errors.push({
          pointer: shown,
          detail: "A field's name holds a character that is not text.",
        });
      queue.push({ value: inner, pointer: `${pointer}/${key}`, depth: depth + 1 });
    }
  }
  return errors;
}

const isStorable = (text: string) => !text.includes("\0") && text.isWellFormed();
