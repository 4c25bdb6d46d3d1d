/** How an alert reaches people: an event of the house, which webhooks and the desk hear, and a mail to its owner. */
import { emit } from "../../core/events.ts";
import { addJob, GiveUp, type Job, TryLater } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { SendFailed } from "../../ports/channels/channels.ts";
import { type RuleId, rules } from "./list.ts";
import type { Owner, Words } from "./rules.ts";
import { HOUSE } from "./tries.ts";

export const MAIL = "send-alert";

export const runbookOf = (world: World, id: RuleId) => `${world.config.url}/docs/runbooks#${id}`;

/** Where the owner reads; empty: nowhere but at the desk and by webhooks. */
export const mailOf = ({ config }: World, owner: Owner) =>
  config.alertOwners[owner] ?? config.alarmEmail;

export type Told = { id: string; rule: RuleId; isTest: boolean; says: Words; times: number };

/** Within the transaction that writes it down: killed before it, nothing was told; after it, it will be. */
export async function tell(
  world: World,
  actor: Actor,
  what: "alert.fired" | "alert.cleared",
  { id, rule, isTest, says, times }: Told,
): Promise<void> {
  const { name, level, owner } = rules[rule];
  const runbook = runbookOf(world, rule);
  await emit(world, actor, what, HOUSE, {
    ...{ alertId: id, alert: rule, name, level, owner, isTest, says, runbook },
    isAgain: what === "alert.fired" && times > 1,
  });
  if (what === "alert.fired" && !isTest)
    world.log.warn("an alert fires", { alert: rule, firing: id, level, owner });
  const to = mailOf(world, owner);
  if (to === "") return;
  const is = what === "alert.fired" ? (times > 1 ? "Still" : "Alert") : "Cleared";
  await addJob(world, {
    ...{ accountId: HOUSE, kind: MAIL, key: `${id}:${what}:${times}` },
    payload: {
      to,
      subject: `${isTest ? "[TEST] " : ""}${is}: ${name.en} / ${name.zh}`,
      text: [
        ...(isTest ? ["This is a test. Nothing is wrong. / 这是测试，系统一切正常。", ""] : []),
        ...[says.en, says.zh, "", `${world.config.url}/desk/insights/alerts`, runbook],
      ].join("\n"),
    },
  });
}

export async function sendMail(world: World, job: Job, signal: AbortSignal): Promise<void> {
  const { to, subject, text } = job.payload as { to: string; subject: string; text: string };
  const message = { id: job.id, channel: "email", to, subject, text, locale: "en" } as const;
  try {
    await world.ports.email.send(message, signal);
  } catch (error) {
    if (!(error instanceof SendFailed)) throw error;
    if (!error.retry) throw new GiveUp(error.message);
    throw new TryLater(error.message, error.retryAfterMs ?? 0);
  }
}
