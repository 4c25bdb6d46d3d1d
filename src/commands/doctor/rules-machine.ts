/** The disk and the backups, judged: pure. */
import { type Finding, fine, found } from "./codes.ts";

const GB = 1_000_000_000;

export function judgeDisk(folder: string, { free, size }: { free: number; size: number }): Finding {
  const words = `${(free / GB).toFixed(1)} GB of ${(size / GB).toFixed(1)} GB are free at ${folder}`;
  if (free < GB)
    return found("disk", "disk-full", `Make room now: ${words}; a database without room stops.`);
  if (free < 5 * GB && free < size / 10)
    return found("disk", "disk-tight", `Make room soon: ${words} (docs/guide/sizing.md).`);
  return fine("disk", `There is room: ${words}.`);
}

export type BackupSeen = {
  /** When the newest backup was made; null: there is none; undefined: nobody said where to look. */
  newestAt: Date | null | undefined;
  /** PostgreSQL's own archiving; null: it is not done, or could not be asked about. */
  archive: { lastAt: Date | null; failedAt: Date | null } | null;
};

const DAY_MS = 86_400_000;

export function judgeBackup({ newestAt, archive }: BackupSeen, now: Date): Finding[] {
  const what = "backup";
  const findings: Finding[] = [];
  if (archive?.failedAt && archive.failedAt > (archive.lastAt ?? new Date(0)))
    findings.push(
      found(
        what,
        "archive-failing",
        `Mend archive_command: it failed last at ${archive.failedAt.toISOString()}, and since then nothing is kept elsewhere.`,
      ),
    );
  if (newestAt === null)
    findings.push(
      found(
        what,
        "backup-none",
        "Make one, `rightful backup --to FOLDER --every 30s`: there is none here.",
      ),
    );
  else if (newestAt && now.getTime() - newestAt.getTime() > DAY_MS)
    findings.push(
      found(
        what,
        "backup-old",
        `Look at what makes the backups: the newest is of ${newestAt.toISOString()}.`,
      ),
    );
  else if (newestAt) findings.push(fine(what, `The newest is of ${newestAt.toISOString()}.`));
  else if (archive?.lastAt)
    findings.push(
      fine(what, `The write-ahead log was archived at ${archive.lastAt.toISOString()}.`),
    );
  else if (findings.length === 0)
    findings.push(
      found(
        what,
        "backup-unseen",
        "Say where backups lie, `rightful doctor --backups FOLDER`, to have their age looked at.",
      ),
    );
  return findings;
}
