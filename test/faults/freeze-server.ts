/** The server of the freeze's load: answers, timers and jobs in one process that can be killed. Sends nothing. */
import { untilStopped } from "../../src/commands/stopping.ts";
import { readConfig } from "../../src/core/config.ts";
import { outbox } from "../../src/ports/channels/outbox.ts";
import { serve } from "../../src/serve.ts";

const config = readConfig(process.env, true);
const silent = outbox(() => {});
const running = await serve({
  config,
  database: { url: config.databaseUrl, stop: async () => {} },
  ports: () => ({ sms: silent, email: silent }),
  write: () => {},
});
process.stdout.write("ready\n");
process.exitCode = await untilStopped(running.stop);
