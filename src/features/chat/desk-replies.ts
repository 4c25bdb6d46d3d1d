/** The replies in force, as the desk reads them: all of them (D10), and filled for one case. */
import { fileURLToPath } from "node:url";
import type { World } from "../../core/world.ts";
import type { Agent } from "../cases/index.ts";
import { reference } from "../recovery/index.ts";
import { demandSight } from "./actions.ts";
import { ownHosts, ownNumbers } from "./hosts.ts";
import { filled, loadReplies, type Reply, type Words } from "./replies.ts";

const SHIPPED = fileURLToPath(new URL("../../../content/replies", import.meta.url));
/** Read once a process and folder: a start that may not trust them does not come this far. */
const kept = new Map<string, readonly Reply[]>();

/** Throws a sentence when a file is not as it has to be. */
export function repliesOf(world: Pick<World, "config" | "registry">): readonly Reply[] {
  const folder = world.config.repliesFolder || SHIPPED;
  const known = kept.get(folder) ?? loadReplies(folder, ownHosts(world), ownNumbers(world));
  kept.set(folder, known);
  return known;
}

const time = (world: World, at: Date): Words => {
  const { timeZone } = world.config;
  const format = (locale: string) =>
    new Intl.DateTimeFormat(locale, {
      ...{ timeZone, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" },
      hourCycle: "h23",
    }).format(at);
  return { en: format("en-GB"), zh: format("zh-CN") };
};

/** As they would be said in this case, in both languages. Throws `no-case`, `not-you`. */
export async function repliesFor(world: World, agent: Agent, caseId: string) {
  const held = await demandSight(world, agent, caseId);
  const { operatorName, operatorNameZh, operatorPhone } = world.config;
  const name = reference(held.id);
  const values = {
    reference: { en: name, zh: name },
    // A promise that has passed is none: then the page of the case says when.
    ...(held.dueAt > world.now() && !held.pausedAt && { due: time(world, held.dueAt) }),
    phone: { en: operatorPhone, zh: operatorPhone },
    operator: { en: operatorName, zh: operatorNameZh || operatorName },
  };
  return {
    locale: held.locale,
    replies: repliesOf(world).map(({ id, tags, title, text }) => ({
      ...{ id, tags, title, text: filled(text, values) },
    })),
  };
}
