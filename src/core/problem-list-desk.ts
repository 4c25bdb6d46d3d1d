/** Refusals of cases, of their chat and of the desk; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const deskProblems: Readonly<Record<string, Meaning>> = {
  "no-case": { status: 404, means: "There is no such case, or the claim has none." },
  "case-ended": { status: 409, means: "The case was decided or closed." },
  "cannot-now": {
    status: 409,
    means: "The case does not stand so that this could be done; `state` says how it stands.",
  },
  "lease-lost": {
    status: 409,
    means: "Somebody else holds the case, or nobody; `holder` says who.",
  },
  "not-you": {
    status: 403,
    means: "This member of the desk opened the case, decided on it before, or is concerned by it.",
  },
  "not-drawn": {
    status: 403,
    means: "The second verdict is given by the person whom the system drew, within their time.",
  },
  "stale-evidence": {
    status: 409,
    means: "There is something new to judge by; `evidenceVersion` is the present one.",
  },
  "checklist-open": {
    status: 409,
    means: "Lines of the checklist are not answered as a verdict needs them; `missing` names them.",
  },
  "proofs-missing": {
    status: 409,
    means:
      "Too little proof to approve: identity proofing, or independent proofs; `missing` says which would help.",
  },
  "no-claimant": {
    status: 409,
    means: "An agent opened the case and no claimant has taken it up yet.",
  },
  "bad-reason": { status: 422, means: "The reason does not go with the outcome." },
  "appeal-used": {
    status: 409,
    means: "The refusal was appealed before, or it is the decision of an appeal.",
  },
  "no-appeal": { status: 409, means: "Nothing was refused here, or the time to appeal is over." },
  "bad-contact": { status: 422, means: "The contact is no mobile number and no e-mail address." },
  "bad-reference": { status: 422, means: "What was given cannot be the reference of a case." },
  "bad-until": { status: 422, means: "Not a time within the next seven days." },
  "bad-answer": { status: 422, means: "No such question, or not one of its answers." },
  "no-records": { status: 409, means: "Too few payments are on record to ask about." },
  "looks-secret": {
    status: 422,
    means:
      "The message seems to hold a code, a password or a card number; `kinds` says which. With `sure` it is sent, and what is certain stays masked.",
  },
  "asks-secret": {
    status: 422,
    means: "The desk asks for no code and no password: the message was not sent.",
  },
  "foreign-contact": {
    status: 422,
    means:
      "The desk names official numbers only, and no chat accounts: the message was not sent; `contacts` names the others.",
  },
  "foreign-link": {
    status: 422,
    means: "Links and addresses from the desk are our own only; `hosts` names the others.",
  },
  "stale-chat": {
    status: 409,
    means: "A colleague's message is newer than `lastSeen`; `last` is its number. Read it first.",
  },
  "message-id-used": { status: 409, means: "The id was used for a message of another text." },
  "not-a-phone": { status: 422, means: "What was given is no mobile number." },
  "no-legal-hold": { status: 404, means: "No legal hold of this id stands on the account." },
  "held-already": {
    status: 409,
    means: "A legal hold with the same reference stands on the account.",
  },
  "account-erased": {
    status: 409,
    means: "The account of this id was erased; its id is not used again.",
  },
  "erasure-refused": {
    status: 409,
    means: "The account cannot be erased now; `obstacles` says what is open.",
  },
  "no-erasure": { status: 404, means: "No erasure is waiting." },
  "phone-not-asked": {
    status: 409,
    means: "A new number goes with the situation of a lost phone only.",
  },
};
