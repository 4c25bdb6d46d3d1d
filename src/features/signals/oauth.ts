/** `POST /oauth/token` (RFC 6749 section 4.4): a service key buys short-lived tokens for signals only. */
import { sha256 } from "../../core/crypto.ts";
import { answer, type Shown } from "../../core/route.ts";
import { makeToken, readToken } from "../../core/tokens.ts";
import type { Actor, World } from "../../core/world.ts";
import { findClient, recogniseClient } from "../accounts/index.ts";

export const SCOPES = ["ssf.read", "ssf.manage"] as const;
const TOKEN_SECONDS = 3600;

type Form = Readonly<Record<string, string>>;

/** RFC 6749 section 5.2. */
const refused = (error: string, status = 400) => answer({ status, body: { error } });

/** Name and secret, from the header or the form; not from both (RFC 6749 section 2.3). */
function credentials(form: Form, { basic }: Shown): { id: string; secret: string } {
  if (!basic) return { id: form.client_id ?? "", secret: form.client_secret ?? "" };
  const [id = "", ...secret] = Buffer.from(basic, "base64").toString().split(":");
  // Section 2.3.1: both are encoded as in a form, where a space is "+".
  const decoded = (text: string) => decodeURIComponent(text.replaceAll("+", " "));
  try {
    return { id: decoded(id), secret: decoded(secret.join(":")) };
  } catch {
    return { id: "", secret: "" };
  }
}

/** `client_id` is the name of a service key, `client_secret` the key. */
export async function issueToken(world: World, form: Form, shown: Shown) {
  if (form.grant_type !== "client_credentials")
    return refused(form.grant_type ? "unsupported_grant_type" : "invalid_request");
  const { id, secret } = credentials(form, shown);
  const actor = await recogniseClient(world, secret);
  const client = actor && (await findClient(world, actor.id));
  if (!client || (id !== client.name && id !== client.id)) return refused("invalid_client", 401);
  const granted = SCOPES.filter((scope) => client.scopes.includes(scope));
  const asked = (form.scope ?? granted.join(" ")).split(" ").filter(Boolean);
  const scopes = granted.filter((scope) => asked.includes(scope));
  if (scopes.length === 0 || asked.some((scope) => !(granted as readonly string[]).includes(scope)))
    return refused("invalid_scope");
  const facts = { client: client.id, scope: scopes.join(" "), key: sha256(secret).slice(0, 16) };
  const expiresAt = new Date(world.now().getTime() + TOKEN_SECONDS * 1000);
  return {
    access_token: makeToken(world, "oauth", facts, expiresAt),
    token_type: "Bearer",
    expires_in: TOKEN_SECONDS,
    scope: scopes.join(" "),
  };
}

/** A token is good while its key is: one that was taken back takes its tokens with it. */
export async function recogniseToken(world: World, bearer: string): Promise<Actor | null> {
  if (bearer === "" || bearer.startsWith("rk_")) return null;
  const facts = readToken(world, "oauth", bearer);
  const client = facts && (await findClient(world, facts.client ?? ""));
  if (!facts || !client) return null;
  const scopes = (facts.scope ?? "").split(" ").filter((scope) => client.scopes.includes(scope));
  // Who may manage may read.
  if (scopes.includes("ssf.manage") && !scopes.includes("ssf.read")) scopes.push("ssf.read");
  return { kind: "client", id: client.id, scopes };
}
