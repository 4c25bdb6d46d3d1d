/** What the buttons of a transfer do. Its form, its check and its sending are three pages without scripts. */
import { arrivalOf, callBack } from "./arrivals.ts";
import { notePage } from "./pages.ts";
import { checkPage, madePage, refusedPage, transferPage } from "./pages-transfer.ts";
import { madeBy, purseOf } from "./purse.ts";
import { isSession, live, notFound, type Shop } from "./replies.ts";
import type { Session } from "./store.ts";
import {
  type Fault,
  isFault,
  isTransferId,
  makeTransfer,
  newTransferId,
  type Refusal,
  readTransfer,
  refusalFor,
  type Typed,
} from "./transfers.ts";
import type { Reply, Visit } from "./visit.ts";

/** What is kept of a field; what is longer is wrong anyway, and said to be. */
const KEPT = 254;
const typedIn = ({ form }: Visit): Typed => ({
  payee: (form.payee ?? "").slice(0, KEPT),
  amount: (form.amount ?? "").slice(0, KEPT),
  note: (form.note ?? "").slice(0, KEPT),
});
const balanceOf = async ({ books }: Shop, accountId: string) =>
  (await books.balance(accountId)) ?? 0n;

const formReply = (visit: Visit, balance: bigint, typed: Typed, fault?: Fault): Reply => ({
  status: fault ? 422 : 200,
  html: transferPage(visit, { balance, typed, fault }),
});

/** The form; with what was typed before when somebody comes back to change it. */
export async function askTransfer(shop: Shop, visit: Visit, secure: boolean): Promise<Reply> {
  const session = await live(shop, visit, secure);
  if (!isSession(session)) return session;
  return formReply(visit, await balanceOf(shop, session.accountId), typedIn(visit));
}

export async function checkTransfer(shop: Shop, visit: Visit, secure: boolean): Promise<Reply> {
  const session = await live(shop, visit, secure);
  if (!isSession(session)) return session;
  const typed = typedIn(visit);
  const balance = await balanceOf(shop, session.accountId);
  const draft = readTransfer(session.accountId, balance, typed);
  if (isFault(draft)) return formReply(visit, balance, typed, draft);
  return { status: 200, html: checkPage(visit, { id: newTransferId(), typed, draft }) };
}

export async function sendTransfer(shop: Shop, visit: Visit, secure: boolean): Promise<Reply> {
  const before = shop.sessions.find(visit.sessionToken);
  const session = await live(shop, visit, secure);
  if (!isSession(session))
    return before ? ((await frozenMeanwhile(shop, visit, before, session)) ?? session) : session;
  const { accountId: payer } = session;
  const { id } = visit.form;
  if (!isTransferId(id)) return checkTransfer(shop, visit, secure);
  const typed = typedIn(visit);
  // It may be made already, and the balance too small for a second one: pressed twice is not too little.
  const done = await madeBy(shop.books, payer, id);
  const balance = (await balanceOf(shop, payer)) + (done?.amount ?? 0n);
  const draft = readTransfer(payer, balance, typed);
  if (isFault(draft)) return formReply(visit, balance, typed, draft);
  const outcome = await makeTransfer(shop, { ...draft, id, payer, deviceId: visit.deviceId });
  if ("made" in outcome) return { status: 303, location: `/transfers/${outcome.made}` };
  if ("other" in outcome) return checkTransfer(shop, visit, secure);
  if ("down" in outcome)
    return { status: 503, html: checkPage(visit, { id, typed, draft, down: true }) };
  return { status: 403, html: refusal(shop, visit, outcome.refused, id) };
}

function refusal(shop: Shop, visit: Visit, refused: Refusal, id: string): string {
  const frozen = refused.code === "held";
  const unfreezeUrl = frozen ? new URL("/unfreeze", shop.publicRightfulUrl).href : null;
  return refusedPage(visit, { refused, id, typed: typedIn(visit), unfreezeUrl });
}

/**
 * A freeze after a theft ends every session too. Who presses "transfer" then is told why nothing moves,
 * and not only to sign in again. The books are asked first: a question that is permitted reserves money.
 */
async function frozenMeanwhile(shop: Shop, visit: Visit, ended: Session, reply: Reply) {
  const { accountId: payer } = ended;
  const { frozen, balance } = await purseOf(shop.books, payer, 0);
  const draft = readTransfer(payer, balance, typedIn(visit));
  if (!frozen || reply.status >= 500 || isFault(draft)) return null;
  const { id = "" } = visit.form;
  const refused = await refusalFor(shop, { ...draft, id, payer, deviceId: visit.deviceId });
  return refused && { ...reply, status: 403, html: refusal(shop, visit, refused, id) };
}

/** An address of its own, so that a reload shows the result and sends nothing. */
export async function madeTransfer(shop: Shop, visit: Visit, secure: boolean): Promise<Reply> {
  const session = await live(shop, visit, secure);
  if (!isSession(session)) return session;
  const id = visit.path.split("/")[2];
  if (!isTransferId(id)) return notFound(visit);
  const made = await madeBy(shop.books, session.accountId, id);
  if (!made) return notFound(visit);
  return {
    status: 200,
    html: madePage(visit, id, made, await balanceOf(shop, session.accountId)),
  };
}

/** Money that is on its way; when it has arrived meanwhile, the page says so. */
export async function callTransferBack(shop: Shop, visit: Visit, secure: boolean): Promise<Reply> {
  const session = await live(shop, visit, secure);
  if (!isSession(session)) return session;
  const { id } = visit.form;
  const arrival = isTransferId(id) ? await arrivalOf(shop.books, session.accountId, id) : null;
  if (!arrival) return notFound(visit);
  await callBack(shop.books, arrival);
  return { status: 303, location: `/transfers/${arrival.id}` };
}

/** A fault of ours: the books say what happened, and so does the page. */
export const broken = (visit: Visit): Reply => ({
  status: 500,
  html: notePage(visit, "brokenTitle", "brokenText", [{ href: "/", word: "home" }]),
});
