/** The command line. Exit codes: 0 done, 1 refused or failed with one clear sentence, 2 wrong usage. */
import { ConfigError, configReference } from "./core/config.ts";
import { EmbeddedError } from "./core/embedded-errors.ts";
import { MigrationError } from "./core/migrate.ts";

type Command = { about: string; usage: string; run: (args: string[]) => Promise<number> };

const out = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

const commands: Record<string, Command> = {
  start: {
    about: "Start the server with its configuration from the environment.",
    usage: "rightful start",
    run: async () => (await import("./commands/start.ts")).start(),
  },
  "demo-server": {
    about: "Start the demo: server, reference wallet, outbox (what `npm start` does).",
    usage: "rightful demo-server [--port 8700] [--data ./data]",
    run: async (args) => (await import("./commands/demo-server.ts")).demoServer(args),
  },
  demo: {
    about: "Play the main journeys against a fresh embedded database, with the measured times.",
    usage: "rightful demo [--lang en|zh]",
    run: async (args) => (await import("./commands/demo.ts")).demo(args),
  },
  migrate: {
    about:
      "Bring the configured database to this version. --ahead only builds the indexes that it will want, while the older version works; --citus also lays the tables out over a Citus cluster.",
    usage: "rightful migrate [--ahead | --citus]",
    run: async (args) => (await import("./commands/migrate.ts")).migrateNow(args, out),
  },
  doctor: {
    about:
      "Look an installation over and change nothing: settings, keys, database, workers, backups, and whether other systems answer. Exit code 1 when there is a fault; docs/reference/doctor.md lists them.",
    usage: "rightful doctor [--processes N] [--backups FILE|FOLDER] [--json]",
    run: async (args) => (await import("./commands/doctor.ts")).doctor(args, out, complain),
  },
  policy: {
    about:
      "Check a policy file; or try a policy on simulated owners and impostors, alone or against another one, before it goes live.",
    usage:
      "rightful policy check FILE | rightful policy simulate [--policy NAME|FILE] [--cases 10000] [--seed 1] [--against NAME|FILE] [--change /POINTER=JSON ...] [--populations FILE] [--sensitivity] [--json]",
    run: async (args) =>
      args[0] === "simulate"
        ? (await import("./commands/simulate.ts")).simulate(args.slice(1), out, complain)
        : (await import("./commands/upkeep.ts")).policy(args, out, complain),
  },
  audit: {
    about:
      "Verify every chain of events, against the checkpoints that left the house too; or print the key that signs them.",
    usage: "rightful audit verify [--anchor FILE] [--json] | rightful audit key",
    run: async (args) => (await import("./commands/audit.ts")).audit(args, out, complain),
  },
  pack: {
    about:
      "Verify an evidence pack, without a server (exit code 1 when it was changed); print the keys that sign packs; or make a new one.",
    usage:
      "rightful pack verify FILE [--fingerprint HEX] [--json] | rightful pack keys | rightful pack new-key",
    run: async (args) => (await import("./commands/pack.ts")).pack(args, out, complain),
  },
  backup: {
    about:
      "Copy all data, sealed, while the server works: once, or --every so often into a folder.",
    usage:
      "rightful backup --to FILE|FOLDER [--every 30s] [--recipient age1...] [--data DIR] | rightful backup key FILE",
    run: async (args) => (await import("./commands/backup.ts")).backup(args, out, complain),
  },
  restore: {
    about: "Put a backup into an empty folder, or into the empty database of DATABASE_URL.",
    usage: "rightful restore FILE|FOLDER --data DIR [--key FILE | --passphrase-file FILE] [--json]",
    run: async (args) => (await import("./commands/restore.ts")).restore(args, out, complain),
  },
  retention: {
    about: "What is kept for how long, what goes next and when.",
    usage: "rightful retention [--json]",
    run: async (args) => (await import("./commands/upkeep.ts")).retention(args, out),
  },
  alarms: {
    about: "List the alarms that nobody has closed yet; --close closes them.",
    usage: "rightful alarms [--close] [--json]",
    run: async (args) => (await import("./commands/upkeep.ts")).alarms(args, out),
  },
  keys: {
    about: "Seal what an older key sealed with the newest one.",
    usage: "rightful keys reseal",
    run: async (args) => (await import("./commands/upkeep.ts")).keys(args, out),
  },
  "service-key": {
    about: "Make a key for the wallet's back end, or for who listens to signals.",
    usage:
      "rightful service-key new NAME [accounts|decisions|ssf.read|ssf.manage|webhooks|posts ...]",
    run: async (args) => (await import("./commands/upkeep.ts")).serviceKey(args, out, complain),
  },
  staff: {
    about: "Invite an admin of the desk, until two can sign in; they invite everybody else.",
    usage: "rightful staff invite NAME [--id ID]",
    run: async (args) => (await import("./commands/staff.ts")).staff(args, out, complain),
  },
  directory: {
    about:
      "Hold a wallet's system, or a directory of people (RIGHTFUL_DIRECTORY says which), against what this server relies on.",
    usage:
      "rightful directory test [URL] --account ID --phone +8613... [--debit URL] [--sign-in URL]",
    run: async (args) => (await import("./commands/directory.ts")).directory(args, out, complain),
  },
  shield: {
    about:
      "Judge links, messages, numbers and addresses: one JSON object a line in, the same with verdict, score and reasons out; or make the entries of a feed out of reported links, one a line. Nothing is fetched.",
    usage:
      "rightful shield check [FILE] [--channels FILE] [--feed FILE] | rightful shield feed [FILE] --source NAME [--days 30]",
    run: async (args) => (await import("./commands/shield.ts")).shield(args, out, complain),
  },
  topics: {
    about:
      "Say what posts are about, one JSON object a line in and {id, topic} out; bring posts of a file along, in any order: repeats count once; print what was counted in a window of days, or what people corrected.",
    usage:
      "rightful topics classify [FILE] | rightful topics corrections | rightful topics relabel | rightful topics import FILE [--source ID] [--json] | rightful topics table [--at 2026-03-02] [--days 10] [--json]",
    run: async (args) => (await import("./commands/topics.ts")).topics(args, out, complain),
  },
  config: {
    about: "Print every configuration key with its default and its meaning.",
    usage: "rightful config [--json]",
    run: async (args) => {
      const rows = configReference();
      if (args.includes("--json")) out(JSON.stringify(rows, null, 2));
      else
        for (const { env, otherwise, about } of rows)
          out(`${env.padEnd(28)} ${about} [${otherwise}]`);
      return 0;
    },
  },
};

function help(): number {
  out("Rightful gives an account back to its rightful owner, and to nobody else.\n");
  for (const { usage, about } of Object.values(commands)) out(`  ${usage}\n      ${about}`);
  return 0;
}

async function main(argv: string[]): Promise<number> {
  const [name = "help", ...args] = argv;
  if (name === "help" || name === "--help" || name === "-h") return help();
  const command = commands[name];
  if (!command) {
    complain(`There is no command “${name}”. \`rightful help\` lists them.`);
    return 2;
  }
  if (args.includes("--help") || args.includes("-h")) {
    out(`${command.usage}\n${command.about}`);
    return 0;
  }
  return command.run(args);
}

/** Faults that a person at the terminal can mend: their sentence, no trace. */
const isPlain = async (error: Error): Promise<boolean> =>
  error instanceof ConfigError ||
  error instanceof EmbeddedError ||
  error instanceof MigrationError ||
  error.name === "BackupError" ||
  error.name === "ScenarioRefused" ||
  (error as { code?: string }).code === "EADDRINUSE" ||
  String((error as { code?: string }).code).startsWith("ERR_PARSE_ARGS") ||
  // Asked last: until something failed, no command has to wait for the policies' modules.
  (await import("./features/policies/index.ts")).isPolicyRefusal(error);

const sentence = (error: Error & { code?: string; port?: number }) =>
  error.code === "EADDRINUSE"
    ? `Port ${error.port} is in use by another program. Choose one with --port, or stop that program.`
    : error instanceof MigrationError
      ? `${error.message} (${error.code})`
      : error.message;

// Whoever reads along may go away; the server goes on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof Error && (await isPlain(error))) {
    complain(sentence(error));
    process.exitCode = String((error as { code?: string }).code).startsWith("ERR_PARSE_ARGS")
      ? 2
      : 1;
  } else throw error;
}
