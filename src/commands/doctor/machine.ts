/** Looks at this machine: files with secrets, the data folder's disk, backups. Reads only. */
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { configReference } from "../../core/config.ts";
import { newestOf } from "../backup.ts";
import type { SecretFile } from "./rules-settings.ts";

/** Those that `NAME_FILE` names; one that is not there is a fault of the settings. */
export function seeFiles(environment: Readonly<Record<string, string | undefined>>): SecretFile[] {
  return configReference().flatMap(({ env, secret }) => {
    const path = environment[`${env}_FILE`];
    if (!secret || !path || !existsSync(path)) return [];
    return [{ env, mode: statSync(path).mode }];
  });
}

/** The disk of the nearest folder above that is there. */
export async function seeDisk(folder: string): Promise<{ free: number; size: number }> {
  let there = resolve(folder);
  while (!existsSync(there)) there = dirname(there);
  const { bavail, blocks, bsize } = await statfs(there);
  return { free: bavail * bsize, size: blocks * bsize };
}

export function canBeAddedTo(file: string): boolean {
  try {
    accessSync(existsSync(file) ? file : dirname(resolve(file)), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const NAMED = /rightful-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z\.backup$/;

/** When the newest backup of a folder was made: by its name, else as its file says. Null: there is none. */
export async function seeNewest(path: string): Promise<Date | null> {
  try {
    const file = await newestOf(path);
    const [, year, month, day, hour, minute, second, ms] = NAMED.exec(file) ?? [];
    if (year) return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
    return (await stat(file)).mtime;
  } catch {
    return null;
  }
}
