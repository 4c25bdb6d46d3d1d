/** Passkeys, the same step in another browser, and what a signed-in device is asked. */
import { ApprovalsPage } from "./approvals.tsx";
import { AskDevice } from "./ask.tsx";
import { Elsewhere } from "./elsewhere.tsx";
import { PasskeyProof } from "./proof.tsx";

export const passkeyPages = {
  "/recover/passkey": PasskeyProof,
  "/recover/elsewhere": Elsewhere,
  "/recover/approval": AskDevice,
  "/me/approvals": ApprovalsPage,
};
