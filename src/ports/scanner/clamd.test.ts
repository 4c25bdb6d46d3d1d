/** clamd's own words, from a server on this machine that speaks INSTREAM as clamd(8) says. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { addressOf, clamd, pingClamd } from "./clamd.ts";
import { ScanFailed } from "./scanner.ts";

const patient = () => AbortSignal.timeout(20_000);

/** Answers by what it was sent; `says` instead of that, or nothing at all. */
async function openClamd(listenAt: number | string, says?: string | null) {
  const seen: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let held = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (part) => {
      held = Buffer.concat([held, part]);
      if (held.toString() === "zPING\0")
        return void (says === null || socket.end(says ?? "PONG\0"));
      if (!held.subarray(-4).equals(Buffer.alloc(4))) return;
      let at = held.indexOf(0) + 1;
      assert.equal(held.subarray(0, at).toString(), "zINSTREAM\0");
      const pieces: Buffer[] = [];
      for (let size = held.readUInt32BE(at); size > 0; size = held.readUInt32BE(at)) {
        pieces.push(held.subarray(at + 4, at + 4 + size));
        at += 4 + size;
      }
      const whole = Buffer.concat(pieces);
      seen.push(whole);
      if (says === null) return;
      const isBad = whole.includes("harmful");
      socket.end(says ?? (isBad ? "stream: Win.Test.Harm-1 FOUND\0" : "stream: OK\0"));
    });
  });
  await new Promise<void>((ready) => server.listen(listenAt, () => ready()));
  const close = () =>
    new Promise<void>((done) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => done());
    });
  const address = server.address();
  return { seen, close, port: typeof address === "object" && address ? address.port : 0 };
}

test("clamd gets the whole file in pieces, and its answer is taken as it is", async (t) => {
  const server = await openClamd(0);
  t.after(server.close);
  const scanner = clamd(`tcp://127.0.0.1:${server.port}`);
  const large = Buffer.alloc(300_000, "photo ");
  assert.deepEqual(await scanner.scan(large, patient()), { clean: true });
  assert.ok(server.seen[0]?.equals(large));
  const bad = await scanner.scan(Buffer.from("something harmful"), patient());
  assert.deepEqual(bad, { clean: false, name: "Win.Test.Harm-1" });
});

test("clamd is asked by its socket in the file system too", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "rightful-clamd-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const server = await openClamd(join(folder, "clamd.ctl"));
  t.after(server.close);
  const scanner = clamd(`unix:${join(folder, "clamd.ctl")}`);
  assert.deepEqual(await scanner.scan(Buffer.from("x"), patient()), { clean: true });
});

// Guard taken out once (everything but FOUND read as clean): the first two went red.
for (const [what, says] of [
  ["says that the file is too large for it", "INSTREAM size limit exceeded. ERROR\0"],
  ["says something else", "PONG\0"],
  ["hangs up", ""],
  ["says nothing", null],
] as const)
  test(`a scanner that ${what} has not said that the file is clean`, async (t) => {
    const server = await openClamd(0, says);
    t.after(server.close);
    const scanner = clamd(`tcp://127.0.0.1:${server.port}`, 300);
    await assert.rejects(scanner.scan(Buffer.from("x"), patient()), ScanFailed);
  });

test("a scanner that is not there has not said that the file is clean", async () => {
  const server = await openClamd(0);
  await server.close();
  const scanner = clamd(`tcp://127.0.0.1:${server.port}`, 300);
  await assert.rejects(scanner.scan(Buffer.from("x"), patient()), ScanFailed);
});

test("an address of clamd is one of two kinds, and anything else is refused at the start", () => {
  assert.deepEqual(addressOf("tcp://[::1]:3310"), { host: "::1", port: 3310 });
  assert.deepEqual(addressOf("unix:/run/clamd.ctl"), { path: "/run/clamd.ctl" });
  for (const wrong of ["http://x:1", "clamd", "tcp://host", "unix:relative"])
    assert.throws(() => addressOf(wrong), wrong);
});

test("whether it is there is asked without a file; what is no clamd is told apart", async (t) => {
  const server = await openClamd(0);
  const other = await openClamd(0, "SSH-2.0\0");
  t.after(() => Promise.all([server.close(), other.close()]));
  const ask = (port: number) => pingClamd(`tcp://127.0.0.1:${port}`, patient());
  assert.equal(await ask(server.port), "clamd answers.");
  assert.equal(server.seen.length, 0);
  await assert.rejects(ask(other.port), /no clamd/);
  await assert.rejects(ask(1), ScanFailed);
  const over = AbortSignal.abort();
  await assert.rejects(pingClamd(`tcp://127.0.0.1:${server.port}`, over), /no answer in time/);
});
