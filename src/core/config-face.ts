/** The face check's keys of the configuration: who compares, and with whose key. */
import { oneOf, type Setting, text, yesNo } from "./config-values.ts";

export const faceSettings = {
  face: {
    env: "RIGHTFUL_FACE",
    about:
      "Who compares faces: `embedded` (after `npx rightful face add`), `rekognition`, or `none`.",
    otherwise: "none",
    // In the demo: as soon as it is installed.
    inDemo: "embedded",
    read: oneOf(["none", "embedded", "rekognition"]),
  },
  faceCalibrated: {
    env: "RIGHTFUL_FACE_CALIBRATED",
    about:
      "On whom the limits were measured, in a few words, once you have; empty: the desk is warned that nobody has.",
    otherwise: "",
    read: text,
  },
  faceAttested: {
    env: "RIGHTFUL_FACE_ATTESTED",
    about:
      "`yes` when you hold a laboratory's report on the provider's capture and rely on it; `embedded` is never attested.",
    otherwise: "no",
    read: yesNo,
  },
  rekognitionRegion: {
    env: "RIGHTFUL_REKOGNITION_REGION",
    about: "Region of Amazon Rekognition, like eu-west-1.",
    otherwise: "",
    read: text,
  },
  rekognitionKeyId: {
    env: "RIGHTFUL_REKOGNITION_KEY_ID",
    about: "Access key that may call CreateFaceLivenessSession and what follows it.",
    otherwise: "",
    read: text,
  },
  rekognitionSecret: {
    env: "RIGHTFUL_REKOGNITION_SECRET",
    about: "Its secret.",
    otherwise: "",
    secret: true,
    read: text,
  },
} satisfies Record<string, Setting<unknown>>;
