/** Reports and files for the police: they come when the first of them is opened. */
import { MakePack } from "./make.tsx";
import { Packs } from "./packs.tsx";
import { Reports } from "./reports.tsx";

export const policePages = {
  "/me/reports": Reports,
  "/me/pack": Packs,
  "/me/pack/new": MakePack,
};
