/**
 * The house's own cases, and scams that people report to it, one each. What a claimant wrote is nobody's headline:
 * of a case only its situation is counted, of a report only that there is one. Neither has a title, so that no words
 * of a person reach a public page. Within the transaction that hears of it: these rows are nobody else's, so that
 * nothing waits for a batch of posts.
 */
import type { Event } from "../../core/events.ts";
import type { World } from "../../core/world.ts";
import { VERSION } from "./classify.ts";
import { dayOf, hourOf, shortHash } from "./posts.ts";
import { addToHours, insertPosts } from "./posts-store.ts";
import { storyOf } from "./stories.ts";

const situations: Readonly<Record<string, string>> = {
  "forgot-password": "forgot_password",
  "lost-phone": "phone_number",
  "account-stolen": "account_stolen",
};
const REPORTED = "impersonation_scam";

async function count(world: World, source: string, name: string, topic: string, at: Date) {
  const key = `i:${shortHash(name)}`;
  const row = {
    ...{ day: dayOf(at), source, key, at, title: "", text: null, url: null, lang: null },
    ...{ category: null, author: null, topic, matchedBy: "category", version: VERSION },
    ...{
      counter: null,
      wording: null,
      story: storyOf({ source, key }),
      begins: true,
      counts: true,
    },
  };
  if ((await insertPosts(world.db, [row])) === 0) return;
  const one = { items: 1, stories: 1, discussions: 1 };
  await addToHours(world.db, [{ topic, hour: hourOf(at), source, ...one }]);
}

const countCase = (world: World, { payload, at }: Event) => {
  const topic = situations[String(payload.situation)];
  return topic ? count(world, "own-cases", `case ${payload.caseId}`, topic, at) : Promise.resolve();
};

const countReport = (world: World, { accountId, seq, at }: Event) =>
  count(world, "scam-reports", `report ${accountId} ${seq}`, REPORTED, at);

export const reactions = { "case.opened": countCase, "scam.reported": countReport };
