#!/usr/bin/env node
/**
 * The launcher behind `npm start` and `npm test`. Needs Node 20 and npm, nothing else: installs what
 * the lockfile names when that is missing or stale, finds the project's own Node 24, builds the web
 * pages when their sources changed, and runs everything with that Node. No dependencies.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import { freemem, tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inRoot = (...parts) => join(root, ...parts);
const say = (line) => process.stderr.write(`${line}\n`);

/** A reason to stop that a person can act on: printed as it is, without a stack. */
class Refusal extends Error {}

const hashOf = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
};
const readIfThere = (path) => {
  try {
    return fs.readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

// Install ------------------------------------------------------------------------------------------

/** The platform belongs to it: a folder shared with another machine holds the wrong programs. */
const lockfileStamp = () =>
  hashOf(fs.readFileSync(inRoot("package-lock.json")), process.platform, process.arch);
const stampFile = () => inRoot("node_modules", ".rightful-stamp");
const isInstalled = () => readIfThere(stampFile()) === lockfileStamp() || adoptInstall();

/** An `npm ci` run by hand is as good as ours when npm's own record holds the same packages. */
function adoptInstall() {
  try {
    const wanted = JSON.parse(fs.readFileSync(inRoot("package-lock.json"), "utf8")).packages;
    const record = inRoot("node_modules", ".package-lock.json");
    const there = JSON.parse(fs.readFileSync(record, "utf8")).packages;
    for (const [path, { version, optional }] of Object.entries(wanted)) {
      if (path === "") continue;
      if (there[path] ? there[path].version !== version : !optional) return false;
      if (there[path] && !fs.existsSync(inRoot(path, "package.json"))) return false;
    }
    if (!ownNode()) return false;
    fs.writeFileSync(stampFile(), lockfileStamp());
    return true;
  } catch {
    return false;
  }
}

export async function install() {
  if (isInstalled()) return;
  await alone("install", async () => {
    if (isInstalled()) return;
    say("Installing what package-lock.json names (once, about a minute) ...");
    fs.rmSync(stampFile(), { force: true });
    const { code, text } = await collect(npm(), ["ci", "--no-audit", "--no-fund", "--include=dev"]);
    if (code !== 0) {
      process.stderr.write(text);
      throw new Refusal(whyInstallFailed(text));
    }
    fs.mkdirSync(inRoot("node_modules"), { recursive: true });
    fs.writeFileSync(stampFile(), lockfileStamp());
  });
}

const inFace = (...parts) => inRoot("optional", "face", ...parts);
const faceStamp = () =>
  hashOf(fs.readFileSync(inFace("package-lock.json")), process.platform, process.arch);
const isFaceInstalled = () =>
  readIfThere(inFace("node_modules", ".rightful-stamp")) === faceStamp();

/** The face matcher: a folder and a lockfile of its own, because of its size. No script of a package runs. */
export async function installFace() {
  if (isFaceInstalled()) return;
  await alone("face", async () => {
    if (isFaceInstalled()) return;
    say("Installing the face matcher into optional/face (once; about 330 MB, half a minute) ...");
    const words = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"];
    const { code, text } = await collect(npm(), words, process.env, inFace());
    if (code !== 0) {
      process.stderr.write(text);
      throw new Refusal(whyInstallFailed(text));
    }
    fs.writeFileSync(inFace("node_modules", ".rightful-stamp"), faceStamp());
  });
}

/** npm names itself when it runs us; otherwise the one beside this Node, else the one on the path. */
function npm() {
  const cli = process.env.npm_execpath ?? "";
  if (/npm-cli\.c?js$/.test(cli) && fs.existsSync(cli)) return [process.execPath, cli];
  const beside = join(dirname(process.execPath), "npm");
  return [fs.existsSync(beside) ? beside : "npm"];
}

function whyInstallFailed(text) {
  if (/ENOSPC|EDQUOT|no space left/i.test(text))
    return "The install failed because the disk is full: free about 1 GB and run the same command again.";
  if (/EACCES|EPERM|EROFS/.test(text))
    return `The install failed because ${root} cannot be written to: make it writable and run the same command again.`;
  if (/ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|network|CERT/i.test(text))
    return "The install failed because the package registry cannot be reached: check the network or proxy and run the same command again.";
  if (/npm: not found|ENOENT.*npm/.test(text))
    return "npm was not found: install Node 20 or newer together with npm and run the same command again.";
  return "The install failed; npm's own words are above. Run the same command again when that is mended.";
}

/**
 * Runs `work` in one process at a time. The lock lies beside node_modules, because `npm ci` begins by
 * removing that folder. A lock whose process is gone is taken over.
 */
async function alone(name, work) {
  const lock = inRoot("dist", `.${name}.lock`);
  const draft = `${lock}.${process.pid}`;
  try {
    fs.mkdirSync(dirname(lock), { recursive: true });
    fs.writeFileSync(draft, String(process.pid));
  } catch (error) {
    throw new Refusal(
      error.code === "ENOSPC"
        ? "The disk is full: free about 1 GB and run the same command again."
        : `${root} cannot be written to (${error.code}): make it writable and run the same command again.`,
    );
  }
  try {
    for (let told = false; ; told = true) {
      try {
        fs.linkSync(draft, lock);
        break;
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
      }
      const holder = readIfThere(lock);
      if (!holder || !isAlive(Number(holder))) {
        if (readIfThere(lock) === holder) fs.rmSync(lock, { force: true });
        continue;
      }
      if (!told) say(`Waiting for process ${holder}, which does the ${name} already ...`);
      await new Promise((done) => setTimeout(done, 300));
    }
    try {
      await work();
    } finally {
      fs.rmSync(lock, { force: true });
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function isAlive(pid) {
  // Dead but not yet reaped: it will never finish its work.
  if (/^\d+ \(.*\) Z/s.test(readIfThere(`/proc/${pid}/stat`))) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

// Node ---------------------------------------------------------------------------------------------

const ownNode = () =>
  [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`]
    .map((name) => inRoot("node_modules", name, "bin", "node"))
    .find((path) => fs.existsSync(path));

/** The project's own Node 24; on other platforms the one that runs this, when it is new enough. */
export function findNode() {
  const own = ownNode();
  if (own) return own;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  throw new Refusal(
    `Rightful brings its own Node 24 for Linux and Apple silicon; for ${process.platform} ${process.arch} start it with a Node 24 or newer (this is ${process.version}).`,
  );
}

// Web ----------------------------------------------------------------------------------------------

/** What the browser's files are made of: the pages, and for shield.js the engine with what it takes from the core. */
const WEB_SOURCES = ["web", "src/features/shield", "src/core/problem.ts", "src/core/text.ts"];

function filesIn(path) {
  if (!fs.existsSync(path)) return [];
  if (fs.statSync(path).isFile()) return [path];
  return fs
    .readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** What the program of few files is made of; tests are no part of it. */
const SERVER_SOURCES = ["src", "wallet", "scripts/bundle.mjs"];

function stampOf(sources) {
  const files = sources.flatMap((path) => filesIn(inRoot(path))).sort();
  const parts = files
    .filter((path) => !path.endsWith(".test.ts"))
    .flatMap((path) => [relative(root, path), fs.readFileSync(path)]);
  return hashOf(...parts, lockfileStamp());
}

/** Runs `script` when `sources` are not what `stamp` says that it was last run for, and `then` after it. */
async function build(node, { name, stamp, sources, script, then }) {
  const path = inRoot("dist", stamp);
  if (readIfThere(path) === stampOf(sources)) return;
  await alone("build", async () => {
    const wanted = stampOf(sources);
    if (readIfThere(path) === wanted) return;
    say(`Building the ${name} ...`);
    const { code, text } = await collect([node], [inRoot(script)]);
    if (code !== 0) {
      process.stderr.write(text);
      throw new Refusal(`The ${name} could not be built; the reason is above.`);
    }
    await then?.();
    fs.writeFileSync(path, wanted);
  });
}

export async function buildWeb(node) {
  const script = "web/build.mjs";
  if (!fs.existsSync(inRoot(script))) return;
  await build(node, { name: "web pages", stamp: ".stamp", sources: WEB_SOURCES, script });
}

/** The program as its users start it: docs/decisions/0017. */
const PROGRAM = "dist/server/main.js";
async function buildServer(node) {
  const script = "scripts/bundle.mjs";
  const then = () => compileServer(node);
  await build(node, { name: "program", stamp: ".program", sources: SERVER_SOURCES, script, then });
}

/** Where Node keeps what it made of our modules; it looks there whether they still are the same. */
const withCompiled = () => ({
  NODE_COMPILE_CACHE: inRoot("dist", ".compiled"),
  ...process.env,
});

/** Reads the server's modules once, so that nobody's first start has to compile them. */
async function compileServer(node) {
  const files = fs
    .readdirSync(inRoot(dirname(PROGRAM)))
    .map((name) => `${dirname(PROGRAM)}/${name}`)
    .concat("dist/portal-server.js")
    .map((file) => pathToFileURL(inRoot(file)).href);
  // What is there of an older build may miss its other parts. Only time is lost, and the start itself will say why.
  const read = `for (const file of ${JSON.stringify(files)}) await import(file).catch(() => {})`;
  await collect([node], ["--input-type=module", "-e", read], withCompiled());
}

// Run ----------------------------------------------------------------------------------------------

/** Runs to the end and keeps the output, to be shown only if it fails. */
function collect([program, ...first], args, env = process.env, cwd = root) {
  return new Promise((done) => {
    let text = "";
    const child = spawn(program, [...first, ...args], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (piece) => {
        text += piece;
      });
    child.on("error", (error) => done({ code: 1, text: `${text}${error.message}\n` }));
    child.on("close", (code) => done({ code, text }));
  });
}

/** In the child: when the launcher is gone, even by kill -9, the child ends too. */
const leash =
  "data:text/javascript,process.on('disconnect',()=>process.kill(process.pid,'SIGTERM'));process.channel?.unref();";

/**
 * Runs `program` as if it were this process: same terminal, same exit code, signals passed on. On a
 * terminal Ctrl-C reaches the child by itself, so there it is not sent a second time.
 */
export function become(program, args, { leashed = false, env = process.env } = {}) {
  return new Promise((done) => {
    const child = spawn(program, [...(leashed ? ["--import", leash] : []), ...args], {
      cwd: process.cwd(),
      env,
      stdio: leashed ? ["inherit", "inherit", "inherit", "ipc"] : "inherit",
    });
    const passOn = (signal) => {
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, passOn);
    const end = (code) => {
      for (const signal of signals) process.off(signal, passOn);
      done(code);
    };
    child.on("error", (error) => {
      say(`${program} could not be started: ${error.message}`);
      end(1);
    });
    // 128 + number: what a shell reports for a process that a signal ended.
    const numbers = { SIGHUP: 129, SIGINT: 130, SIGKILL: 137, SIGTERM: 143 };
    child.on("exit", (code, signal) => end(code ?? numbers[signal] ?? 1));
  });
}

/**
 * `file` of this project on the project's Node. The caller's folder stays the current one. What Node
 * made of our modules is kept for the next start, which then takes half the work.
 */
export async function runFile(file, args) {
  await install();
  const node = findNode();
  await buildWeb(node);
  await buildServer(node);
  return become(node, [inRoot(file), ...args], { leashed: true, env: withCompiled() });
}

/** The command line, of what was built for it. */
export const runProgram = (args) => runFile(PROGRAM, args);

// Test ---------------------------------------------------------------------------------------------

const SHELL = "chromium-headless-shell";

/** `whole`: one with a camera, which the shell lacks. Else the shell first: a fifth less of the machine's time. */
export function findChromium({ whole = false } = {}) {
  const named = process.env.CHROMIUM_PATH;
  if (named) return fs.existsSync(named) ? named : undefined;
  const folders = (process.env.PATH ?? "")
    .split(":")
    .concat("/usr/bin", "/usr/local/bin", "/snap/bin");
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  if (!whole) names.unshift(SHELL);
  return [
    ...names.flatMap((name) => folders.filter(Boolean).map((folder) => join(folder, name))),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ].find((path) => fs.existsSync(path));
}

/** The Chromium of the browser tests: the one there is, else Debian's, with letters for Chinese. */
async function needChromium() {
  const there = findChromium({ whole: true });
  if (there) return findChromium();
  const advice = "the browser tests need one: install chromium, or set CHROMIUM_PATH to one";
  if (process.env.CHROMIUM_PATH)
    throw new Refusal(`There is no Chromium at ${process.env.CHROMIUM_PATH}; ${advice}.`);
  const mayInstall = process.getuid?.() === 0 && fs.existsSync("/usr/bin/apt-get");
  if (!mayInstall) throw new Refusal(`No Chromium was found, and ${advice}.`);
  say("Installing Debian's Chromium for the browser tests (once) ...");
  const apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"];
  const update = await collect(apt, ["update"]);
  const packages = ["chromium", SHELL, "fonts-noto-cjk"];
  const added = await collect(apt, ["install", "-y", "--no-install-recommends", ...packages]);
  if (findChromium({ whole: true })) return findChromium();
  process.stderr.write(update.text + added.text);
  throw new Refusal(
    `Debian's Chromium could not be installed (the reason is above), and ${advice}.`,
  );
}

function testFiles(wanted) {
  const all = ["src", "test", "wallet", "web"]
    .filter((folder) => fs.existsSync(inRoot(folder)))
    .flatMap((folder) =>
      fs
        .readdirSync(inRoot(folder), { recursive: true, encoding: "utf8" })
        .map((path) => join(folder, path)),
    )
    .filter((path) => path.endsWith(".test.ts"))
    .sort();
  const paths = wanted.filter((word) => !word.startsWith("-"));
  if (paths.length === 0) return isFull ? all : all.filter((file) => !isLong(file));
  const from = paths.map((path) => relative(root, resolve(path)));
  return all.filter((file) =>
    paths.some((path, i) => file.includes(path) || file.startsWith(from[i])),
  );
}

const isFull = process.env.RIGHTFUL_TESTS === "full";

/** A test that hangs fails after so long, and the others go on; what it left open keeps no process alive. */
const BOUNDED = [`--test-timeout=${isFull ? 900_000 : 600_000}`, "--test-force-exit"];

/** A file whose first lines say so repeats at length what others prove: docs/decisions/0058. */
const isLong = (file) => /^\/\/ In full only: /m.test(readIfThere(inRoot(file)));

/** What only a process of its own may do, what takes a core for itself, and what waits while it is read in. */
const ALONE =
  /^(const [^>\n]*[ (])?await |concurrency|process\.(env\.?[A-Z_["]* *(\?\?)?=(?!=)|env\[|on\(|once|chdir|exit)|delete process|mock\.|globalThis|spawn|fork|execFile|Worker\(|startEmbedded|startRig|playwright|memoryUsage|heap|setDefault|replicas|processorMs|cost\.ts|ports\/face|test\/faces/m;
/** Which files share, what they all read in, and how many do. */
const SHARING = [
  {
    is: /^test\/browser\//,
    not: /^(const [^>\n]*[ (])?await |concurrency|mock\.|globalThis|process\.on/m,
    reads: "browser/harness.ts",
    in: 4,
  },
  { is: /^(src|web)\//, not: ALONE, reads: "world.ts", in: 12 },
];

/**
 * Files that share a process: reading the server's modules in costs two seconds of processor time, and there are more
 * than a hundred such files. Each is a suite by its own name, so that a failing one is named. The rest as they are.
 */
function shared(files, folder) {
  const rest = new Set(files);
  const groups = [];
  for (const { is, not, reads, in: most } of SHARING) {
    const own = files.filter((file) => is.test(file) && !not.test(readIfThere(inRoot(file))));
    for (const file of own) rest.delete(file);
    for (let at = 0; at < own.length; at += most) {
      const path = join(folder, `${String(groups.length + 1).padStart(2, "0")}.test.mjs`);
      fs.writeFileSync(path, inOne(own.slice(at, at + most), reads));
      groups.push(path);
    }
  }
  return [...groups, ...rest];
}

/** By `require`, so that a suite's own are registered while its function runs: a suite knows them by that. */
const inOne = (files, reads) => `import { createRequire } from "node:module";
import { describe } from "node:test";
const root = ${JSON.stringify(inRoot("/"))};
const require = createRequire(root);
require(root + "test/${reads}");
for (const file of ${JSON.stringify(files)}) describe(file, () => void require(root + file));
`;

/** The longest first, so that no lane is left waiting at the end. */
const FIRST = ["test/faults/", tmpdir(), "test/stories/", "src/commands/"];
function inTurn(files, folder) {
  const rank = (file) => FIRST.findIndex((path) => file.startsWith(path)) >>> 0;
  return shared(files, folder).sort((a, b) => rank(a) - rank(b));
}

const MEMORY = "/dev/shm";
/** A run takes a fifth of it. */
const ROOM = 4 * 2 ** 30;

/**
 * Where a run's databases and other files for a while lie: in memory where there is room. Each test file has a
 * database of a thousand files made and deleted, and ext4 looks through the inodes that were freed in the last
 * minute for each new one. What tests leave when they are cut short goes with the folder.
 */
function folderOfRun() {
  let place = tmpdir();
  try {
    const { bavail, bsize } = fs.statfsSync(MEMORY);
    if (Math.min(bavail * bsize, freemem()) >= ROOM) place = MEMORY;
  } catch {
    // There is none here.
  }
  // What a run that was killed has left.
  for (const name of fs.readdirSync(place)) {
    const pid = /^rightful-run-(\d+)-/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) removeWhole(join(place, name));
  }
  const folder = fs.mkdtempSync(join(place, `rightful-run-${process.pid}-`));
  // As the folder for all: a database that root starts has a user of its own.
  fs.chmodSync(folder, 0o755);
  return folder;
}

/** A server that is about to end may still write into it. What cannot be removed is no fault of the tests. */
function removeWhole(folder) {
  try {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  } catch (error) {
    say(`${folder} could not be removed: ${error.message}`);
  }
}

/** Types, lint, then the tests; naming some tests runs only those. */
async function test(args) {
  const files = testFiles(args);
  const flags = args.filter((word) => word.startsWith("-"));
  const selected = args.length > flags.length;
  if (selected && files.length === 0)
    throw new Refusal(`No test file matches ${args.filter((a) => !a.startsWith("-")).join(", ")}.`);
  await install();
  const node = findNode();
  const binOf = (name, command) => {
    const manifest = createRequire(inRoot("package.json")).resolve(`${name}/package.json`);
    const { bin } = JSON.parse(fs.readFileSync(manifest, "utf8"));
    return join(dirname(manifest), typeof bin === "string" ? bin : bin[command]);
  };
  process.chdir(root);
  const step = async (heading, program, words, env) => {
    process.stdout.write(`\n== ${heading}\n`);
    const code = await become(program, words, env ? { env } : {});
    if (code !== 0) process.stdout.write(`== ${heading}: failed\n`);
    return code;
  };
  if (!selected) {
    // Beside the types, which keep one core busy; told after them.
    const lint = collect([node], [binOf("@biomejs/biome", "biome"), "ci"]);
    const tsc = binOf("typescript", "tsc");
    let failed = 0;
    for (const config of ["tsconfig.json", "tsconfig.browser.json", "tsconfig.web.json"])
      if (fs.existsSync(inRoot(config)))
        // One checker: each more of them works out for itself what the others know, 35 s of processor time instead of 14.
        failed ||= await step(`types (${config})`, node, [tsc, "-p", config, "--checkers", "1"]);
    const { code, text } = await lint;
    process.stdout.write(`\n== lint\n${text}${code ? "== lint: failed\n" : ""}`);
    failed ||= code ?? 1;
    if (failed) return failed;
  }
  if (!selected || files.some(needsFace)) await installFace();
  await buildWeb(node);
  await buildServer(node);
  const env = { ...withCompiled(), CHROMIUM_PATH: await chromiumFor(selected ? files : undefined) };
  env.CHROMIUM_CAMERA_PATH = findChromium({ whole: true }) ?? "";
  env.PATH = `${dirname(node)}:${env.PATH ?? ""}`;
  const folder = fs.mkdtempSync(join(tmpdir(), "rightful-shared-"));
  env.TMPDIR = folderOfRun();
  const first = `--import=${pathToFileURL(inRoot("test", "preload.mjs")).href}`;
  const words = [first, "--test", "--test-global-setup=test/setup.ts", "--test-concurrency=2"];
  const all = files.length > 12 ? inTurn(files, folder) : files;
  try {
    return await step("tests", node, [...words, ...BOUNDED, ...flags, ...all], env);
  } finally {
    removeWhole(folder);
    removeWhole(env.TMPDIR);
  }
}

/** Selected tests that compare no faces do without the matcher. */
const needsFace = (file) => /ports\/face\/embedded|test\/faces/.test(readIfThere(inRoot(file)));

/** Selected tests that drive no browser run without one. */
async function chromiumFor(selected) {
  const drives = (file) => /browser|playwright/i.test(file + readIfThere(inRoot(file)));
  return !selected || selected.some(drives) ? needChromium() : (findChromium() ?? "");
}

// Main ---------------------------------------------------------------------------------------------

/** Adds the face matcher, or takes it away: 330 MB on the disk, and half a gigabyte of memory a check. */
export async function face([what]) {
  if (what === "add") {
    await installFace();
    say("The face matcher is installed. Restart Rightful: the face check is then offered.");
  } else if (what === "remove") {
    fs.rmSync(inFace("node_modules"), { recursive: true, force: true });
    say("The face matcher is gone. Restart Rightful: the face check is no longer offered.");
  } else throw new Refusal("Usage: npm run face:add, or npx rightful face add | remove");
  return 0;
}

const commands = {
  face,
  start: (args) => runProgram(["demo-server", ...args]),
  test,
  run: ([file, ...args]) => {
    if (!file)
      throw new Refusal("Name the file to run: node scripts/run.mjs run FILE [arguments].");
    return runFile(relative(root, resolve(file)), args);
  },
};

/** Ends the process with the exit code of `work`; a refusal is one sentence. */
export async function main(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) {
  const [name = "", ...args] = process.argv.slice(2);
  await main(() => {
    if (Object.hasOwn(commands, name)) return commands[name](args);
    throw new Refusal(
      "Usage: node scripts/run.mjs start | test [FILE ...] | face add | run FILE [arguments]",
    );
  });
}
