/** What the doctor can find, each with how grave it is. The page docs/reference/doctor.md is printed from this. */

/** `fault`: something does not work, or is not safe. `advice`: it works, and an operator will want to know. */
export type Gravity = "fault" | "advice";

export const codes = {
  "setting-missing": ["fault", "A setting that a start needs is not there."],
  "setting-wrong": ["fault", "A setting cannot be read."],
  "setting-unknown": ["fault", "A variable is named like a setting, and is none."],
  "setting-twice": ["advice", "A setting is given as a value and as a file; the file counts."],
  "policies-wrong": ["fault", "The policies cannot be read, so no server would start."],
  "keys-lost": ["fault", "Data is sealed with a key that is not configured."],
  "keys-old": ["advice", "Data is still sealed with an older key, so that key has to stay."],
  "keys-spare": ["advice", "An older key is configured that nothing is sealed with any more."],
  "file-writable": ["fault", "A file with a secret can be changed by others."],
  "file-readable": ["fault", "A file with a secret can be read by everybody on the machine."],
  "url-unreachable": ["advice", "The public address does not answer from here."],
  "url-not-public": ["advice", "The public address is one of this machine or of an inner network."],
  "wallet-not-https": ["fault", "The wallet's address is not https."],
  "proxy-not-trusted": ["fault", "All callers look like one, since the proxy's header is ignored."],
  "proxy-bypassed": ["advice", "Whoever reaches the port past the proxy says who they are."],
  "country-ignored": ["fault", "The header with the country is not believed."],
  "loopback-delivery": ["advice", "Signals may be sent to this machine without TLS."],
  "audit-not-anchored": ["advice", "No checkpoint of the audit leaves the house."],
  "audit-file-unwritable": ["fault", "The file of the audit cannot be added to."],
  "alerts-nobody": ["fault", "No alert is mailed to anybody."],
  "database-unreachable": ["fault", "The database does not answer."],
  "database-not-running": [
    "advice",
    "The embedded database is not running, and was not looked into.",
  ],
  "database-reads-only": ["fault", "No server of the database takes writes."],
  "database-server-away": ["advice", "One of several database servers does not answer."],
  "database-two-writers": ["fault", "Two servers of the database take writes."],
  "database-old": ["fault", "PostgreSQL is older than 15."],
  "database-unencrypted": ["advice", "The connection to a database elsewhere is not encrypted."],
  "migrations-pending": ["advice", "The database is older than this program."],
  "migrations-edited": ["fault", "A migration was edited after it had been applied."],
  "migrations-ahead": ["fault", "The database is newer than this program."],
  "clock-off": ["fault", "The clocks of this machine and of the database differ."],
  "connections-few": ["fault", "The database takes fewer connections than the processes ask for."],
  "connections-tight": ["advice", "A second process would find too few connections."],
  "isolation-unknown": ["fault", "The configured isolation is none that PostgreSQL knows."],
  "commit-unsafe": ["fault", "What was answered could be lost in a power cut."],
  "replication-none": ["advice", "No other server follows the database."],
  "replication-asynchronous": [
    "fault",
    "After a failover something that was answered could be missing.",
  ],
  "replication-behind": ["advice", "A server that follows is far behind."],
  "jobs-overdue": ["fault", "Work is due that nobody does."],
  "jobs-given-up": ["fault", "Work was given up."],
  "alerts-silent": ["fault", "Nobody has looked at the alerts for some minutes."],
  "nothing-ran": ["advice", "No server has worked on this database yet."],
  "mail-unreachable": ["fault", "The mail server does not answer."],
  "mail-not-encrypted": [
    "fault",
    "The mail server offers no STARTTLS, or a certificate that is not trusted.",
  ],
  "sms-unreachable": ["fault", "The gateway of text messages does not answer."],
  "telecom-refuses": ["fault", "An operator gives no token."],
  "face-away": ["fault", "The face check that is configured cannot be done."],
  "scanner-away": ["fault", "The virus scanner does not answer, so no file is opened."],
  "directory-away": ["fault", "The directory does not answer, or refuses the key."],
  "directory-lacks": ["fault", "The directory lacks something that is configured or needed."],
  "service-unreachable": ["fault", "Another service that is configured does not answer."],
  "disk-full": ["fault", "The disk of the data folder is nearly full."],
  "disk-tight": ["advice", "The disk of the data folder has little room."],
  "backup-none": ["fault", "There is no backup where one was looked for."],
  "backup-old": ["fault", "The newest backup is more than a day old."],
  "backup-unseen": ["advice", "No backup was looked for."],
  "archive-failing": ["fault", "PostgreSQL cannot archive its write-ahead log."],
} as const satisfies Record<string, readonly [Gravity, string]>;

export type Code = keyof typeof codes;
export type Finding = {
  /** What was looked at: `settings`, `database`, `mail` ... */
  what: string;
  is: "ok" | Gravity;
  /** Stable; null: all is well. */
  code: Code | null;
  /** One sentence, with what to do. Never a secret. */
  says: string;
};

export const found = (what: string, code: Code, says: string): Finding => ({
  ...{ what, is: codes[code][0], code, says },
});
export const fine = (what: string, says: string): Finding => ({ what, is: "ok", code: null, says });

/** What was found, or that all is well. */
export const or = (findings: readonly Finding[], well: Finding): Finding[] =>
  findings.length > 0 ? [...findings] : [well];

/** docs/reference/doctor.md, but for its heading. */
export const codeRows = () =>
  Object.entries(codes).map(
    ([code, [gravity, means]]) => `| \`${code}\` | ${gravity} | ${means} |`,
  );
