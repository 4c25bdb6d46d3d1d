/** What `backup` and `restore` are told: where the data is, with what a backup is sealed and opened. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { BackupError, type Opener, type Sealer } from "../core/backup-seal.ts";
import { type Config, readConfig } from "../core/config.ts";
import { environment } from "../core/world.ts";

export const readSecret = (path: string): string => {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    throw new BackupError(`There is no file ${path} that can be read.`);
  }
};

const passphrase = (path: string) => {
  const words = readSecret(path);
  if (words.length < 12)
    throw new BackupError(
      "The passphrase is too short: a stolen backup can be tried for years. Take 12 characters or more, better six words.",
    );
  return { passphrase: words };
};

type Given = { recipient?: string | undefined; "passphrase-file"?: string | undefined };

/** With what a backup is made. */
export function sealerOf(given: Given, config: Config): Sealer {
  if (given["passphrase-file"]) return passphrase(given["passphrase-file"]);
  const recipient = given.recipient ?? config.backupRecipient;
  if (recipient) return { recipient };
  throw new BackupError(
    "Say who may open the backup: --recipient age1... (make a pair with `rightful backup key FILE`), RIGHTFUL_BACKUP_RECIPIENT, or --passphrase-file FILE.",
  );
}

type Opening = { key?: string | undefined; "passphrase-file"?: string | undefined };

export function openerOf(given: Opening): Opener {
  if (given["passphrase-file"]) return { passphrase: readSecret(given["passphrase-file"]) };
  if (given.key) return { identity: readSecret(given.key) };
  throw new BackupError("Say what opens the backup: --key FILE, or --passphrase-file FILE.");
}

/** The server's own keys: from its configuration, or those that the demo keeps beside its database. */
export function serverKeys(data: string | undefined): string | null {
  const { RIGHTFUL_KEYS: keys, RIGHTFUL_KEYS_FILE: file, RIGHTFUL_DATA } = environment();
  if (file) return readSecret(file);
  if (keys) return keys;
  const beside = join(resolve(data ?? RIGHTFUL_DATA ?? "data"), "keys");
  return existsSync(beside) ? readSecret(beside) : null;
}

/**
 * As much configuration as a database needs. Copying data asks for no gateway and no address, so what a real
 * start demands may be missing here.
 */
export const bareConfig = (keys: string, data: string | undefined): Config =>
  readConfig(
    {
      RIGHTFUL_URL: "http://localhost:8700",
      RIGHTFUL_WALLET_URL: "http://localhost:8701",
      ...environment(),
      ...(data !== undefined && { RIGHTFUL_DATA: data, DATABASE_URL: "" }),
      ...{ RIGHTFUL_KEYS: keys, RIGHTFUL_KEYS_FILE: undefined },
    },
    true,
  );

/** "30s", "5m", "1h" to milliseconds; null when it is none of these. */
export function readEvery(text: string): number | null {
  const [, count, unit] = /^(\d{1,5})(s|m|h)$/.exec(text) ?? [];
  if (!count || Number(count) === 0) return null;
  return Number(count) * ({ s: 1_000, m: 60_000, h: 3_600_000 }[unit as "s"] ?? 0);
}
