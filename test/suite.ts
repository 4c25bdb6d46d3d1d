/**
 * The project's tests against a server that was given, rather than the embedded one: which files can run there, one
 * run of them, and what came of it. Used by `npm run test:postgres` and `npm run test:citus`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Why a file of tests does not run there. */
export type Reason = { is: RegExp; why: string };

/** Looked for in a test and in what it plays. */
export const OWN_SERVER: Reason = {
  is: /startEmbedded|startRig|startGuest|startServer|attacked\(|demo-server|program\.ts|^test\/browser|playwright/m,
  why: "starts a database, a server or a browser of its own",
};
/** A path stands in the first line of what is looked at. */
export const NO_DATABASE: Reason = {
  is: /^test\/(tidy|upgrade\/migrations)\.test\.ts$/m,
  why: "the tree is the same whatever the database",
};

/** A test's path, its text, and that of the files beside it which it plays. */
function read(file: string): string {
  const text = readFileSync(file, "utf8");
  const beside = [...text.matchAll(/from "\.\/((?!rig\.ts)[\w-]+\.ts)"/g)].map(([, name = ""]) =>
    join(dirname(file), name),
  );
  const isFault = file.startsWith("test/faults/");
  return [file, text, ...(isFault ? beside : []).map((path) => readFileSync(path, "utf8"))].join(
    "\n",
  );
}

/** `wanted`: parts of paths; none of them: all files. The first reason that fits is the one that is told. */
export function testFiles(wanted: readonly string[], reasons: readonly Reason[]) {
  const all = globSync("{src,test,wallet,web}/**/*.test.ts", {
    exclude: (path) => path === "node_modules",
  }).sort();
  const named = all.filter(
    (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
  );
  const leftOut = named.flatMap((file) => {
    const text = read(file);
    const reason = reasons.find(({ is }) => is.test(text));
    return reason ? [{ file, why: reason.why }] : [];
  });
  const without = new Set(leftOut.map(({ file }) => file));
  return { files: named.filter((file) => !without.has(file)), leftOut };
}

export const say = (line: string) => process.stdout.write(`${line}\n`);

/** Under each reason the files that it leaves out. */
export function sayLeftOut(leftOut: readonly { file: string; why: string }[]) {
  if (leftOut.length === 0) say("Left out: none.");
  for (const [why, files] of Map.groupBy(leftOut, (each) => each.why))
    say(`Left out, ${files.length} (${why}): ${files.map(({ file }) => file).join(", ")}.`);
}

export async function ended(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill(signal);
  await gone;
}

/** The tests that run now: they end with us. */
export const running: { child?: ChildProcess } = {};

export type Outcome = { passed: number; failed: number; seconds: number; names: string[] };

/** `log`: a file that keeps what the tests said. */
export async function runTests(
  files: readonly string[],
  environment: Record<string, string>,
  { log, atOnce = 2 }: { log?: string | undefined; atOnce?: number } = {},
): Promise<Outcome> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...["--test", "--test-global-setup=test/setup.ts", `--test-concurrency=${atOnce}`],
      ...["--test-reporter=tap", "--test-timeout=300000", ...files],
    ],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...environment } },
  );
  running.child = child;
  let text = "";
  child.stdout.on("data", (piece) => {
    text += piece;
  });
  const code = await new Promise<number | null>((done) => child.once("exit", done));
  const count = (name: string) =>
    Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
  const failed = count("fail") + count("cancelled");
  const names = [...text.matchAll(/^( *)not ok \d+ - (.*)$/gm)].map(
    ([, deep, name]) => `${deep}${name}`,
  );
  if (log) await writeFile(log, text);
  // A run that broke off counts as failed, whatever it has counted.
  return {
    ...{ passed: count("pass"), names },
    failed: failed === 0 && code !== 0 ? 1 : failed,
    seconds: Math.round((performance.now() - began) / 1000),
  };
}

/** One line a run, as a table. */
export function sayOutcomes(title: string, rows: readonly (Outcome & { name: string })[]) {
  say(
    `\n${title.padEnd(18)}${"passed".padStart(8)}${"failed".padStart(8)}${"seconds".padStart(9)}`,
  );
  for (const { name, passed, failed, seconds } of rows)
    say(
      `${name.padEnd(18)}${String(passed).padStart(8)}${String(failed).padStart(8)}${String(seconds).padStart(9)}`,
    );
}
