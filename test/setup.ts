/** Before all test files: one database server for the whole run. */
import { startTestServer, type TestServer, VARIABLE } from "./database.ts";

let server: TestServer | undefined;

export async function globalSetup() {
  server = await startTestServer({ durable: false });
  process.env[VARIABLE] = server.url;
}

export async function globalTeardown() {
  await server?.stop();
}
