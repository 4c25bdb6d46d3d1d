/**
 * What is left of an answer when everything that differs from claim to claim by nature has been taken
 * out: ids, times, tokens. Two names whose answers are alike after that cannot be told apart by them.
 */
import type { Reply, Target } from "./target.ts";

/** Pieces of this claim that a page or an answer repeats: what was typed, the reference to quote. */
export type Own = Record<string, string>;

export function stripped(text: string, own: Own = {}): string {
  let out = text;
  for (const [word, value] of Object.entries(own)) if (value) out = out.replaceAll(value, word);
  return out
    .replace(/\b[a-z]{2,4}_[0-9a-hjkmnp-tv-z]{26}\b/g, "ID")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "TIME")
    .replace(/\b\d{1,2}:\d\d\b/g, "CLOCK")
    .replace(/[\w-]{22,}/g, "TOKEN");
}

/** Header values too; a length is kept, for it tells as much as what is in it. */
export function headersOf({ headers }: Reply, own: Own = {}): string {
  return Object.entries(headers)
    .filter(([name]) => name !== "date")
    .map(([name, value]) => {
      const text = stripped([value ?? ""].flat().join(" | "), own);
      return `${name}: ${name === "retry-after" ? text.replace(/\d+/, "SECONDS") : text}`;
    })
    .sort()
    .join("\n");
}

export const bodyOf = ({ body }: Reply, own: Own = {}): string =>
  stripped(typeof body === "string" ? body : JSON.stringify(body), own);

export const likenessOf = (reply: Reply, own: Own = {}): string =>
  `${reply.status}\n${headersOf(reply, own)}\n\n${bodyOf(reply, own)}`;

/** The first line in which two answers differ, to show what a stranger could see. */
export function difference(one: string, other: string): string {
  const at = [...one].findIndex((letter, n) => letter !== other[n]);
  const from = Math.max(0, (at < 0 ? one.length : at) - 40);
  return `“${one.slice(from, from + 120)}” and “${other.slice(from, from + 120)}”`;
}

/** The pages as somebody without scripts goes through them, with the cookies that they set. */
export function visitor(target: Target) {
  const cookies: Record<string, string> = {};
  const keep = (reply: Reply) => {
    Object.assign(cookies, reply.cookies);
    return reply;
  };
  const get = async (path: string, headers: Record<string, string> = {}) =>
    keep(await target.call("GET", path, { cookies, headers }));
  return {
    cookies,
    get,
    /** Sends the form of a page, with the hidden fields that the page gave it. */
    send: async (act: string, page: string, fields: Record<string, string>) => {
      const { body } = await get(page);
      const hidden = (name: string) =>
        new RegExp(`name="${name}" value="([^"]*)"`).exec(String(body))?.[1] ?? "";
      const all = { csrf: hidden("csrf"), key: hidden("key"), ...fields };
      const raw = new URLSearchParams(all).toString();
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": String(Buffer.byteLength(raw)),
      };
      return keep(await target.call("POST", `/form/${act}`, { raw, headers, cookies }));
    },
  };
}
