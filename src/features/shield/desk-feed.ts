/**
 * The desk's own list of scams as a feed of the engine, beside the file of hashes: what two people listed is found at
 * the next check. It is read anew at each question, so nothing has to be prepared again. Where the registry vouches
 * for something by now, the registry is right.
 */
import {
  isVouchedFor,
  type Listed,
  type Listings,
  listingKey,
  type Registry,
} from "../registry/index.ts";
import { pathsOf } from "./feed.ts";
import type { Feed } from "./registry.ts";

const MOST_PARENTS = 5;
/** Shown as the list's name, in both languages. */
const SOURCE = "desk / 人工核实";

export type DeskList = { listings: Listings };

/** `channels`: what is official here. `file`: the list of hashes, where the operator has one; asked second. */
export function deskFeed(channels: Registry, held: DeskList, file?: Feed): Feed {
  const look = (kind: Listed, value: string) => {
    const found = held.listings.get(listingKey(kind, value));
    if (!found || isVouchedFor(channels, kind, value)) return;
    return { source: SOURCE, since: found.since.toISOString().slice(0, 10) };
  };
  const ofDesk = (host: string, tail: string) => {
    if (held.listings.size === 0) return;
    let at = 0;
    for (let n = 0; n < MOST_PARENTS && at >= 0; n++) {
      const name = host.slice(at);
      const found = look("link", name);
      if (found) return found;
      for (const path of pathsOf(tail)) {
        const page = path === "/" ? undefined : look("link", name + path.replace(/\/$/, ""));
        if (page) return page;
      }
      const dot = host.indexOf(".", at);
      at = dot < 0 ? -1 : dot + 1;
    }
    return;
  };
  return { find: (host, tail) => ofDesk(host, tail) ?? file?.find(host, tail), findContact: look };
}
