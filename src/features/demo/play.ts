/**
 * `rightful demo`: the first tale, played in the terminal over HTTP alone, with the time that each
 * step took. Anything that does not happen as told ends it with a sentence and exit code 1.
 */
import type { DemoAccount } from "./cast.ts";
import { type Telling, tales } from "./tale.ts";

export type PlayOptions = { url: string; lang?: "en" | "zh"; print: (line: string) => void };

type Reply = { status: number; body: Record<string, unknown> & { code?: string } };

/** What a step found instead of what was told. */
class Deviation extends Error {}

export type Stage = ReturnType<typeof stage>;
export type Described = {
  accounts: Pick<
    DemoAccount,
    "id" | "phone" | "email" | "password" | "recoveryCodes" | "devices"
  >[];
  serviceKey: string;
};

const WAIT_MS = 15_000;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** HTTP, the outbox and a stopwatch. */
function stage(url: string, described: Described) {
  let asked = 0;
  const run = `play-${performance.timeOrigin}-${performance.now()}`;
  async function call(
    method: "GET" | "POST",
    path: string,
    body: object = {},
    bearer = "",
  ): Promise<Reply> {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(method === "POST" && {
          "content-type": "application/json",
          "idempotency-key": `${run}-${++asked}`,
        }),
      },
      ...(method === "POST" && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Reply["body"] };
  }
  const expect = (reply: Reply, status: number, code?: string): Reply["body"] => {
    if (reply.status === status && (!code || reply.body.code === code)) return reply.body;
    throw new Deviation(
      `${status} ${code ?? ""} ≠ ${reply.status} ${reply.body.code ?? ""} ${reply.body.detail ?? ""}`,
    );
  };
  const equal = (found: unknown, told: unknown) => {
    if (found !== told) throw new Deviation(`${String(told)} ≠ ${String(found)}`);
  };
  /** The newest message to an address that holds what is looked for, waiting until it has been sent. */
  async function message(to: string, pattern: RegExp, unlike = ""): Promise<string> {
    const until = performance.now() + WAIT_MS;
    for (;;) {
      const { body } = await call("GET", `/demo/messages?to=${encodeURIComponent(to)}`);
      for (const { text } of body as unknown as { text: string }[]) {
        const found = pattern.exec(text)?.[1];
        if (found && found !== unlike) return found;
      }
      if (performance.now() > until) throw new Deviation(`${to}: ${pattern}`);
      await pause(30);
    }
  }
  const account = (id: string) => {
    const found = described.accounts.find((account) => account.id === id);
    if (!found) throw new Deviation(id);
    return found;
  };
  return { call, expect, equal, message, account, serviceKey: described.serviceKey };
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

/** Plays the tale against a fresh demo server; resolves to the exit code. */
export async function playDemo({ url, lang = "en", print }: PlayOptions): Promise<number> {
  const described = (await (await fetch(new URL("/demo", url))).json()) as Described;
  const here = stage(url, described);
  const began = performance.now();
  let steps = 0;
  for (const { title, play } of tales) {
    print("");
    print(title[lang]);
    let last = performance.now();
    let total = 0;
    const tell: Telling = (words) => {
      const now = performance.now();
      print(`${seconds(now - last).padStart(10)}  ${words[lang]}`);
      total += now - last;
      last = now;
      steps++;
    };
    try {
      await play(here, tell);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      print(`${"✗".padStart(10)}  ${lang === "zh" ? "与预期不符：" : "Not as told: "}${why}`);
      return 1;
    }
    print(`${seconds(total).padStart(10)}  ${lang === "zh" ? "合计" : "in all"}`);
  }
  const whole = seconds(performance.now() - began);
  print("");
  print(
    lang === "zh"
      ? `${steps} 个步骤全部符合预期，共 ${whole}。`
      : `All ${steps} steps happened as told, in ${whole}.`,
  );
  return 0;
}
