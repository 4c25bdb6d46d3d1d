/** What a signed-in owner sets for the account: ways back in, the lock, a freeze and its end. */
import { Lock } from "./lock.tsx";
import { MyFreeze, MyUnfreeze } from "./my-freeze.tsx";
import { WaysBack } from "./ways-back.tsx";

export const ownerPages = {
  "/me/ways-back": WaysBack,
  "/me/lock": Lock,
  "/me/freeze": MyFreeze,
  "/me/unfreeze": MyUnfreeze,
};
