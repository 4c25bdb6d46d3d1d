import type { World } from "../../core/world.ts";

/** Hosts of our own pages: what the desk may link to. */
export const ownHosts = ({ config: { url, walletUrl } }: Pick<World, "config">): string[] =>
  [url, walletUrl].filter(Boolean).map((each) => new URL(each).hostname);
