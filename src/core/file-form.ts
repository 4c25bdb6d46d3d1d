/** A form that carries a file, sent without scripts: read within a bound, and handed on as it came. */
import type { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import type { Fields } from "./form-answers.ts";

/** Bytes with their media type, sent on to the API as they are. */
export type Sent = { type: string; bytes: Buffer };

/** One file of 20 MB and the words around it. */
const BYTES_MAX = 20_100_000;

export const carriesFile = ({ headers }: FastifyRequest) =>
  (headers["content-type"] ?? "").startsWith("multipart/form-data");

/** The words of the form, and the whole of it. Null when it is too large or cannot be read. */
export async function readFileForm(
  request: FastifyRequest,
): Promise<{ fields: Fields; sent: Sent } | null> {
  const type = String(request.headers["content-type"]);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of (request.body as Readable).iterator({ destroyOnReturn: false })) {
    size += part.length;
    if (size > BYTES_MAX) return null;
    parts.push(part);
  }
  const bytes = Buffer.concat(parts);
  try {
    const whole = new Response(bytes, { headers: { "content-type": type } });
    const form = await whole.formData();
    const words = [...form].filter(([, value]) => typeof value === "string");
    return { fields: Object.fromEntries(words) as Fields, sent: { type, bytes } };
  } catch {
    return null;
  }
}
