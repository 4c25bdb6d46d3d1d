/** Refusals of passkeys and of approvals by a signed-in device; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const passkeyProblems: Readonly<Record<string, Meaning>> = {
  "passkey-refused": {
    status: 422,
    means: "The browser's answer does not verify, or its challenge was used or has expired.",
  },
  "same-passkey": { status: 409, means: "The passkey is on the account already." },
  "too-many-passkeys": { status: 409, means: "The account has ten passkeys already." },
};
