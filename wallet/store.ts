/** The wallet's own sessions: which browser is signed in as whom. Kept by the hash of their token. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newToken, sha256 } from "./visit.ts";

export type Session = { accountId: string; sessionId: string };

/** `folder`: where sessions outlive a restart; without it they live as long as the program. */
export function sessionStore(folder?: string) {
  const file = folder && join(folder, "wallet-sessions.json");
  const sessions = new Map<string, Session>(file ? load(file) : []);
  const keep = () => {
    if (!file) return;
    // Written beside and moved over, so that a crash leaves the old file or the new one, never half.
    writeFileSync(`${file}.new`, JSON.stringify([...sessions]), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  if (folder) mkdirSync(folder, { recursive: true });
  return {
    begin(session: Session): string {
      const token = newToken();
      sessions.set(sha256(token), session);
      keep();
      return token;
    },
    find: (token: string | undefined) => (token ? sessions.get(sha256(token)) : undefined),
    end(token: string | undefined) {
      if (token && sessions.delete(sha256(token))) keep();
    },
    clear() {
      sessions.clear();
      keep();
    },
    endAll(accountId: string) {
      for (const [key, session] of sessions)
        if (session.accountId === accountId) sessions.delete(key);
      keep();
    },
  };
}

function load(file: string): [string, Session][] {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // No file yet, or one that cannot be read: everybody signs in again, which is safe.
    return [];
  }
}
