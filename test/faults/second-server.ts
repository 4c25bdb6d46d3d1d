/**
 * A further server on the same database, as a process of its own: answers, timers and messages, sent
 * through the real adapters to the providers named in the environment. Started by the storms.
 */
import { createWriteStream } from "node:fs";
import { untilStopped } from "../../src/commands/stopping.ts";
import { readConfig } from "../../src/core/config.ts";
import { httpGateway } from "../../src/ports/channels/http.ts";
import { smtp } from "../../src/ports/channels/smtp.ts";
import { serve } from "../../src/serve.ts";

const config = readConfig(process.env, true);
const log = createWriteStream(process.env.RIGHTFUL_STORM_LOG ?? "/dev/null", { flags: "a" });
const running = await serve({
  config,
  database: { url: config.databaseUrl, stop: async () => {} },
  ports: () => ({
    sms: httpGateway({ url: config.smsUrl, key: config.smsKey, now: () => new Date() }),
    email: smtp({ url: config.smtpUrl, from: config.smtpFrom, requireTls: false }),
  }),
  write: (line) => log.write(line),
});
process.stdout.write("Rightful is ready\n");
process.exitCode = await untilStopped(running.stop);
