/** What the server tells of recovery contacts, as types. */

/** To the claimant, after a first proof. */
export type ContactsAsked = {
  needed: number;
  entered: number;
  askedAt: string | null;
  expiresAt: string | null;
  /** None are asked now, or those who are can no longer be enough. */
  mayAsk: boolean;
  people: {
    nickname: string;
    is: "not-asked" | "asked" | "unsure" | "yes" | "entered";
    at: string | null;
  }[];
};

/** To a contact, of one request: the name by which the owner introduced themself, and nothing else. */
export type HelperAsk = {
  name: string;
  answer: "yes" | "no" | "unsure" | "stop" | null;
  code?: string;
  until?: string;
};

/** To a contact, on their own page. */
export type ContactPage = { name: string; state: "invited" | "willing" | "stopped" | "erased" };

/** To the owner. */
export type Contacts = {
  needed: number;
  min: number;
  max: number;
  counting: number;
  list: {
    id: string;
    nickname: string;
    state: "waiting" | "invited" | "confirmed" | "declined";
    askedAt: string;
    confirmedAt: string | null;
    countsFrom: string | null;
  }[];
};
