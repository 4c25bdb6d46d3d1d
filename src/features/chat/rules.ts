/**
 * A chat in a case. A thief wants three things of it: to read another's, to be taken for customer service (so
 * that an owner gives away a code), and to wear people down by messages. So a chat exists only inside a claim
 * whose token is shown; whoever works at the desk can ask for no secret here and link to nobody else's pages;
 * and messages are few enough to be read.
 */
import { problem } from "../../core/problem.ts";

export const TEXT_MAX = 1000;
/** Of one claim. A person who writes faster than this is none. */
export const PER_MINUTE = 12;
export const PER_DAY = 200;
/** Of one member of the desk, over all their cases. */
export const DESK_PER_MINUTE = 40;
/** Messages that one answer holds; whoever lacks more asks again. */
export const BATCH = 200;

/** So long after its last sign of life a page counts as open: lines are renewed every 15 s. */
export const OPEN_MS = 40_000;
export const AWAKE_MS = 15_000;

/** A message that lies unread for so long is told of elsewhere; later when the page is open somewhere. */
export const AWAY_MINUTES = 5;
export const AWAY_OPEN_MINUTES = 15;
export const TOLD_PER_DAY = 3;

export const LooksSecret = problem(
  "looks-secret",
  422,
  "This looks like a code, a password or a card number. Nobody here needs one.",
);
export const AsksSecret = problem(
  "asks-secret",
  422,
  "This asks for a code or a password. Nobody of the desk ever does.",
);
export const ForeignLink = problem(
  "foreign-link",
  422,
  "This names a page or an address that is not ours. Links from the desk lead to our own pages only.",
);
export const ForeignContact = problem(
  "foreign-contact",
  422,
  "This names a number or a chat account that is not official. The desk names official numbers only.",
);
export const StaleChat = problem(
  "stale-chat",
  409,
  "A colleague has written meanwhile. Read that first; your text is kept.",
);
export const IdUsed = problem("message-id-used", 409, "Another message was sent under this id.");

export type Side = "claimant" | "desk";

/** What one of the desk has not seen: the newest message of a colleague, if it is newer. */
export const isBehind = (lastSeen: number, newestOfOthers: number) => lastSeen < newestOfOthers;
