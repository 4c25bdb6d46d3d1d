/** One call to our own JSON API. Everything a page needs to know of a failure is in the answer. */
import type { Refusal } from "./model.ts";

export type Answer<T> = { ok: true; body: T } | { ok: false; refusal: Refusal };

/** A key for one intent: the same for every retry of it, so that a lost answer is never done twice. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const offline: Refusal = { code: "offline", status: 0 };

export async function call<T>(
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
  key?: string,
): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key ? { "idempotency-key": key } : {}),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch {
    return { ok: false, refusal: offline };
  }
  const said = (await response.json().catch(() => null)) as (T & Partial<Refusal>) | null;
  if (response.ok && said !== null) return { ok: true, body: said };
  if (response.ok) return { ok: true, body: {} as T };
  return { ok: false, refusal: { code: "unreadable", ...said, status: response.status } };
}

/** Worth sending again as it is: nothing was decided yet. */
export const mayRetry = ({ code, status }: Refusal) => code === "offline" || status >= 500;
