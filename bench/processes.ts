/** Processes as Linux shows them: who descends from whom, and how much memory they really take. */
import { readdirSync, readFileSync } from "node:fs";

const readIfThere = (path: string) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

const parentOf = (pid: number): number => {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The name in brackets may hold spaces; the parent is field 4 of proc(5).
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] ?? 0);
};

export type Relative = { pid: number; command: string; megabytes: number };

/** `pid` and all that descend from it, with the memory of each (PSS: shared pages count once in all). */
export function family(pid: number): Relative[] {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(Number(name))]),
  );
  const descends = (each: number): boolean =>
    each === pid || (each > 1 && descends(parents.get(each) ?? 0));
  return [...parents.keys()].filter(descends).map((each) => ({
    pid: each,
    command: readIfThere(`/proc/${each}/cmdline`).split("\0").join(" ").trim(),
    megabytes:
      (Number(/^Pss: +(\d+)/m.exec(readIfThere(`/proc/${each}/smaps_rollup`))?.[1] ?? 0) * 1024) /
      1e6,
  }));
}

export const isLinux = process.platform === "linux";
