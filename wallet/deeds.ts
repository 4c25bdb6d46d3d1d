/** What the wallet does when a button is pressed or a page is opened: visit in, reply out. */

import {
  askTransfer,
  callTransferBack,
  checkTransfer,
  madeTransfer,
  sendTransfer,
} from "./deeds-transfer.ts";
import { homePage, notePage, paymentsPage, type Trouble } from "./pages.ts";
import { purseOf } from "./purse.ts";
import {
  down,
  forget,
  isSecure,
  isSession,
  live,
  notFound,
  SESSION_SECONDS,
  type Shop,
  signInForm,
  stale,
} from "./replies.ts";
import { cookie, DEVICE_COOKIE, type Reply, SESSION_COOKIE, type Visit } from "./visit.ts";

const ENTRIES_AT_HOME = 8;
const ENTRIES_MAX = 200;

type Deed = (shop: Shop, visit: Visit, secure: boolean) => Promise<Reply>;
const deeds: Record<string, Deed> = {
  "/sign-in": signIn,
  "/forgot-password": forgotPassword,
  "/security-centre": securityCentre,
  "/sign-out": signOut,
  "/sign-out-everywhere": signOutEverywhere,
  "/device": pretendDevice,
  "/transfer": askTransfer,
  "/transfer/check": checkTransfer,
  "/transfer/send": sendTransfer,
  "/transfer/call-back": callTransferBack,
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
  if (visit.path === "/transfer") return askTransfer(shop, visit, secure);
  if (visit.path === "/payments") return payments(shop, visit, secure);
  if (visit.path.startsWith("/transfers/")) return madeTransfer(shop, visit, secure);
  return visit.path in deeds ? { status: 303, location: "/" } : notFound(visit);
}

async function home(shop: Shop, visit: Visit): Promise<Reply> {
  const session = await live(shop, visit, isSecure(shop));
  if (!isSession(session)) return session;
  const purse = await purseOf(shop.books, session.accountId, ENTRIES_AT_HOME);
  return { status: 200, html: homePage(visit, purse) };
}

async function payments(shop: Shop, visit: Visit, secure: boolean): Promise<Reply> {
  const session = await live(shop, visit, secure);
  if (!isSession(session)) return session;
  const purse = await purseOf(shop.books, session.accountId, ENTRIES_MAX);
  return { status: 200, html: paymentsPage(visit, purse) };
}

async function signIn(shop: Shop, visit: Visit, secure: boolean): Promise<Reply> {
  const { identifier = "", password = "" } = visit.form;
  const again = (status: number, trouble: Trouble): Reply => ({
    status,
    html: signInForm(shop, visit, trouble),
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
