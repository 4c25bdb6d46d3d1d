/** Three servers of one database, each listening, with one worker's messages in a box that can be read. */
import { buildApp, features, startWorkers } from "../../src/app.ts";
import type { World } from "../../src/core/world.ts";
import { makeWorld, type TestWorld } from "../world.ts";
import { pause } from "./enrolled.ts";
import { type Target, targetAt } from "./target.ts";

export type Nodes = {
  test: TestWorld;
  all: readonly [Target, Target, Target];
  /** The newest code to a number or a mailbox that was not there when `ask` began. */
  codeFrom(to: string, ask: () => Promise<{ status: number; body: any }>): Promise<string>;
  close(): Promise<void>;
};

export async function threeNodes(): Promise<Nodes> {
  const test = await makeWorld();
  // What a demo's server tells of itself: `targetAt` asks for it.
  await test.world.db
    .insertInto("settings")
    .values({ name: "demo-service-key", value: test.serviceKey })
    .execute();
  // A server is told from another by its ports, as in production by its process.
  const worlds: World[] = [0, 1, 2].map(() => ({ ...test.world, ports: { ...test.world.ports } }));
  const apps = worlds.map((world) => buildApp(world));
  const urls = await Promise.all(apps.map((app) => app.listen({ host: "127.0.0.1", port: 0 })));
  const [a, b, c] = await Promise.all(urls.map((url) => targetAt(url, 32)));
  const workers = startWorkers(worlds[0] as World, features);
  const box = inbox(test);
  return {
    test,
    all: [a as Target, b as Target, c as Target],
    codeFrom: async (to, ask) => {
      const before = box(to).length;
      const { status, body } = await ask();
      if (status !== 201) throw new Error(JSON.stringify(body));
      for (let turn = 0; turn < 3000; turn++) {
        const code = box(to)[before];
        if (code) return code;
        await pause(5);
      }
      throw new Error(`No code reached ${to} in 15 s.`);
    },
    close: async () => {
      for (const target of [a, b, c]) target?.close();
      await Promise.all(apps.map((app) => app.close()));
      await workers.stop();
      await test.end();
    },
  };
}

/** Codes by address, in the order in which they came; each message is looked at once. */
function inbox(test: TestWorld) {
  const codes = new Map<string, string[]>();
  let read = 0;
  return (to: string): string[] => {
    for (; read < test.sent.length; read++) {
      const { to, text } = test.sent[read] as TestWorld["sent"][number];
      const code = /(?:^|\D)(\d{6})(?!\d)/.exec(text)?.[1];
      if (code) codes.set(to, [...(codes.get(to) ?? []), code]);
    }
    return codes.get(to) ?? [];
  };
}
