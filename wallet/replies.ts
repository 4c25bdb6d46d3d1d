/** What the wallet needs to answer, and the answers that several pages have in common. */
import type { Books } from "./books.ts";
import type { Outbox } from "./outbox.ts";
import { type DemoDevice, notePage, signInPage, type Trouble } from "./pages.ts";
import type { Rightful } from "./rightful.ts";
import type { Session, sessionStore } from "./store.ts";
import { cookie, type Reply, SESSION_COOKIE, type Visit } from "./visit.ts";

export const SESSION_SECONDS = 30 * 86_400;

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
  /** The wallet's own PostgreSQL database, in which its books are. */
  databaseUrl: string;
  /** With which the recovery server asks for holds, under `/rightful`; without it nobody can. */
  directoryKey?: string;
  now?: () => Date;
  /** Demo only: phones that this browser may pretend to be. */
  devices?: readonly DemoDevice[];
};
export type Shop = WalletOptions & {
  server: Rightful;
  sessions: ReturnType<typeof sessionStore>;
  books: Books;
  outbox: Outbox;
};

export const signInForm = (shop: Shop, visit: Visit, trouble?: Trouble): string =>
  signInPage(visit, {
    identifier: (visit.form.identifier ?? "").slice(0, 254),
    trouble,
    devices: shop.devices ?? [],
    deviceId: visit.deviceId,
  });

export const stale = (shop: Shop, visit: Visit): Reply => ({
  status: 403,
  html: signInForm(shop, visit, { word: "staleForm" }),
});
export const notFound = (visit: Visit): Reply => ({
  status: 404,
  html: notePage(visit, "notFoundTitle", "notFoundText", [{ href: "/", word: "back" }]),
});
export const down = (visit: Visit): Reply => ({
  status: 503,
  html: notePage(visit, "downTitle", "downText", [{ href: "/", word: "retry" }]),
});
export const forget = (secure: boolean) => [cookie(SESSION_COOKIE, "", 0, secure)];

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
export async function live(shop: Shop, visit: Visit, secure: boolean): Promise<Session | Reply> {
  const session = shop.sessions.find(visit.sessionToken);
  if (!session) return { status: 200, html: signInForm(shop, visit) };
  const read = await shop.server.readSignIn(session.accountId, session.sessionId);
  if ("down" in read) return down(visit);
  return "refused" in read ? ended(shop, visit, secure) : session;
}
export const isSession = (value: Session | Reply): value is Session => "accountId" in value;

export const isSecure = (shop: Shop) => shop.url?.startsWith("https:") ?? false;
