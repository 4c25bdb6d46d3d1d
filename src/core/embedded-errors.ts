/** What can keep the embedded PostgreSQL from starting, each as one sentence a person can act on. */

export type EmbeddedCode =
  | "folder-in-use"
  | "disk-full"
  | "read-only"
  | "wrong-version"
  | "no-binaries"
  | "cannot-run-as-root"
  | "did-not-start";

export class EmbeddedError extends Error {
  code: EmbeddedCode;

  constructor(code: EmbeddedCode, sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "EmbeddedError";
    this.code = code;
  }
}

const says = (text: string, ...signs: string[]) => signs.some((sign) => text.includes(sign));

/** Turns what a system call or PostgreSQL said about `folder` into one sentence. */
export function explain(cause: unknown, folder: string): EmbeddedError {
  if (cause instanceof EmbeddedError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  if (says(text, "ENOSPC", "EDQUOT", "No space left on device", "Disk quota exceeded"))
    return new EmbeddedError(
      "disk-full",
      `The disk that holds ${folder} is full: free some space and start again; nothing saved is lost.`,
      cause,
    );
  if (says(text, "EROFS", "EACCES", "EPERM", "Read-only file system", "Permission denied"))
    return new EmbeddedError(
      "read-only",
      `The database cannot write to ${folder}: make the folder writable for the user who starts it, or name another one.`,
      cause,
    );
  if (says(text, "ENOTDIR", "EEXIST", "ENAMETOOLONG"))
    return new EmbeddedError(
      "read-only",
      `${folder} cannot be used as a folder for the database: name another one.`,
      cause,
    );
  if (says(text, "database files are incompatible", "has wrong ownership"))
    return new EmbeddedError(
      "wrong-version",
      `The database in ${folder} was made by another PostgreSQL or another user: start it with the one that made it, or name an empty folder.`,
      cause,
    );
  return new EmbeddedError(
    "did-not-start",
    `The embedded PostgreSQL did not start on ${folder}: ${lastWords(text)}`,
    cause,
  );
}

/** The line in which PostgreSQL gives its reason; the rest stays in the log and in `cause`. */
function lastWords(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const reason = lines.findLast((line) => says(line, "FATAL", "PANIC", "error:", "ERROR"));
  return (reason ?? lines.at(-1) ?? "it gave no reason.").replace(/^.*?(?=FATAL|PANIC|ERROR)/, "");
}
