/** The shield's keys of the configuration. */
import { type Setting, text } from "./config-values.ts";

export const shieldSettings = {
  feedFile: {
    env: "RIGHTFUL_FEED",
    about:
      "File of reported links as hashes (docs/guide/shield.md), looked at again every minute; empty: the shield judges without one.",
    otherwise: "",
    read: text,
  },
} satisfies Record<string, Setting<unknown>>;
