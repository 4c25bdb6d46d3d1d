/**
 * One request to the wallet, read once: cookies, form, language. Forms carry a token that is bound to
 * the device cookie and to the session cookie, so that another site cannot press a button here.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Lang, langOf } from "./words.ts";

export const SESSION_COOKIE = "boan_session";
export const DEVICE_COOKIE = "boan_device";
const LANG_COOKIE = "boan_lang";
const BODY_MAX = 16_384;
const YEAR_SECONDS = 31_536_000;

export type Visit = {
  method: string;
  path: string;
  lang: Lang;
  deviceId: string;
  deviceName: string;
  sessionToken: string | undefined;
  form: Record<string, string>;
  formToken: string;
  /** The form came from a page of ours, shown to this device and session. */
  genuine: boolean;
  cookies: string[];
};

export class TooLarge extends Error {}

export const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");
export const newToken = () => randomBytes(24).toString("base64url");

export const cookie = (name: string, value: string, maxAgeSeconds: number, secure: boolean) =>
  `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;

function readCookies(header: string): Record<string, string> {
  const pairs = header.split(";").map((pair) => pair.trim().split("="));
  return Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, value]));
}

async function readForm(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_MAX) throw new TooLarge();
    chunks.push(chunk);
  }
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString("utf8")));
}

/** "Chrome, Android": what an owner recognises in the list of devices. */
export function deviceName(userAgent: string): string {
  const pick = (signs: [RegExp, string][]) =>
    signs.find(([sign]) => sign.test(userAgent))?.[1] ?? "";
  const program = pick([
    [/MicroMessenger/, "WeChat"],
    [/Edg/, "Edge"],
    [/Firefox/, "Firefox"],
    [/Chrom/, "Chrome"],
    [/Safari/, "Safari"],
  ]);
  const system = pick([
    [/Android/, "Android"],
    [/iPhone|iPad/, "iPhone"],
    [/Windows/, "Windows"],
    [/Mac OS/, "Mac"],
    [/Linux/, "Linux"],
  ]);
  return [program, system].filter(Boolean).join(", ") || "Boan Wallet";
}

const same = (a: string, b: string) =>
  timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());

export async function readVisit(
  request: IncomingMessage,
  { formKey, secure }: { formKey: string; secure: boolean },
): Promise<Visit> {
  const url = new URL(request.url ?? "/", "http://wallet.invalid");
  const shown = readCookies(request.headers.cookie ?? "");
  const cookies: string[] = [];
  const asked = url.searchParams.get("lang") ?? undefined;
  const lang = langOf(asked ?? shown[LANG_COOKIE], request.headers["accept-language"] ?? "");
  if (asked === lang) cookies.push(cookie(LANG_COOKIE, lang, YEAR_SECONDS, secure));

  const known = /^[\w-]{8,128}$/.exec(shown[DEVICE_COOKIE] ?? "")?.[0];
  const deviceId = known ?? newToken();
  if (!known) cookies.push(cookie(DEVICE_COOKIE, deviceId, YEAR_SECONDS, secure));

  const sessionToken = shown[SESSION_COOKIE] || undefined;
  const formToken = createHmac("sha256", formKey)
    .update(`${deviceId}.${sessionToken ?? ""}`)
    .digest("base64url");
  const method = request.method ?? "GET";
  const form = method === "POST" ? await readForm(request) : {};
  const foreign = request.headers["sec-fetch-site"] === "cross-site";
  return {
    method,
    path: url.pathname,
    lang,
    deviceId,
    deviceName: deviceName(request.headers["user-agent"] ?? ""),
    sessionToken,
    form,
    formToken,
    genuine: !foreign && same(form.token ?? "", formToken),
    cookies,
  };
}

export type Reply = { status: number; html?: string; location?: string; cookies?: string[] };

export function send(
  response: ServerResponse,
  visit: Pick<Visit, "cookies" | "lang">,
  reply: Reply,
  formTargets: string,
) {
  const cookies = [...visit.cookies, ...(reply.cookies ?? [])];
  response.writeHead(reply.status, {
    "content-type": "text/html; charset=utf-8",
    "content-language": visit.lang === "zh" ? "zh-CN" : "en",
    // A browser follows `form-action` through the redirect, so the recovery server is named here too.
    "content-security-policy": `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' ${formTargets}; base-uri 'none'; frame-ancestors 'none'`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    ...(reply.location && { location: reply.location }),
    ...(cookies.length > 0 && { "set-cookie": cookies }),
  });
  response.end(reply.html ?? "");
}
