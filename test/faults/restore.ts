/**
 * T50: everything is killed in the middle of the work, and a new folder is filled from the newest backup. What
 * was acknowledged up to a minute before is there, it answers within a quarter of an hour, every chain holds
 * against the lines that had left, and nothing that could be used once can be used again: no code, no token,
 * no session and no saved code, whether it was spent before the backup or after it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { twoPorts } from "../../src/commands/two-ports.ts";
import { verifyAudit } from "../../src/features/audit/index.ts";
import { PROGRAM } from "../program.ts";
import { atLeast, atMost, exactly, type Fault, type Figure } from "./fault.ts";
import { databasePid, ended, startServer } from "./rig.ts";
import { pause } from "./storm-load.ts";
import { cheap, databaseProcesses, prepare, signalAll, worldOf } from "./storm-servers.ts";
import { type Claim, type Target, targetAt } from "./target.ts";

const sizes = {
  small: { every: "1s", loadMs: 4_000, accounts: 0 },
  full: { every: "30s", loadMs: 95_000, accounts: 5_000 },
} as const;

function command(args: string[], environment: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...cheap, ...environment },
  });
}
async function output(child: ChildProcess): Promise<string> {
  let text = "";
  child.stdout?.on("data", (part) => {
    text += part;
  });
  const code = await new Promise((done) => child.once("close", done));
  if (code !== 0) throw new Error(`It ended with ${code}: ${text}`);
  return text;
}

type Said = { id: string; at: number };
type Person = { phone: string; email: string; recoveryCodes?: string[] };

/** Claims, one after the other; what was answered, and when. */
async function write(target: Target, said: Said[], stopped: () => boolean) {
  for (let n = 0; !stopped(); n++)
    try {
      const { id } = await target.begin(`+861370${String(n).padStart(7, "0")}`);
      said.push({ id, at: performance.now() });
    } catch {
      await pause(50);
    }
}

/** What of these is still good for anything on the restored server. */
async function revived(target: Target, claims: readonly Claim[], owner: Person, code: string) {
  let alive = 0;
  for (const claim of claims)
    if (
      (await target.call("GET", `/v1/recoveries/${claim.id}`, { bearer: claim.token })).status ===
      200
    )
      alive++;
  const again = await target.begin(owner.phone);
  if ((await again.give("recovery-code", code)).status === 200) alive++;
  return alive;
}

async function run(size: "small" | "full", say: (line: string) => void): Promise<Figure[]> {
  const { every, loadMs, accounts } = sizes[size];
  const place = await mkdtemp(join(tmpdir(), "rightful-restore-"));
  await chmod(place, 0o711);
  const [data, after, backups, anchor] = ["data", "after", "backups", "anchor.jsonl"].map((name) =>
    join(place, name),
  ) as [string, string, string, string];
  const environment = { ...cheap, RIGHTFUL_AUDIT_FILE: anchor };
  const left: ChildProcess[] = [];
  try {
    const port = await twoPorts();
    const key = join(place, "key");
    const recipient = (await output(command(["backup", "key", key]))).trim();
    const server = await startServer(port, data, environment);
    left.push(server);
    const target = await targetAt(`http://127.0.0.1:${port}`);
    if (accounts > 0) {
      const world = await worldOf(data, cheap);
      await prepare(world, accounts);
      await world.db.destroy();
      say(`${accounts} accounts more`);
    }
    const demo = (await target.call("GET", "/demo")).body;
    const owner = demo.accounts.find(
      (one: Person) => (one.recoveryCodes?.length ?? 0) > 3,
    ) as Person;
    const [first = "", second = ""] = owner.recoveryCodes ?? [];
    const claim = await target.begin(owner.phone);
    await claim.give("recovery-code", first);
    const maker = command([
      "backup",
      "--to",
      backups,
      "--every",
      every,
      "--recipient",
      recipient,
      "--data",
      data,
      "--json",
    ]);
    left.push(maker);
    let made: { at: string; ms: number; rows: number; bytes: number }[] = [];
    maker.stdout?.on("data", (text) => {
      made = [
        ...made,
        ...String(text)
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line)),
      ];
    });
    const said: Said[] = [];
    let over = false;
    const writing = write(target, said, () => over);
    await pause(loadMs);
    // After the last backup that will be there: a code is spent, and a line of the audit leaves.
    maker.kill("SIGKILL");
    await target.forward(360);
    const late = await target.begin(owner.email);
    await late.give("recovery-code", second);
    await pause(1_500);
    const killedAt = performance.now();
    signalAll([server.pid ?? 0, ...databaseProcesses(await databasePid(data))], "SIGKILL");
    over = true;
    await writing;
    target.close();

    const told = JSON.parse(
      await output(command(["restore", backups, "--data", after, "--key", key, "--json"])),
    );
    const back = await startServer(port, after, environment);
    left.push(back);
    const rtoMs = performance.now() - killedAt;
    const world = await worldOf(after, cheap);
    const there = new Set(
      (await world.db.selectFrom("recoveries").select("id").execute()).map(({ id }) => id),
    );
    const lost = said.filter(({ id }) => !there.has(id));
    const rpoMs = lost.length > 0 ? killedAt - Math.min(...lost.map(({ at }) => at)) : 0;
    const again = await targetAt(`http://127.0.0.1:${port}`);
    const alive = await revived(again, [claim, late], owner, first);
    const aliveLate = await revived(again, [], owner, second);
    await again.forward(360);
    await pause(1_500);
    const lines = (await readFile(anchor, "utf8")).trimEnd().split("\n");
    const audit = await verifyAudit(world, lines);
    await world.db.destroy();
    again.close();
    for (const { kind, accountId } of audit.findings.slice(0, 5)) say(`${kind} ${accountId ?? ""}`);
    say(`${made.length} backups, the last of ${made.at(-1)?.bytes} bytes in ${made.at(-1)?.ms} ms`);
    return [
      atLeast("backups made while it worked", made.length, size === "small" ? 1 : 2),
      atLeast("rows restored", told.rows, 1_000),
      atLeast("acknowledged claims", said.length, 20),
      atMost("acknowledged and lost, of the time before the kill (RPO)", rpoMs / 1000, 60, " s"),
      atMost("from the kill to the first answer (RTO)", rtoMs / 1000, 900, " s"),
      exactly("tokens and saved codes of before that still do something", alive + aliveLate, 0),
      exactly("findings of the audit, held against all lines that had left", audit.found, 0),
      exactly("restores that the audit speaks of", audit.restores.length, 1),
    ];
  } finally {
    for (const child of left) await ended(child, "SIGTERM").catch(() => {});
    for (const folder of [data, after]) {
      const pid = await databasePid(folder).catch(() => 0);
      if (pid > 0) signalAll(databaseProcesses(pid), "SIGKILL");
    }
    await rm(place, { recursive: true, force: true });
  }
}

export const T50: Fault = {
  id: "T50",
  title: "All is killed, and a new folder is filled from the newest backup",
  needs: "own",
  alone: true,
  run: (size, say) => run(size, say),
};
