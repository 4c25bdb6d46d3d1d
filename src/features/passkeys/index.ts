import type { Feature } from "../../core/route.ts";
import { sweepPasskeys } from "./actions.ts";

export {
  askNewPasskey,
  askPasskey,
  bindPasskey,
  type Looked,
  livePasskeys,
  lookAtAnswer,
  lookAtNew,
  type NewPasskey,
  readPasskeys,
  takeAnswer,
  takeNew,
  unbindPasskey,
} from "./actions.ts";
export {
  cleanName,
  isKept,
  isOldEnough,
  NAME_MAX,
  PASSKEYS_MAX,
  type Passkey,
  PasskeyRefused,
  SamePasskey,
  TooManyPasskeys,
} from "./rules.ts";

export const passkeys: Feature = { name: "passkeys", routes: [], sweep: sweepPasskeys };
