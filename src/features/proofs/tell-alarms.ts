/** Alarms by e-mail to the operator: a job like any other, so that a mail server that is down loses none. */
import { alarmLine, sweepAlarms, takeUntold } from "../../core/alarms.ts";
import { addJob, GiveUp, type Job, TryLater } from "../../core/jobs.ts";
import type { World } from "../../core/world.ts";
import { SendFailed } from "../../ports/channels/channels.ts";
import { ensureRow } from "../accounts/index.ts";

/** Jobs belong to an account. This one stands for no name: those of claims end in a hash. */
const OPERATOR = "shadow:operator";

/** The sweep's transaction: what was raised since the last one is told once. */
export async function tellAlarms(world: World): Promise<void> {
  await sweepAlarms(world);
  const to = world.config.alarmEmail;
  const alarms = await takeUntold(world);
  if (to === "" || alarms.length === 0) return;
  await ensureRow(world, OPERATOR);
  // One message a round, however many numbers an attack comes from.
  const [first] = alarms;
  await addJob(world, {
    accountId: OPERATOR,
    kind: "send-alarm",
    key: `${first?.name}:${first?.partition}:${world.now().toISOString()}`,
    payload: { to, count: alarms.length, lines: alarms.slice(0, 50).map(alarmLine) },
  });
}

export async function sendAlarm(world: World, job: Job, signal: AbortSignal): Promise<void> {
  const { to, count, lines } = job.payload as { to: string; count: number; lines: string[] };
  const subject = count === 1 ? "Alarm" : `${count} alarms`;
  const text = [
    ...lines,
    "",
    "`rightful alarms` lists the open ones; docs/decisions/0016-ceilings.md says what each means.",
  ].join("\n");
  const message = { id: job.id, channel: "email", to, subject, text, locale: "en" } as const;
  try {
    await world.ports.email.send(message, signal);
  } catch (error) {
    if (!(error instanceof SendFailed)) throw error;
    if (!error.retry) throw new GiveUp(error.message);
    throw new TryLater(error.message, error.retryAfterMs ?? 0);
  }
}
