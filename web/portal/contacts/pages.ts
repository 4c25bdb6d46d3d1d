/** The pages of recovery contacts: the claimant's, the contact's two, and the owner's. */
import { AskContacts } from "./ask.tsx";
import { Helper } from "./asked.tsx";
import { MyContacts } from "./mine.tsx";
import { ContactPage } from "./page.tsx";

export const contactPages = {
  "/recover/contacts": AskContacts,
  "/helper": Helper,
  "/contact": ContactPage,
  "/me/contacts": MyContacts,
};
