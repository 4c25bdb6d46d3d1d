/** The security centre: its pages come when the first of them is opened. */
import { Devices } from "./devices.tsx";
import { Erasure } from "./erasure.tsx";
import { Files } from "./files.tsx";
import { Me } from "./home.tsx";
import { MyPassword } from "./password.tsx";
import { Rehearsal } from "./rehearsal.tsx";

export const centrePages = {
  "/me": Me,
  "/me/devices": Devices,
  "/me/erasure": Erasure,
  "/me/evidence": Files,
  "/me/password": MyPassword,
  "/me/rehearsal": Rehearsal,
};
