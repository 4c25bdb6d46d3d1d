import { plain } from "./rules.ts";
import type {
  Change,
  CodePurpose,
  HoldScope,
  MethodName,
  Place,
  Rendered,
  ReportMark,
  Values,
  Words,
} from "./texts.ts";
import { contactsEn } from "./words-contacts.ts";

const purposes: Record<CodePurpose, (service: string) => string> = {
  recovery: (service) => `for getting back into your ${service} account`,
  "step-up": (service) => `for changing the ways back into your ${service} account`,
  "new-address": (service) => `for adding this address to your ${service} account`,
  "number-claim": (service) => `for saying to ${service} that this number is yours now`,
  "case-return": (service) => `for going on with a request to ${service} on another device`,
};
const methods: Record<MethodName, string> = {
  phone: "a phone number",
  email: "an e-mail address",
  authenticator: "an authenticator app",
  "recovery-codes": "a set of recovery codes",
  passkey: "a passkey",
  contact: "a recovery contact",
  device: "a device",
  face: "the face check",
};
const changes: Record<Change, { will: string; was: string; kept: string }> = {
  added: { will: "will be added to", was: "was added to", kept: "will not be added to" },
  replaced: {
    will: "will be replaced on",
    was: "was replaced on",
    kept: "will not be replaced on",
  },
  removed: { will: "will be removed from", was: "was removed from", kept: "stays on" },
};
const holds: Record<HoldScope, string> = {
  outgoing: "Outgoing payments are frozen",
  "sign-in": "Sign-in is frozen",
  everything: "Sign-in and payments are frozen",
};
const releases: Record<HoldScope, string> = {
  outgoing: "Outgoing payments work again",
  "sign-in": "Sign-in works again",
  everything: "Sign-in and payments work again",
};

const named = (device: string) => {
  const name = plain(device, "en");
  return name && ` (${name})`;
};
const dayOf = (date: string) =>
  date &&
  new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" }).format(new Date(date));

/** Not where it was reported: whoever reads along need not know. */
const reports: Record<ReportMark, (place: Place, day: string) => Rendered> = {
  due: ({ service }) => ({
    subject: "An answer to your report is due today",
    text: `You follow a report in your ${service} account, and its answer is due today. If none comes, call where you reported and give your report number. We never ask for codes or passwords.`,
  }),
  late: ({ service }, day) => ({
    subject: "The answer to your report is late",
    text: `You follow a report in your ${service} account. Its answer was due on ${day}. Call where you reported and give your report number. We never ask for codes or passwords.`,
  }),
  closed: (place) => ({
    subject: "A report was marked as ended",
    text: `A report that you follow in your ${place.service} account was marked as ended. Nobody reminds you of it any more. ${ifNotYou(place)}`,
  }),
};

const first = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const ifNotYou = ({ notMeUrl }: Place) => `If this wasn't you: ${notMeUrl}`;
const code = ({ code, purpose, minutes = 10 }: Values["sms-code"], { service }: Place) =>
  `${code} is your code ${purposes[purpose](service)}. It works for ${minutes} minutes. We never ask for it. Staff never need it.`;

export const en: Words = {
  ...contactsEn,
  "sms-code": (values, place) => ({
    subject: `Your ${place.service} code`,
    text: `${code(values, place)}\n\n@${place.host} #${values.code}`,
  }),
  "email-code": (values, place) => ({
    subject: `Your ${place.service} code`,
    text: `${code(values, place)}\n\nIf you did not ask for it, you need not do anything.`,
  }),
  "claim-first-proof": (_, place) => ({
    subject: `Someone is getting back into your ${place.service} account`,
    text: `Someone is getting back into your ${place.service} account and has passed a first check. If this is you, carry on. ${ifNotYou(place)}`,
  }),
  "review-begun": (_, place) => ({
    subject: `Someone asks us for help with your ${place.service} account`,
    text: `Someone says that your ${place.service} account is theirs and asks our staff to review it. If this is you, you need do nothing. ${ifNotYou(place)}`,
  }),
  "continued-elsewhere": (_, place) => ({
    subject: `Your ${place.service} request goes on in another browser`,
    text: `The request to get back into your ${place.service} account is carried on in another browser. If this is you, you need do nothing. ${ifNotYou(place)}`,
  }),
  "wait-started": ({ until }, place, time) => ({
    subject: `A new password can be set from a later time`,
    text: `Someone proved that your ${place.service} account is theirs. A new password can be set from ${time(until)}. Until then you can stop it. ${ifNotYou(place)}`,
  }),
  completed: (_, place) => ({
    subject: `Your ${place.service} password was changed`,
    text: `The password of your ${place.service} account was changed and every session was ended. Sign in with the new password. ${ifNotYou(place)}`,
  }),
  cancelled: (_, place) => ({
    subject: "The attempt to get back in was stopped",
    text: `The attempt to get back into your ${place.service} account was stopped. Your password is as before. You can start again at any time.`,
  }),
  expired: (_, place) => ({
    subject: "The attempt to get back in has run out",
    text: `The attempt to get back into your ${place.service} account was not finished in time. Your password is as before. You can start again at any time.`,
  }),
  denied: (_, place) => ({
    subject: "The attempt to get back in was turned down",
    text: `A person looked at the attempt to get back into your ${place.service} account and turned it down. Your password is as before. You can ask once for another review, or start again in another way.`,
  }),
  contest: (_, place) => ({
    subject: "The attempt to get back in is paused",
    text: `Two people say that your ${place.service} account is theirs. The attempt to get back in is paused until a person has looked at it. Your password is as before. ${ifNotYou(place)}`,
  }),
  "change-pending": ({ method, change, effectiveAt }, place, time) => ({
    subject: `A way back into your account will change`,
    text: `${first(methods[method])} ${changes[change].will} your ${place.service} account on ${time(effectiveAt)}. Until then you can stop it. ${ifNotYou(place)}`,
  }),
  "change-done": ({ method, change }, place) => ({
    subject: `A way back into your account has changed`,
    text: `${first(methods[method])} ${changes[change].was} your ${place.service} account. ${ifNotYou(place)}`,
  }),
  "change-cancelled": ({ method, change }, place) => ({
    subject: `A change was stopped`,
    text: `A change was stopped: ${methods[method]} ${changes[change].kept} your ${place.service} account. Your ways back in are as before.`,
  }),
  "recovery-codes-replaced": (_, place) => ({
    subject: `You have new recovery codes`,
    text: `The recovery codes of your ${place.service} account were replaced. The old ones no longer work. ${ifNotYou(place)}`,
  }),
  "recovery-code-used": ({ left }, place) => ({
    subject: `A recovery code was used`,
    text: `A recovery code of your ${place.service} account was used. ${left === 0 ? "None is left: make new ones." : left === 1 ? "1 is left: make new ones soon." : `${left} are left.`} ${ifNotYou(place)}`,
  }),
  hold: ({ scope, until }, place, time) => ({
    subject: `Your ${place.service} account is protected`,
    text: `${holds[scope]} on your ${place.service} account${until ? ` until ${time(until)}` : ""}. Your money stays where it is. ${ifNotYou(place)}`,
  }),
  release: ({ scope }, place) => ({
    subject: `Your ${place.service} account works again`,
    text: `${releases[scope]} on your ${place.service} account. ${ifNotYou(place)}`,
  }),
  "sessions-ended": (_, place) => ({
    subject: `You were signed out of ${place.service}`,
    text: `To protect your ${place.service} account, our staff signed it out everywhere. Your money stays where it is. Sign in again as usual. ${ifNotYou(place)}`,
  }),
  "password-changed": (_, place) => ({
    subject: `Your ${place.service} password was changed`,
    text: `The password of your ${place.service} account was changed in the security centre, and every other session was ended. ${ifNotYou(place)}`,
  }),
  "device-signed-out": ({ device }, place) => ({
    subject: `A device was signed out of ${place.service}`,
    text: `A device${named(device)} was signed out of your ${place.service} account. Signing in on it works as usual. ${ifNotYou(place)}`,
  }),
  "device-disowned": ({ device }, place) => ({
    subject: `A device was signed out as unknown`,
    text: `A device${named(device)} was signed out of your ${place.service} account as unknown. Set a new password if you did not know it. ${ifNotYou(place)}`,
  }),
  "number-released": (_, place) => ({
    subject: "A phone number was taken off your account",
    text: `The operator says that your phone number belongs to somebody else now, so it was taken off your ${place.service} account. Your other ways back in stay. Please add your new number. ${ifNotYou(place)}`,
  }),
  "number-disputed": (_, place) => ({
    subject: "Somebody says that your phone number is theirs",
    text: `Somebody got a code at the phone number of your ${place.service} account and says that it is theirs now. If you still have it, nothing changes. If not, please add your new number. ${ifNotYou(place)}`,
  }),
  "chat-news": (_, place) => ({
    subject: "There is news about your request",
    text: `There is news about your request at ${place.service}. Read it where you made the request: ${place.host}. We never ask for codes or passwords.`,
  }),
  report: ({ mark, dueOn = "" }, place) => reports[mark](place, dayOf(dueOn)),
  "pack-made": (_, place) => ({
    subject: "A file for the police is being made",
    text: `Someone signed in to your ${place.service} account and asked for a file for the police. It holds payments and sign-ins of this account. ${ifNotYou(place)}`,
  }),
  "pack-ready": (_, place) => ({
    subject: "Your file for the police is ready",
    text: `The file for the police is ready in the security centre of your ${place.service} account, for 7 days. ${ifNotYou(place)}`,
  }),
  "pack-downloaded": (_, place) => ({
    subject: "A file for the police was downloaded",
    text: `The file for the police, with payments and sign-ins of your ${place.service} account, was downloaded. ${ifNotYou(place)}`,
  }),
  "erasure-pending": ({ effectiveAt }, place, time) => ({
    subject: `Your ${place.service} account will be erased`,
    text: `Someone asked us to erase your ${place.service} account. It will be erased on ${time(effectiveAt)}, for good. Until then you can stop it. ${ifNotYou(place)}`,
  }),
  "erasure-cancelled": (_, place) => ({
    subject: `Your ${place.service} account stays`,
    text: `Your ${place.service} account will not be erased. Everything is as before.`,
  }),
  erased: (_, place) => ({
    subject: `Your ${place.service} account was erased`,
    text: `Your account at ${place.service} was erased as asked, and cannot be brought back. This is our last message about it.`,
  }),
  "lock-loosened": ({ effectiveAt }, place, time) => ({
    subject: `Your security lock will be loosened`,
    text: `The security lock of your ${place.service} account will be loosened on ${time(effectiveAt)}. Until then you can stop it. ${ifNotYou(place)}`,
  }),
};
