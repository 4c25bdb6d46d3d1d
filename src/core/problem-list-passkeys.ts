/** Refusals of passkeys and of approvals by a signed-in device; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const passkeyProblems: Readonly<Record<string, Meaning>> = {
  "passkey-refused": {
    status: 422,
    means: "The browser's answer does not verify, or its challenge was used or has expired.",
  },
  "no-approval": { status: 404, means: "The account has no such request." },
  "none-signed-in": {
    status: 409,
    means: "No device that could approve is signed in, other than the one that asks.",
  },
  "not-this-device": {
    status: 403,
    means:
      "The session's device may not approve: it asks itself, is unknown, or younger than 7 days.",
  },
  "same-passkey": { status: 409, means: "The passkey is on the account already." },
  "too-many-passkeys": { status: 409, means: "The account has ten passkeys already." },
};
