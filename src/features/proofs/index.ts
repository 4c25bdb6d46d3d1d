import type { Feature } from "../../core/route.ts";
import { sweepProofs } from "./actions.ts";
import { raiseBombed } from "./messages.ts";
import { sendAlarm } from "./tell-alarms.ts";

export * from "./actions.ts";
export { isLiveCode } from "./live.ts";
export { type Outgoing, sendsLeft, sendWithin } from "./outgoing.ts";
export { newRecoveryCodes, readRecoveryCode } from "./recovery-codes.ts";
export {
  CASE_CODE,
  type ChallengeView,
  NotYet,
  Resting,
  type SentCode,
  sentCodes,
  TooManyMessages,
  TooSoon,
  type TypedCode,
  typedCodes,
  WrongCode,
} from "./rules.ts";
export * from "./saved-codes.ts";
export * from "./sending.ts";
export { fromBase32, hotp, matchTotp, newTotpSecret, otpauthUrl, stepAt } from "./totp.ts";

export const proofs: Feature = {
  name: "proofs",
  routes: [],
  jobs: { "send-alarm": { outside: sendAlarm } },
  keepsUp: raiseBombed,
  sweep: sweepProofs,
};
