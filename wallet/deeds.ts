/** What the wallet does when a button is pressed or a page is opened: visit in, reply out. */
import { purseOf } from "./ledger.ts";
import { type DemoDevice, homePage, notePage, signInPage, type Trouble } from "./pages.ts";
import type { Rightful } from "./rightful.ts";
import type { Session, sessionStore } from "./store.ts";
import { cookie, DEVICE_COOKIE, type Reply, SESSION_COOKIE, type Visit } from "./visit.ts";

const SESSION_SECONDS = 30 * 86_400;

export type WalletOptions = {
  /** 0: any free port. */
  port: number;
  /** Where the recovery server answers this back end. */
  rightfulUrl: string;
  serviceKey: string;
  /** The same server as a browser reaches it. */
  publicRightfulUrl: string;
  /** Public origin of this wallet; with https its cookies are `Secure`. */
  url?: string;
  /** Folder in which sessions outlive a restart. */
  dataDir?: string;
  /** Demo only: phones that this browser may pretend to be. */
  devices?: readonly DemoDevice[];
};
export type Shop = WalletOptions & { server: Rightful; sessions: ReturnType<typeof sessionStore> };

const deeds: Record<string, (shop: Shop, visit: Visit, secure: boolean) => Promise<Reply>> = {
  "/sign-in": signIn,
  "/forgot-password": forgotPassword,
  "/security-centre": securityCentre,
  "/sign-out": signOut,
  "/sign-out-everywhere": signOutEverywhere,
  "/device": pretendDevice,
};

export async function answer(shop: Shop, visit: Visit, secure: boolean): Promise<Reply> {
  if (visit.method === "POST") {
    const deed = deeds[visit.path];
    if (!deed) return notFound(visit);
    if (visit.genuine) return deed(shop, visit, secure);
    // A form of another site, or one that outlived its session: nothing is done, the way goes on.
    const session = shop.sessions.find(visit.sessionToken);
    return session ? home(shop, visit) : stale(shop, visit);
  }
  if (visit.path === "/" || visit.path === "/sign-in") return home(shop, visit);
  return visit.path in deeds ? { status: 303, location: "/" } : notFound(visit);
}

const form = (shop: Shop, visit: Visit, trouble?: Trouble): string =>
  signInPage(visit, {
    identifier: (visit.form.identifier ?? "").slice(0, 254),
    trouble,
    devices: shop.devices ?? [],
    deviceId: visit.deviceId,
  });

const stale = (shop: Shop, visit: Visit): Reply => ({
  status: 403,
  html: form(shop, visit, { word: "staleForm" }),
});
const notFound = (visit: Visit): Reply => ({
  status: 404,
  html: notePage(visit, "notFoundTitle", "notFoundText", [{ href: "/", word: "back" }]),
});
const down = (visit: Visit): Reply => ({
  status: 503,
  html: notePage(visit, "downTitle", "downText", [{ href: "/", word: "retry" }]),
});
const forget = (secure: boolean) => [cookie(SESSION_COOKIE, "", 0, secure)];

/** The recovery server said that the sign-in is over: so is the wallet's session, and the user is told why. */
function ended(shop: Shop, visit: Visit, secure: boolean): Reply {
  shop.sessions.end(visit.sessionToken);
  return {
    status: 200,
    html: notePage(visit, "endedTitle", "endedText", [
      { href: "/", word: "back" },
      { href: new URL("/", shop.publicRightfulUrl).href, word: "endedNotMe" },
    ]),
    cookies: forget(secure),
  };
}

/** The session of this request while the recovery server still vouches for it; else what to show. */
async function live(shop: Shop, visit: Visit, secure: boolean): Promise<Session | Reply> {
  const session = shop.sessions.find(visit.sessionToken);
  if (!session) return { status: 200, html: form(shop, visit) };
  const read = await shop.server.readSignIn(session.accountId, session.sessionId);
  if ("down" in read) return down(visit);
  return "refused" in read ? ended(shop, visit, secure) : session;
}
const isSession = (value: Session | Reply): value is Session => "accountId" in value;

async function home(shop: Shop, visit: Visit): Promise<Reply> {
  const session = await live(shop, visit, isSecure(shop));
  if (!isSession(session)) return session;
  return { status: 200, html: homePage(visit, purseOf(session.accountId, new Date())) };
}
const isSecure = (shop: Shop) => shop.url?.startsWith("https:") ?? false;

async function signIn(shop: Shop, visit: Visit, secure: boolean): Promise<Reply> {
  const { identifier = "", password = "" } = visit.form;
  const again = (status: number, trouble: Trouble): Reply => ({
    status,
    html: form(shop, visit, trouble),
  });
  if (!identifier.trim() || identifier.length > 254)
    return again(422, { word: "badIdentifier", field: "identifier" });
  if (!password) return again(422, { word: "noPassword", field: "password" });
  const answered = await shop.server.signIn({
    identifier,
    password,
    deviceId: visit.deviceId,
    deviceName: visit.deviceName,
  });
  if ("down" in answered) return again(503, { word: "downForm" });
  if ("refused" in answered) return again(...refusal(answered));
  const { account, session } = answered.given;
  // A new token at each sign-in: one that somebody planted in this browser beforehand is worth nothing.
  shop.sessions.end(visit.sessionToken);
  const token = shop.sessions.begin({ accountId: account.id, sessionId: session.id });
  return {
    status: 303,
    location: "/",
    cookies: [cookie(SESSION_COOKIE, token, SESSION_SECONDS, secure)],
  };
}

function refusal({ refused, minutes }: { refused: string; minutes: number }): [number, Trouble] {
  switch (refused) {
    case "bad-identifier":
    case "bad-input":
      return [422, { word: "badIdentifier", field: "identifier" }];
    case "too-many":
      return [429, { word: "tooMany", minutes }];
    case "held":
      return [403, { word: "held" }];
    default:
      return [422, { word: "wrongPassword", field: "password" }];
  }
}

/**
 * Made only when the button is pressed, and carried in the fragment, which no server log, proxy or
 * referrer sees. Without a token the recovery still works, only without the known device.
 */
async function forgotPassword(shop: Shop, visit: Visit): Promise<Reply> {
  const answered = await shop.server.deviceToken(visit.deviceId);
  const url = new URL("/recover/account?situation=forgot-password", shop.publicRightfulUrl);
  if ("given" in answered) url.hash = `device=${answered.given.token}`;
  else if ("down" in answered) return down(visit);
  return { status: 303, location: url.href };
}

async function securityCentre(shop: Shop, visit: Visit, secure: boolean): Promise<Reply> {
  const session = await live(shop, visit, secure);
  if (!isSession(session)) return session;
  const answered = await shop.server.handOff(session.accountId, visit.deviceId);
  if (!("given" in answered)) return down(visit);
  // Only ever to the recovery server: an address from elsewhere would carry the owner's session away.
  const url = new URL(answered.given.url);
  if (url.origin !== new URL(shop.publicRightfulUrl).origin) return down(visit);
  return { status: 303, location: url.href };
}

async function signOut(shop: Shop, visit: Visit, secure: boolean): Promise<Reply> {
  const session = shop.sessions.find(visit.sessionToken);
  if (!session) return { status: 303, location: "/" };
  // This device is out even when the server does not answer.
  shop.sessions.end(visit.sessionToken);
  await shop.server.signOut(session.accountId, session.sessionId);
  return left(visit, "outText", secure);
}

async function signOutEverywhere(shop: Shop, visit: Visit, secure: boolean): Promise<Reply> {
  const session = await live(shop, visit, secure);
  if (!isSession(session)) return session;
  const answered = await shop.server.signOutEverywhere(session.accountId);
  if (!("given" in answered)) return down(visit);
  shop.sessions.endAll(session.accountId);
  return left(visit, "outAllText", secure);
}

const left = (visit: Visit, text: "outText" | "outAllText", secure: boolean): Reply => ({
  status: 200,
  html: notePage(visit, "outTitle", text, [{ href: "/", word: "back" }]),
  cookies: forget(secure),
});

async function pretendDevice(shop: Shop, visit: Visit, secure: boolean): Promise<Reply> {
  const chosen = shop.devices?.find(({ id }) => id === visit.form.device);
  if (!shop.devices || (visit.form.device && !chosen)) return notFound(visit);
  const seconds = chosen ? SESSION_SECONDS : 0;
  return {
    status: 303,
    location: "/",
    cookies: [cookie(DEVICE_COOKIE, chosen?.id ?? "", seconds, secure)],
  };
}
