/**
 * What people do while servers are killed around them. Every request carries an Idempotency-Key; when
 * its outcome is unknown it is sent again, to either server, until there is an answer. What was
 * acknowledged is written down here, outside of everything that dies.
 */
import { randomUUID } from "node:crypto";
import { codeAt, type Provider } from "./post.ts";
import { type Call, notThis, type Reply, type Target } from "./target.ts";

export type Person = { id: string; phone: string; email: string; deviceId: string };

/** What one person was told: `true` or a value only after an answer with 2xx. */
export type Journey = {
  person: Person;
  recoveryId: string;
  token: string;
  asked: string[];
  given: string[];
  password: string | null;
  cancelled: boolean;
};

export type Diary = {
  journeys: Journey[];
  accounts: string[];
  /** Acknowledged, by kind of action. */
  acknowledged: Record<string, number>;
  /** What stood between a request and its answer, by kind. */
  trouble: Record<string, number>;
  /** Requests that nobody answered within their time, and answers that should not have been given. */
  wrong: string[];
};

export const newDiary = (): Diary => ({
  journeys: [],
  accounts: [],
  acknowledged: {},
  trouble: {},
  wrong: [],
});

const count = (counts: Record<string, number>, what: string) => {
  counts[what] = (counts[what] ?? 0) + 1;
};
export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

const ANSWER_MS = 20_000;
const PATIENCE_MS = 60_000;

export type Load = {
  doors: readonly Target[];
  sms: Provider;
  email: Provider;
  chance: () => number;
  people: Person[];
  diary: Diary;
  serviceKey: string;
  stopped: () => boolean;
};

const inTime = <T>(work: Promise<T>): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => reject(new Error("no answer in time")), ANSWER_MS);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
};

/** Why this is no answer yet, or undefined when it is one. */
function unanswered({ status, body }: Reply): string | undefined {
  if (status === 503) return `503 ${body?.code}`;
  if (status >= 500) return `${status} ${body?.code}`;
  if (status === 409 && body?.code === "in-progress") return "409 in-progress";
  return undefined;
}

/** Sends until it is answered; null when the storm is over before. */
async function surely(
  { doors, chance, diary, stopped }: Load,
  method: string,
  path: string,
  more: Call,
): Promise<Reply | null> {
  const headers = { "idempotency-key": randomUUID() };
  const began = performance.now();
  while (performance.now() - began < PATIENCE_MS) {
    const door = doors[Math.floor(chance() * doors.length)] as Target;
    try {
      const reply = await inTime(door.call(method, path, { ...more, headers }));
      const trouble = unanswered(reply);
      if (!trouble) {
        if (reply.body?.code === "already-done") count(diary.trouble, "409 already-done");
        return reply;
      }
      count(diary.trouble, trouble);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      count(diary.trouble, code ?? message);
    }
    if (stopped()) return null;
    await pause(50 + chance() * 150);
  }
  diary.wrong.push(`${method} ${path.replace(/_\w{26}/, "")} was not answered in a minute`);
  return null;
}

/** Was it done? 2xx, or told that it was done when the answer itself was lost. */
function isDone({ diary }: Load, what: string, reply: Reply | null): boolean {
  if (!reply) return false;
  const lost = reply.body?.code === "already-done";
  if (reply.status < 300) count(diary.acknowledged, what);
  else if (!lost) diary.wrong.push(`${what}: ${reply.status} ${reply.body?.code}`);
  return reply.status < 300 || lost;
}

async function nextCode({ stopped }: Load, provider: Provider, to: string): Promise<string | null> {
  while (!stopped()) {
    const code = codeAt(provider, to);
    if (code) return code;
    await pause(30);
  }
  return null;
}

/** One lane: one person after the other, until the storm is over. */
export async function lane(load: Load, from: string): Promise<void> {
  for (let n = 0; !load.stopped(); n++) {
    const person = load.people.pop();
    if (person) await journey(load, person, from);
    else await newcomer(load, `acc_${from.replaceAll(".", "-")}-${n}`);
  }
}

/** An account that the wallet makes in the middle of the storm. */
async function newcomer(load: Load, id: string) {
  const body = { name: "Lin Yue", email: `${id}@example.com`, locale: "en" };
  const bearer = load.serviceKey;
  const reply = await surely(load, "PUT", `/v1/accounts/${id}`, { body, bearer });
  if (isDone(load, "account made", reply)) load.diary.accounts.push(id);
  await pause(200 * load.chance());
}

async function journey(load: Load, person: Person, from: string): Promise<void> {
  const { diary, chance, stopped } = load;
  const kind = chance();
  const byMail = kind < 0.2;
  const bearer = load.serviceKey;
  const vouched = byMail
    ? null
    : await surely(load, "POST", "/v1/device-tokens", {
        body: { deviceId: person.deviceId },
        bearer,
      });
  const deviceToken = vouched?.body?.token as string | undefined;
  const started = await surely(load, "POST", "/v1/recoveries", {
    body: {
      identifier: person.phone,
      situation: "forgot-password",
      ...(deviceToken && { deviceToken }),
    },
    from,
  });
  // An answer that was lost with its token: the claim is there, and this claimant cannot go on with it.
  if (!isDone(load, "claim begun", started) || !started?.body?.token) return;
  const { recovery, token } = started.body;
  const entry: Journey = {
    ...{ person, recoveryId: recovery.id, token, asked: [], given: [] },
    ...{ password: null, cancelled: false },
  };
  diary.journeys.push(entry);
  const send = async (path: string, body: unknown) => {
    if (stopped()) return null;
    await pause(100 * chance());
    const sent = { bearer: token, body, from };
    return surely(load, "POST", `/v1/recoveries/${recovery.id}/${path}`, sent);
  };
  if (kind < 0.35) {
    entry.cancelled = isDone(load, "cancelled", await send("cancellation", {}));
    return;
  }
  const proof = byMail ? "email-code" : "sms-code";
  const asked = await send("challenges", { proof });
  if (!asked || !isDone(load, "code asked", asked)) return;
  entry.asked.push(proof);
  const [provider, to] = byMail ? [load.email, person.email] : [load.sms, person.phone];
  const code = await nextCode(load, provider, to);
  if (code === null) return;
  if (kind > 0.9) {
    const wrong = await send("proofs", { proof, code: notThis(code) });
    if (wrong && wrong.body?.code !== "wrong-code" && wrong.body?.code !== "already-done")
      diary.wrong.push(`a wrong code: ${wrong.status} ${wrong.body?.code}`);
  }
  const given = await send("proofs", { proof, code });
  if (!given || !isDone(load, "proof given", given)) return;
  entry.given.push(proof);
  // Begun a second time because its answer was lost, a claim has no device: the token was good once.
  const now = await surely(load, "GET", `/v1/recoveries/${recovery.id}`, { bearer: token });
  if (now?.body?.recovery?.state !== "ready") return;
  const newPassword = `quiet boats ${recovery.id.slice(-12)} on paper`;
  const done = await send("completion", { newPassword });
  if (done && isDone(load, "completed", done)) entry.password = newPassword;
}
