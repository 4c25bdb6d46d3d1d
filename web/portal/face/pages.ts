/** The face check: its pages come when the first of them is opened. */
import { FaceCamera, FaceConsent, FaceLooking } from "./check.tsx";
import { FaceOwn } from "./own.tsx";

export const facePages = {
  "/recover/face": FaceConsent,
  "/recover/face/camera": FaceCamera,
  "/recover/face/looking": FaceLooking,
  "/me/face": FaceOwn,
};
