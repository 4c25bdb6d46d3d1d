/** Debian's packages for a fault that needs other people's servers: installed when they are missing and this may be done. */
import { execFileSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";

/** What is needed is not here and may not be brought: the fault says so, and is neither held nor broken. */
export class CannotRun extends Error {}

const POLICY = "/usr/sbin/policy-rc.d";

/** `files`: one program of each package. Throws CannotRun. */
export function demandPackages(files: Record<string, string>, say: (line: string) => void): void {
  const missing = () => Object.keys(files).filter((name) => !existsSync(files[name] ?? ""));
  const wanted = missing();
  if (wanted.length === 0) return;
  const command = `apt-get install --no-install-recommends ${wanted.join(" ")}`;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get"))
    throw new CannotRun(`This needs ${wanted.join(", ")} and may not install them: ${command}`);
  say(`installing Debian's ${wanted.join(", ")} (once), without starting them`);
  // A server of a package would start by itself, on its usual port.
  const own = !existsSync(POLICY);
  if (own) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    const apt = (...args: string[]) =>
      execFileSync("apt-get", args, {
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      });
    apt("update");
    apt("install", "-y", "--no-install-recommends", ...wanted);
  } catch (error) {
    throw new CannotRun(
      `The packages could not be installed (${(error as Error).message}): ${command}`,
    );
  } finally {
    if (own) rmSync(POLICY, { force: true });
  }
  if (missing().length > 0) throw new CannotRun(`After ${command} there is still no ${missing()}.`);
}
