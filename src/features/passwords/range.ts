/**
 * Asks a range service whether a password has leaked, without telling it which: five digits of the
 * SHA-1 go out, some hundreds of endings come back (k-anonymity). Off unless a base URL is
 * configured. It may only add a refusal: when it does not answer, the shipped lists decide alone.
 */
import { createHash } from "node:crypto";
import { normalise } from "./spelling.ts";

export type RangeVerdict = { is: "leaked"; count: number } | { is: "clear" } | { is: "unknown" };
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const ANSWER_MAX_BYTES = 1_000_000;

/** Never throws and never takes longer than `timeoutMs`. `baseUrl` ends before the five digits. */
export async function rangeCheck(
  fetch: Fetch,
  baseUrl: string,
  password: string,
  timeoutMs: number,
): Promise<RangeVerdict> {
  // SHA-1 is the service's key format, not a protection.
  const digest = createHash("sha1").update(normalise(password), "utf8").digest("hex").toUpperCase();
  try {
    const answer = await fetch(`${baseUrl.replace(/\/+$/, "")}/${digest.slice(0, 5)}`, {
      // Padding makes all answers about equally long, so that their size tells nothing either.
      headers: { "Add-Padding": "true", Accept: "text/plain" },
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (answer.status !== 200) {
      await answer.body?.cancel();
      return { is: "unknown" };
    }
    return find(await readText(answer), digest.slice(5));
  } catch {
    return { is: "unknown" };
  }
}

async function readText(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, size] = ["", 0];
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > ANSWER_MAX_BYTES) throw new Error("The range service's answer is too long.");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function find(text: string, ending: string): RangeVerdict {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  // Not a range answer at all (a captive portal, say) proves nothing.
  if (lines.length === 0 || !lines.every((line) => /^[0-9A-F]{35}:\d+$/i.test(line)))
    return { is: "unknown" };
  const hit = lines.find((line) => line.slice(0, 35).toUpperCase() === ending);
  const count = Number(hit?.slice(36) ?? 0);
  // Padding entries have a count of 0.
  return count > 0 ? { is: "leaked", count } : { is: "clear" };
}
