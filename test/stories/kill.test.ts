/** Everything is killed in the middle of a recovery; the next start continues it where it was. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { twoPorts } from "../../src/commands/two-ports.ts";
import { PROGRAM } from "../program.ts";

async function start(port: number, data: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [PROGRAM, "demo-server", "--port", String(port), "--data", data],
    {
      stdio: ["ignore", "pipe", "pipe"],
      // The cheapest hash: what is looked at is what is there after a kill.
      env: { ...process.env, RIGHTFUL_HASH_MEMORY_KIB: "8" },
    },
  );
  let faults = "";
  child.stderr?.on("data", (text) => {
    faults += text;
  });
  await new Promise<void>((ready, fail) => {
    child.stdout?.on("data", (text) => {
      if (String(text).includes("Rightful is ready")) ready();
    });
    child.once("close", (code) =>
      fail(new Error(`It ended with ${code} before it was ready: ${faults}`)),
    );
  });
  return child;
}

/** The database server's own pid, from the file that PostgreSQL keeps. */
async function postmaster(data: string): Promise<number> {
  const folder = join(data, "postgres");
  const at = await readFile(join(folder, "database-is-at"), "utf8").catch(() => folder);
  const text = await readFile(join(at.trim(), "postgres", "postmaster.pid"), "utf8").catch(
    () => "",
  );
  if (text) return Number(text.split("\n")[0]);
  throw new Error("The database server was not found.");
}

test("after kill -9 of server and database the next start continues a recovery where it was", async () => {
  const data = await mkdtemp(join(tmpdir(), "rightful-kill-"));
  // Run by root, the database is another user's process: let it pass, so that it stays in here.
  await chmod(data, 0o711);
  const port = await twoPorts();
  const url = `http://127.0.0.1:${port}`;
  const call = async (method: string, path: string, body?: unknown, token?: string) => {
    const reply = await fetch(url + path, {
      method,
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: (await reply.json()) as any };
  };
  const kill = async (child: ChildProcess) => {
    const pid = await postmaster(data);
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    process.kill(pid, "SIGKILL");
    await gone;
  };
  let child = await start(port, data);
  try {
    const { accounts } = (await call("GET", "/demo")).body;
    const person = accounts.find(
      ({ recoveryCodes }: { recoveryCodes?: string[] }) => recoveryCodes,
    );
    const started = await call("POST", "/v1/recoveries", {
      identifier: person.email,
      situation: "forgot-password",
    });
    const { token, recovery } = started.body;
    const path = `/v1/recoveries/${recovery.id}`;
    const asked = await call("POST", `${path}/challenges`, { proof: "email-code" }, token);
    assert.equal(asked.status, 201);
    // Acknowledged; perhaps not sent yet. Killed in the middle of sending, its lease runs out within
    // 30 s, past which the clock is moved, and it is sent again: no job is stuck over 60 s in all.
    await kill(child);
    child = await start(port, data);
    await call("POST", "/demo/clock", { advance: "PT31S" });
    let code: string | undefined;
    for (let turn = 0; turn < 290 && !code; turn++) {
      const messages = (await call("GET", `/demo/messages?to=${encodeURIComponent(person.email)}`))
        .body;
      code = /(?:^|\D)(\d{6})(?!\d)/.exec(messages[0]?.text ?? "")?.[1];
      if (!code) await new Promise((done) => setTimeout(done, 100));
    }
    const given = await call("POST", `${path}/proofs`, { proof: "email-code", code }, token);
    assert.deepEqual(given.body.recovery?.given, ["email-code"], JSON.stringify(given.body));
    await kill(child);
    child = await start(port, data);
    const now = await call("GET", path, undefined, token);
    assert.deepEqual(now.body.recovery.given, ["email-code"]);
    const second = await call(
      "POST",
      `${path}/proofs`,
      { proof: "recovery-code", code: person.recoveryCodes[0] },
      token,
    );
    assert.equal(second.status, 200, JSON.stringify(second.body));
    await kill(child);
    child = await start(port, data);
    let state = (await call("GET", path, undefined, token)).body.recovery.state;
    if (state === "waiting") {
      await call("POST", "/demo/clock", { advance: "PT49H" });
      await kill(child);
      child = await start(port, data);
      state = (await call("GET", path, undefined, token)).body.recovery.state;
    }
    assert.equal(state, "ready");
    const done = await call(
      "POST",
      `${path}/completion`,
      { newPassword: "seven quiet paper boats" },
      token,
    );
    assert.equal(done.body.recovery?.state, "completed", JSON.stringify(done.body));
    await kill(child);
    child = await start(port, data);
    assert.equal((await call("GET", path, undefined, token)).body.recovery.state, "completed");
  } finally {
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await gone;
    await rm(data, { recursive: true, force: true });
  }
});
