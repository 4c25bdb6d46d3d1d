/** Who compares faces here, as the configuration says; nobody, unless it does. */
import type { Config } from "../../core/config.ts";
import { embedded, isInstalled } from "./embedded.ts";
import type { FaceVerifier } from "./face.ts";
import { rekognition } from "./rekognition.ts";

export function faceOf(config: Config, now: () => Date): { face?: FaceVerifier } {
  const calibratedOn = config.faceCalibrated || null;
  if (config.face === "embedded") {
    if (isInstalled()) return { face: embedded({ calibratedOn }) };
    // The demo does without, and says how to add it.
    if (config.demo) return {};
    throw new Error("RIGHTFUL_FACE is `embedded`, and it is not installed: npx rightful face add");
  }
  if (config.face === "none") return {};
  const { rekognitionRegion: region, rekognitionKeyId: keyId, rekognitionSecret: secret } = config;
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region) || !keyId || !secret)
    throw new Error(
      "RIGHTFUL_FACE is `rekognition`: set RIGHTFUL_REKOGNITION_REGION, _KEY_ID and _SECRET.",
    );
  const attested = config.faceAttested;
  return { face: rekognition({ region, keyId, secret, attested, calibratedOn, now }) };
}
