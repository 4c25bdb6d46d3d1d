import type { Feature } from "../../core/route.ts";
import { sweepLinks } from "./answers.ts";
import { remind } from "./reminders.ts";
import { routes } from "./routes.ts";

export {
  addContact,
  bindContact,
  countedContacts,
  findContact,
  forgetContact,
  importContact,
  invite,
  type NewContact,
  readContacts,
  readNew,
  removeContact,
  spendInvitation,
} from "./people.ts";
export { planReminder } from "./reminders.ts";
export {
  approvals,
  askContacts,
  endRounds,
  enterCode,
  type RoundView,
  readRound,
  saidNo,
} from "./rounds.ts";
export {
  ConfirmedAlready,
  type Contact,
  countsFrom,
  isPresent,
  NoContact,
  stateOf,
} from "./rules.ts";

export const contacts: Feature = {
  name: "contacts",
  routes,
  jobs: { "contacts-year": { within: remind } },
  sweep: sweepLinks,
};
