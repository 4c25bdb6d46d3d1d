/**
 * Who opens a page, as far as a page may know: a language, a type size, and the token that their
 * forms must carry. The form cookie is random and strict; the token is its keyed hash, so neither
 * can be made from the other without the installation's key.
 */
import { createHmac } from "node:crypto";
import type { FastifyRequest } from "fastify";

type Keys = { key: string | Uint8Array; nonce(): string; secure: boolean };

export type Visitor = {
  lang: "en" | "zh";
  large: boolean;
  csrf: string;
  /** The form cookie came with the request, so a token can be compared. */
  known: boolean;
  cookies: string[];
};

export function readVisitor(options: Keys, request: FastifyRequest): Visitor {
  const cookies = new Map(
    (request.headers.cookie ?? "").split(/;\s*/).map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    }),
  );
  const chosen = cookies.get("rightful_lang");
  const asked = request.headers["accept-language"] ?? "";
  const lang = chosen === "en" || chosen === "zh" ? chosen : /^\s*zh\b/i.test(asked) ? "zh" : "en";
  const held = cookies.get("rightful_form") ?? "";
  const known = /^[\w-]{16,128}$/.test(held);
  const nonce = known ? held : options.nonce();
  const csrf = createHmac("sha256", options.key).update(`form:${nonce}`).digest("base64url");
  const attributes = `Path=/; HttpOnly; SameSite=Strict${options.secure ? "; Secure" : ""}`;
  return {
    lang,
    large: cookies.get("rightful_large") === "1",
    csrf,
    known,
    cookies: known ? [] : [`rightful_form=${nonce}; ${attributes}`],
  };
}

/** `?lang=` and `?large=` set a cookie for a year and leave the address clean. */
