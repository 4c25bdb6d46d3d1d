/** The data folder: where it lies, whether what it holds can be used, and how it is first made. */
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { dirname, join } from "node:path";
import { EmbeddedError, explain } from "./embedded-errors.ts";
import * as programs from "./embedded-programs.ts";

export type Place = { home: string; data: string; sockets: string; logs: string; password: string };

/** Also the name of its database and of its owner. */
export const NAME = "rightful";

/**
 * In the data folder, unless its parents (root's home, often) shut out the user whom the database
 * runs as. Then beside it in /var/lib, and a note in the data folder says where.
 */
export async function choosePlace(
  dataDir: string,
  identity: programs.Identity,
  log: (line: string) => void,
): Promise<Place> {
  let home = dataDir;
  if (identity) {
    const { mode, uid } = fs.statSync(dataDir);
    // To pass through, not to look around: what lies in the folder has modes of its own.
    if (uid === process.getuid?.() && (mode & 0o011) !== 0o011) fs.chmodSync(dataDir, mode | 0o011);
    const note = join(dataDir, "database-is-at");
    const noted = programs.readIfThere(note).trim();
    const enter = ["-c", 'cd -- "$0"', dataDir];
    if (noted) home = noted;
    else if ((await programs.run("/bin/sh", enter, identity)).code !== 0) {
      home = `/var/lib/rightful/${randomBytes(6).toString("hex")}`;
      fs.mkdirSync(home, { recursive: true, mode: 0o711 });
      fs.writeFileSync(note, `${home}\n`);
      log(`The user ${identity.name} cannot reach ${dataDir}: the database is kept in ${home}.`);
    }
    fs.mkdirSync(home, { recursive: true, mode: 0o711 });
  }
  return {
    home,
    data: join(home, "postgres"),
    sockets: join(home, "socket"),
    logs: join(home, "log"),
    password: join(home, "postgres.password"),
  };
}

/** Parents one by one: a recursive mkdir on a read-only disk says ENOENT, which would mislead. */
export function makeFolder(path: string, mode: number): void {
  if (fs.existsSync(path) && fs.statSync(path).isDirectory()) return;
  if (!fs.existsSync(dirname(path))) makeFolder(dirname(path), 0o755);
  fs.mkdirSync(path, { mode });
}

export function checkWhole(place: Place, made: string): void {
  if (made && !fs.existsSync(place.password))
    throw new EmbeddedError(
      "did-not-start",
      `The password file ${place.password} of the database is missing: put it back from a backup, or name an empty folder.`,
    );
  if (!made && fs.existsSync(place.data) && fs.readdirSync(place.data).length > 0)
    throw new EmbeddedError(
      "wrong-version",
      `${place.data} does not hold a whole database (PG_VERSION is missing or cannot be read): restore it from a backup, or name an empty folder.`,
    );
}

export function checkVersion(place: Place, made: string, version: string): void {
  if (Number(version) < 15)
    throw new EmbeddedError(
      "wrong-version",
      `PostgreSQL ${version} was found, and 15 or later is needed.`,
    );
  if (made && made !== version)
    throw new EmbeddedError(
      "wrong-version",
      `The database in ${place.data} was made by PostgreSQL ${made}, and this is PostgreSQL ${version}: start the one that made it, or name an empty folder.`,
    );
}

export function makeOwn(folder: string, identity: programs.Identity): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  fs.chmodSync(folder, 0o700);
  if (identity) fs.chownSync(folder, identity.uid, identity.gid);
}

/** Made aside and renamed when whole, so that a start cut short leaves nothing half made. */
export async function initialise(place: Place, folder: string, identity: programs.Identity) {
  const unfinished = `${place.data}.unfinished`;
  const secret = join(place.sockets, "first-password");
  try {
    fs.rmSync(unfinished, { recursive: true, force: true });
    makeOwn(unfinished, identity);
    fs.rmSync(place.password, { force: true });
    fs.writeFileSync(place.password, `${randomBytes(24).toString("hex")}\n`, {
      mode: 0o600,
      flush: true,
    });
    fs.copyFileSync(place.password, secret);
    if (identity) fs.chownSync(secret, identity.uid, identity.gid);
    const said = await programs.run(
      join(folder, "bin", "initdb"),
      [
        ...["-D", unfinished, "-U", NAME, `--pwfile=${secret}`, "--auth=scram-sha-256"],
        ...["--encoding=UTF8", "--locale=C", "--data-checksums"],
      ],
      identity,
    );
    if (said.code !== 0) throw new Error(said.text);
    fs.rmSync(place.data, { recursive: true, force: true });
    fs.renameSync(unfinished, place.data);
  } catch (error) {
    // A full disk should get back what this attempt took.
    fs.rmSync(unfinished, { recursive: true, force: true });
    throw explain(error, place.home);
  } finally {
    fs.rmSync(secret, { force: true });
  }
}
