import type { Feature } from "../../core/route.ts";
import { FORGET, onChanged, onForget } from "./keeping.ts";

export {
  type Answered,
  beginCheck,
  type Compared,
  compare,
  enrolments,
  type Kept,
  keepTemplate,
  readPictures,
  recordCheck,
  spendCheck,
  standingOf,
} from "./checks.ts";
export { demandOffered, findConsent, giveConsent, offered } from "./consent.ts";
export { type Drafted, draftEnrolment, refuseEnrolment } from "./enrolling.ts";
export { deleteFace } from "./keeping.ts";
export {
  type Asked,
  BadPictures,
  CONSENT_VERSION,
  FaceAway,
  FaceConsent,
  FaceOver,
  FaceUnsure,
  NoFaceCheck,
  PER_DEVICE_DAY,
  PER_NETWORK_DAY,
  PICTURE_DAYS,
  PICTURE_MAX,
  readFrames,
  SESSION_SECONDS,
} from "./rules.ts";

export const faces: Feature = {
  name: "faces",
  routes: [],
  jobs: { [FORGET]: { within: onForget } },
  reactions: { "change.done": onChanged },
};
