/**
 * The power cut: the whole product with its embedded database on a disk of its own (ext4 in a loop
 * image). Everything is stopped in the middle of writing and the image is copied: what reached the
 * device, without what the kernel still holds. The copy is opened as after a reboot, and every answer
 * that a claimant had been given has to be true there. It assumes a device that keeps what it was
 * given. In full the control, the same with `fsync` off, has to lose something: else this would see nothing.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { twoPorts } from "../../src/commands/two-ports.ts";
import * as folders from "../../src/core/embedded-folder.ts";
import * as programs from "../../src/core/embedded-programs.ts";
import { verifyChain } from "../../src/core/events.ts";
import { atLeast, exactly, type Fault, type Figure, inParallel, numbers } from "./fault.ts";
import { databasePid, ended, startServer } from "./rig.ts";
import { pause } from "./storm-load.ts";
import { cheap, databaseProcesses, embeddedUrl, signalAll, worldOf } from "./storm-servers.ts";
import { type Target, targetAt } from "./target.ts";

const DISK_BYTES = 768 * 1024 * 1024;

function ran(program: string, args: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
}

function mount(image: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  ran("mount", ["-o", "loop", image, folder]);
  chmodSync(folder, 0o711);
}
const unmount = (folder: string) => spawnSync("umount", ["-l", folder]);

/** Why this machine cannot show it, or undefined when it can. */
export function cannotMount(): string | undefined {
  if (process.getuid?.() !== 0) return "mounting a disk image needs root";
  const place = mkdtempSync(join(tmpdir(), "rightful-mount-"));
  const [image, folder] = [join(place, "disk"), join(place, "on")];
  try {
    makeDisk(image, 8 * 1024 * 1024);
    mount(image, folder);
    return undefined;
  } catch (error) {
    return `this machine mounts no disk image (${(error as Error).message.trim()})`;
  } finally {
    unmount(folder);
    rmSync(place, { recursive: true, force: true });
  }
}

function makeDisk(image: string, bytes: number): void {
  ran("touch", [image]);
  truncateSync(image, bytes);
  ran("mkfs.ext4", ["-q", "-F", image]);
}

type Said = { id: string; token: string };

/** Claims one after the other, until told to stop; what was answered is written down here. */
async function write(target: Target, said: Said[], lane: number, stopped: () => boolean) {
  for (let n = 0; !stopped(); n++)
    try {
      const identifier = `+86137${lane}${String(n + said.length * 10)
        .padStart(7, "0")
        .slice(-7)}`;
      const { id, token } = await target.begin(identifier);
      said.push({ id, token });
    } catch {
      await pause(50);
    }
}

/** Whatever of these answers is not true on this data folder, opened as after a reboot. */
async function lostOn(data: string, said: readonly Said[]): Promise<{ lost: number; why: string }> {
  // Not rebooted, so the processes named in here still exist: they are those that were stopped.
  for (const left of ["supervisor.lock", "postgres/postmaster.pid", "socket"])
    rmSync(join(data, "postgres", left), { recursive: true, force: true });
  const port = await twoPorts();
  let child: ChildProcess;
  try {
    child = await startServer(port, data, cheap);
  } catch (error) {
    return { lost: said.length, why: (error as Error).message };
  }
  const target = await targetAt(`http://127.0.0.1:${port}`);
  const world = await worldOf(data, cheap);
  try {
    const answers = await inParallel(said, 8, ({ id, token }) =>
      target.call("GET", `/v1/recoveries/${id}`, { bearer: token }),
    );
    const lost = answers.filter(
      ({ status, body }, n) => status !== 200 || body.recovery?.id !== said[n]?.id,
    ).length;
    const accounts = await world.db.selectFrom("accounts").select("accountId").execute();
    const chains = await inParallel(accounts, 8, ({ accountId }) => verifyChain(world, accountId));
    const torn = chains.filter((at) => at !== null).length;
    return { lost: lost + torn, why: torn > 0 ? `${torn} chains are torn` : "" };
  } finally {
    await world.db.destroy();
    target.close();
    await ended(child, "SIGTERM");
  }
}

/** Stops the server and all of its database, copies the disk, and looks at the copy. */
async function cut(place: string, server: ChildProcess, said: readonly Said[]) {
  const processes = [
    server.pid ?? 0,
    ...databaseProcesses(await databasePid(join(place, "on", "data"))),
  ];
  signalAll(processes, "SIGSTOP");
  try {
    // An answer that had already left counts as given.
    await pause(100);
    const given = [...said];
    const [copy, folder] = [join(place, "copy"), join(place, "after")];
    try {
      ran("cp", ["--sparse=always", join(place, "disk"), copy]);
      mount(copy, folder);
      return { given: given.length, ...(await lostOn(join(folder, "data"), given)) };
    } finally {
      unmount(folder);
      rmSync(copy, { force: true });
    }
  } finally {
    signalAll(processes, "SIGCONT");
  }
}

/** Writes for this long, then cuts; the writers end with it. */
async function round(place: string, server: ChildProcess, url: string, ms: number) {
  const target = await targetAt(url);
  const said: Said[] = [];
  let over = false;
  const lanes = numbers(4).map((lane) => write(target, said, lane, () => over));
  await pause(ms);
  try {
    return await cut(place, server, said);
  } finally {
    over = true;
    await Promise.all(lanes);
    target.close();
  }
}

/** The same database under a server that does not wait for the disk. */
async function startCareless(data: string): Promise<ChildProcess> {
  const home = realpathSync(join(data, "postgres"));
  const identity = programs.chooseIdentity(() => {});
  const found = programs.findPrograms(undefined, "");
  const { programs: folder } = await programs.preparePrograms(found, home, identity);
  const place = await folders.choosePlace(home, identity, () => {});
  const settings = [
    ...["fsync=off", "full_page_writes=off", "listen_addresses=", "port=5432"],
    `unix_socket_directories=${place.sockets}`,
  ].flatMap((setting) => ["-c", setting]);
  return spawn(join(folder, "bin", "postgres"), ["-D", place.data, ...settings], {
    cwd: "/",
    env: programs.environment,
    stdio: "ignore",
    ...programs.owned(identity),
  });
}

async function control(place: string, port: number): ReturnType<typeof cut> {
  const data = join(place, "on", "data");
  const database = await startCareless(data);
  let server: ChildProcess | undefined;
  try {
    for (let turn = 0; turn < 100 && !server; turn++) {
      await pause(100);
      const DATABASE_URL = await embeddedUrl(data);
      server = await startServer(port, data, { ...cheap, DATABASE_URL }).catch(() => undefined);
    }
    if (!server) throw new Error("The control's server did not start.");
    // What was there before is on the disk: only what follows can be lost.
    ran("sync", ["-f", data]);
    return await round(place, server, `http://127.0.0.1:${port}`, 1500);
  } finally {
    if (server) await ended(server, "SIGTERM");
    await ended(database, "SIGINT");
  }
}

export const powerCut: Fault = {
  id: "power-cut",
  title: "The power fails while the embedded database is written to",
  needs: "own",
  alone: true,
  async run(size, say): Promise<Figure[]> {
    const reason = cannotMount();
    if (reason)
      return [{ what: "power cuts", measured: `none: ${reason}`, wanted: "some", holds: false }];
    const cuts = size === "full" ? 6 : 1;
    const place = mkdtempSync(join(tmpdir(), "rightful-power-"));
    chmodSync(place, 0o711);
    const folder = join(place, "on");
    let server: ChildProcess | undefined;
    try {
      makeDisk(join(place, "disk"), DISK_BYTES);
      mount(join(place, "disk"), folder);
      const data = join(folder, "data");
      const port = await twoPorts();
      const url = `http://127.0.0.1:${port}`;
      server = await startServer(port, data, cheap);
      const seen = { given: 0, lost: 0 };
      for (const n of numbers(cuts)) {
        // The first comes right after the first start, when nothing is old enough to be safe.
        const { given, lost, why } = await round(place, server, url, 1500 + 300 * n);
        say(`cut ${n + 1}: ${given} answers given, ${lost} lost${why && `: ${why}`}`);
        seen.given += given;
        seen.lost += lost;
      }
      await ended(server, "SIGTERM");
      const holds = [
        atLeast("answers given before a power cut", seen.given, 5 * cuts),
        exactly("answers that were not true after it, or torn chains", seen.lost, 0),
      ];
      if (size === "small") return holds;
      const without = await control(place, port);
      say(
        `control, fsync off: ${without.given} answers given, ${without.lost} lost${without.why && `: ${without.why}`}`,
      );
      return [...holds, atLeast("the same in the control, with fsync off", without.lost, 1)];
    } finally {
      if (server) await ended(server, "SIGTERM");
      const left = await databasePid(join(folder, "data")).catch(() => 0);
      if (left > 0) signalAll(databaseProcesses(left), "SIGKILL");
      unmount(folder);
      rmSync(place, { recursive: true, force: true });
    }
  },
};
