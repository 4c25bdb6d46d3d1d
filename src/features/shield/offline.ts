/**
 * The door of `shield.js`: the verdicts of `POST /v1/checks` without a server, for pages and wallet apps. Nothing here reads a
 * clock, a file or the network. Its types for others are `web/shield.d.ts`, held together by a test.
 */
import { BadInput, Problem } from "../../core/problem.ts";
import { unstorable } from "../../core/text.ts";
import { type Asked, type Checked, judge, LONGEST_ASKED } from "./answers.ts";
import { prepare } from "./registry.ts";
import { isRegistry, ListRefused } from "./signed-list.ts";

export { ListRefused, openChannels } from "./signed-list.ts";
export { Problem as CheckRefused };

export type Shield = {
  /** Of the list that it judges by. */
  readonly version: number;
  /**
   * Exactly one of `url`, `text`, `phone`, `email`; `sender` beside a text. The body of the server's answer. Throws what the server
   * refuses: an error whose `code` is `bad-input`.
   */
  check(asked: Asked): Checked;
};

/**
 * `channels`: what `openChannels` gave, or the file of channels that the app ships with. Takes some tens of milliseconds: make one, and keep
 * it. Throws `ListRefused` (`not-a-list`).
 */
export function createShield({ channels }: { channels: unknown }): Shield {
  if (!isRegistry(channels)) throw new ListRefused("not-a-list");
  const prepared = prepare(channels);
  return {
    version: channels.version,
    check: (asked) => judge(prepared, taken(asked)),
  };
}

/** What the server's schema takes, and nothing else. */
function taken(asked: Asked): Asked {
  const given: Record<string, unknown> =
    typeof asked === "object" && asked !== null ? { ...asked } : {};
  const fine = Object.entries(given).every(
    ([name, value]) =>
      Object.hasOwn(LONGEST_ASKED, name) &&
      (value === undefined ||
        (typeof value === "string" && isWithin(value, LONGEST_ASKED[name as keyof Asked]))),
  );
  if (!fine || unstorable({ body: given }).length > 0) throw BadInput();
  return given;
}

/** Characters, as the schema counts them: a pair of surrogates is one. */
function isWithin(text: string, most: number): boolean {
  if (text.length === 0 || text.length > 2 * most) return false;
  return text.length <= most || [...text].length <= most;
}
