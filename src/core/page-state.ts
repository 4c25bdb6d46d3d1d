/** What a page of the portal starts from, read through the public JSON API as its caller may read it. */
import type { Ask } from "./pages.ts";

type Json = Record<string, unknown>;

/** What a page of the security centre starts from. */
const OWNED = {
  me: "/v1/me",
  ways: "/v1/me/proofs",
  lock: "/v1/me/lock",
  holds: "/v1/me/holds",
};

/** What one page of it needs besides: under which name, of which answer the member. */
const ALSO: Readonly<Record<string, readonly [name: string, url: string, member?: string]>> = {
  "/me": ["erasure", "/v1/me/erasure"],
  "/me/erasure": ["erasure", "/v1/me/erasure"],
  "/me/devices": ["devices", "/v1/me/devices", "devices"],
  "/me/password": ["health", "/v1/me/password-health"],
  "/me/face": ["face", "/v1/me/proofs/face"],
  "/me/evidence": ["files", "/v1/me/evidence", "evidence"],
};
/** Pages of people who have no account here; what they may see is in the link that they were sent. */
const CONTACTS: Readonly<Record<string, readonly [name: string, url: string]>> = {
  "/helper": ["helper", "/v1/contact-approvals/"],
  "/contact": ["contactPage", "/v1/contact-invitations/"],
};
const KIND = /^[a-z-]{1,20}$/;

/** @param known the caller carries a cookie of ours: without one there is nothing of theirs to read */
export async function readState(
  ask: Ask,
  path: string,
  known: boolean,
  demo: boolean,
): Promise<Json> {
  const facts = await ask("GET", "/v1/portal");
  const current = known ? await ask("GET", "/v1/recoveries/current") : null;
  const now = current?.body.now ?? (await ask("GET", "/v1/clock")).body.now;
  // What people have of a claim belongs on the pages of the claim, and where it is taken up again.
  const held =
    current?.status === 200 && (path.startsWith("/recover") || /^\/([?#]|$)/.test(path))
      ? await ask("GET", "/v1/recoveries/current/case")
      : null;
  const state: Json = {
    portal: { ...facts.body, demo },
    now,
    recovery: current?.status === 200 ? current.body.recovery : null,
    case: held?.status === 200 ? held.body.case : null,
  };
  if (held?.status === 200 && path.startsWith("/recover/case/evidence")) {
    const { status, body } = await ask("GET", "/v1/recoveries/current/case/evidence");
    state.evidence = status === 200 ? body : null;
  }
  if (held?.status === 200 && path.startsWith("/recover/case/chat")) {
    const chat = await ask("GET", "/v1/recoveries/current/case/messages");
    state.chat = chat.status === 200 ? chat.body : null;
  }
  if (path.startsWith("/me") && known)
    for (const [name, url] of Object.entries(OWNED)) {
      const { status, body } = await ask("GET", url);
      state[name] = status === 200 ? body : null;
    }
  const { pathname, searchParams } = new URL(path, "http://portal.invalid");
  // Whoever is signed in is sent to freeze from there, and reports as themselves.
  if (known && /^\/check(\/|$)/.test(pathname)) {
    const { status, body } = await ask("GET", "/v1/me");
    state.me = status === 200 ? body : null;
  }
  const also = known ? ALSO[pathname] : undefined;
  if (also) {
    const [name, url, member] = also;
    const { status, body } = await ask("GET", url);
    state[name] = status === 200 ? (member ? body[member] : body) : null;
  }
  if (pathname === "/me" && known) {
    const { status, body } = await ask("GET", "/v1/me/nudge");
    state.nudge = status === 200 ? body.nudge : null;
  }
  if (pathname === "/me/activity" && known) {
    const asked = new URLSearchParams();
    const [before, kind] = [searchParams.get("before"), searchParams.get("kind")];
    if (before && /^\d{1,10}$/.test(before)) asked.set("before", before);
    if (kind && KIND.test(kind)) asked.set("kind", kind);
    const { status, body } = await ask("GET", `/v1/me/activity?${asked}`);
    state.activity = status === 200 ? body : null;
  }
  const contact = CONTACTS[pathname];
  if (contact) {
    const [name, url] = contact;
    const token = searchParams.get("t") ?? "";
    const { status, body } = await ask("GET", url + encodeURIComponent(token || "-"));
    state[name] = status === 200 ? body : null;
    // Used, run out or never given: one answer for all of them.
    if (status !== 200) state.error = 410;
  }
  const own = known ? ofPage(pathname, searchParams) : null;
  if (own) {
    const { status, body } = await ask("GET", own.url);
    state[own.name] = status === 200 ? body : null;
  }
  return state;
}

/** What one page of the security centre reads besides. */
function ofPage(path: string, asked: URLSearchParams): { name: string; url: string } | null {
  if (path === "/me" || path === "/me/approvals")
    return { name: "approvals", url: "/v1/me/approvals" };
  if (path === "/me/reports") return { name: "reports", url: "/v1/me/reports" };
  if (path === "/me/pack") return { name: "packs", url: "/v1/me/evidence-packs" };
  if (path !== "/me/pack/new") return null;
  const from = asked.get("from");
  const period = from && /^[\dT:.Z-]{10,30}$/.test(from) ? `?from=${encodeURIComponent(from)}` : "";
  return { name: "draft", url: `/v1/me/evidence-packs/draft${period}` };
}
