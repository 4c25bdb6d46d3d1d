/**
 * What each refusal means to the program that meets it, for /docs/problems, docs/reference and the
 * OpenAPI document. A test holds this list against every `problem(...)` of the source: the same codes,
 * the same statuses.
 */

import { alertProblems } from "./problem-list-alerts.ts";
import { contactProblems } from "./problem-list-contacts.ts";
import { deskProblems } from "./problem-list-desk.ts";
import { faceProblems } from "./problem-list-face.ts";
import { guideProblems } from "./problem-list-guides.ts";
import { insightProblems } from "./problem-list-insights.ts";
import { packProblems } from "./problem-list-packs.ts";
import { passkeyProblems } from "./problem-list-passkeys.ts";
import { reportProblems } from "./problem-list-reports.ts";
import { scamProblems } from "./problem-list-scams.ts";
import { simulationProblems } from "./problem-list-simulation.ts";
import { topicProblems } from "./problem-list-topics.ts";

export type Meaning = { status: number; means: string };

export const problemList: Readonly<Record<string, Meaning>> = {
  ...deskProblems,
  ...simulationProblems,
  ...faceProblems,
  ...reportProblems,
  ...scamProblems,
  ...guideProblems,
  ...insightProblems,
  ...packProblems,
  ...passkeyProblems,
  ...contactProblems,
  ...topicProblems,
  ...alertProblems,
  "already-done": {
    status: 409,
    means:
      "This request was done before, and its answer is no longer kept. Read the present state.",
  },
  "another-recovery": {
    status: 409,
    means: "Another recovery of the account has its proofs already. Only one can be past proving.",
  },
  "bad-account-id": { status: 422, means: "An account id has characters that we do not take." },
  "bad-duration": { status: 422, means: "Demo only: a length of time that cannot be read." },
  "bad-endpoint": {
    status: 400,
    means: "Signals cannot be delivered to this address: it is internal, or not https.",
  },
  "bad-idempotency-key": {
    status: 400,
    means: "The Idempotency-Key is not 1 to 255 visible characters.",
  },
  "bad-hold": {
    status: 422,
    means: "This reason does not go with the scope or the end that was asked for.",
  },
  "bad-identifier": {
    status: 422,
    means: "What was typed is not a phone number, e-mail address or account name.",
  },
  "bad-input": {
    status: 400,
    means:
      "A field is missing, unknown or malformed; `errors` says which. A request that cannot be read at all may carry another 4xx status.",
  },
  "bad-limit": { status: 422, means: "A limit of the security lock is no amount." },
  "bad-lines": {
    status: 422,
    means: "More lines than are taken at once, or a body that is not one JSON object a line.",
  },
  "bad-upload": {
    status: 422,
    means: "The kind of the file, its length or the form it came in cannot be read.",
  },
  broken: {
    status: 500,
    means:
      "A fault on our side. `request` finds it in the log. The same request can be sent again.",
  },
  "cannot-show": {
    status: 409,
    means:
      "There is nothing of this file to show: it is being checked, in quarantine, or cannot be read.",
  },
  "change-underway": {
    status: 409,
    means: "Another change of the same was agreed to and is being made. Try again in a minute.",
  },
  contested: {
    status: 409,
    means: "Someone with access to the account objected. A person decides.",
  },
  ended: { status: 409, means: "The recovery has ended. Ended states are final; start a new one." },
  "file-too-large": {
    status: 413,
    means: "A file has more bytes than it may have, or than it said; `maxBytes` is the limit.",
  },
  "freeze-limit": {
    status: 409,
    means: "Three soft freezes in 30 days: no further one by little proof.",
  },
  gone: { status: 410, means: "A one-time link or token was used or has expired." },
  held: { status: 409, means: "The account is frozen for this: no sign-in, no hand-off." },
  "in-progress": {
    status: 409,
    means: "The same request is being done right now. Send it again in a moment.",
  },
  "key-reused": {
    status: 422,
    means: "The Idempotency-Key belongs to another request. Use a new key for each request.",
  },
  "last-admin": { status: 409, means: "The last admin of the desk cannot leave or be another." },
  "last-way": { status: 409, means: "The last way back into an account is not removed." },
  "needs-fresh-proof": {
    status: 403,
    means: "A change of the ways back in needs a proof from the last five minutes.",
  },
  "needs-supervisor": {
    status: 403,
    means: "A freeze asked for by the police is ended by two people, one of whom is a supervisor.",
  },
  "no-account": { status: 404, means: "No account has this id." },
  "no-change": { status: 404, means: "No such change is waiting." },
  "no-choice": { status: 422, means: "The choice is none of the accounts shown." },
  "no-clock": { status: 409, means: "Demo only: the clock of this server cannot be moved." },
  "no-device": { status: 404, means: "The account has no such device." },
  "no-file": {
    status: 404,
    means: "There is no such file in this case.",
  },
  "no-hold": { status: 404, means: "No hold has this id, or not on this account." },
  "no-payment": { status: 404, means: "No payment of this id waits for a confirmation." },
  "no-pending": { status: 404, means: "Nothing waits to loosen the security lock." },
  "no-recovery": { status: 404, means: "No recovery is in progress here." },
  "no-renewal": {
    status: 409,
    means:
      "This freeze was renewed as often as it may be, long enough ahead, or by too few people.",
  },
  "no-second": {
    status: 409,
    means:
      "Nobody at this desk could be the second person: of another team, and without an interest in the account.",
  },
  "no-undo": { status: 404, means: "No recovery has left a tightened lock that can be undone." },
  "no-staff": { status: 404, means: "There is nobody of that name at this desk." },
  "no-provider": { status: 404, means: "No identity provider is configured for the desk." },
  "no-stream": { status: 404, means: "There is no such stream, or it is not this caller's." },
  "no-way": { status: 404, means: "The account has no such way back in." },
  "no-webhook": {
    status: 404,
    means: "There is no such webhook or delivery, or it is not this caller's.",
  },
  "not-allowed": { status: 403, means: "The service key does not have the scope that this needs." },
  "not-found": { status: 404, means: "There is nothing here, or nothing that is yours." },
  "not-in-this-version": {
    status: 422,
    means: "The policy knows this proof, and this version cannot take it yet.",
  },
  "not-opened": {
    status: 403,
    means: "Nobody sees a file before the opening of it is written down.",
  },
  "not-proven": { status: 409, means: "The proofs given do not suffice yet." },
  "not-ready": { status: 503, means: "The database does not answer, or takes no writes." },
  "not-signed-in": { status: 401, means: "The token, cookie or service key is missing or ended." },
  "not-started": {
    status: 409,
    means: "The set-up was not begun here, or has run out. Begin again.",
  },
  "not-tus": {
    status: 412,
    means: "Another version of tus than 1.0.0 was asked for.",
  },
  "not-yours-to-release": {
    status: 403,
    means: "The hold stays: its reason is ended by somebody else, or by more proof.",
  },
  "other-offset": {
    status: 409,
    means: "The upload stands at another place, which `offset` names. Go on from there.",
  },
  "own-change": {
    status: 403,
    means: "Somebody else has to agree: nobody decides on what they asked for or on themselves.",
  },
  "other-site": { status: 403, means: "A browser sent this from another site." },
  paused: {
    status: 503,
    means:
      "Somebody of the desk has stopped all completions for now. The recovery stands as it is.",
  },
  resting: {
    status: 429,
    means:
      "Too many wrong codes: of this claim, of this account, or over many accounts at once. `until` says when it goes on; other ways stay open.",
  },
  guided: {
    status: 409,
    means:
      "The owner said that somebody is telling them what to do. Nothing is loosened before `until`, half an hour later.",
  },
  "same-address": { status: 409, means: "The address is on the account already." },
  "scam-warning": {
    status: 409,
    means:
      "The security lock would be loosened: show `warning`, and send the request again with `acknowledged`.",
  },
  "sign-in-refused": {
    status: 422,
    means:
      "The desk did not take this sign-in. The answer is the same for every reason, so that nobody learns who works there.",
  },
  "second-person": {
    status: 403,
    means:
      "More files in an hour, or more fields in a day, than one person opens alone. A change of kind `viewing` asks for a second person's yes.",
  },
  "session-ended": {
    status: 404,
    means: "The sign-in no longer stands. End the wallet's own session and say why.",
  },
  "prove-first": {
    status: 409,
    means: "This proof is asked for only after another one was accepted.",
  },
  "switched-off": {
    status: 503,
    means: "Somebody of the desk has switched this kind of proof off for now. Others go on.",
  },
  "this-device": {
    status: 409,
    means: "The device in use cannot be disowned, so that nobody hides it. Sign it out instead.",
  },
  "too-early": { status: 409, means: "An owner's freeze is not ended in its first hour." },
  "too-large": { status: 413, means: "The body is larger than `maxBytes`." },
  "too-many": {
    status: 429,
    means: "Too often from here. `until` and Retry-After say when to go on.",
  },
  "too-many-files": {
    status: 409,
    means: "The case has as many files as it can hold.",
  },
  "too-many-messages": {
    status: 429,
    means:
      "The budget of messages is spent: of this number or mailbox, of its neighbours, or of a network. `until` says when; other ways stay open.",
  },
  "too-many-subscribers": {
    status: 409,
    means: "One caller has 20 streams and webhooks at most. Delete one that is not needed.",
  },
  "too-soon": {
    status: 429,
    means: "A code was sent a moment ago. `until` says when to ask again.",
  },
  "try-again": {
    status: 503,
    means:
      "The database was lost at a bad moment. Send the same request with the same key: it is done once.",
  },
  waiting: { status: 409, means: "The wait is not over. `until` says when it is." },
  "weak-password": { status: 422, means: "The password is refused; `reasons` says why, in words." },
  "wrong-code": {
    status: 422,
    means:
      "The code is wrong, expired or replaced by a newer one; `triesLeft` may say how many are left.",
  },
  "wrong-password": { status: 422, means: "Account and password do not go together." },
  "wrong-type": { status: 415, means: "The body was not sent as application/json." },
};
