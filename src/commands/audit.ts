/** `rightful audit`: verifies every chain, and says with what key the lines outside are signed. */
import { access, constants, open } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Finding, publicKey, type Report, verifyAudit } from "../features/audit/index.ts";
import { withWorld } from "./upkeep.ts";

type Out = (line: string) => void;

const USAGE = "Usage: rightful audit verify [--anchor FILE] [--json] | rightful audit key";

export async function audit(args: string[], out: Out, complain: Out): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { anchor: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const [verb] = positionals;
  if (positionals.length !== 1 || (verb !== "verify" && verb !== "key")) {
    complain(USAGE);
    return 2;
  }
  if (verb === "key")
    return withWorld(async (world) => {
      out(JSON.stringify(await publicKey(world), null, 2));
      return 0;
    });
  const { anchor } = values;
  if (anchor !== undefined && !(await canRead(anchor))) {
    complain(`There is no file ${anchor} that can be read.`);
    return 2;
  }
  return withWorld(async (world) => {
    const report = await verifyAudit(world, anchor === undefined ? anchor : linesOf(anchor));
    if (values.json) out(JSON.stringify(report, null, 2));
    else for (const line of said(report)) out(line);
    return report.found === 0 ? 0 : 1;
  });
}

const canRead = (path: string) =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );

/** Opened when the first line is asked for: until then a database may have to start. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await open(path);
  yield* file.readLines();
}

function said(report: Report): string[] {
  const { chains, events, checkpoints, anchored, restores, findings, found } = report;
  const lost = restores.map(
    ({ at, backupAt, checkpoints, chains }) =>
      `Restored at ${at} from a backup of ${backupAt}: ${checkpoints} lines of the anchor speak of what was lost between the two, in ${chains} chains.`,
  );
  const witness =
    anchored === null ? "no anchor file was given" : `${anchored} lines of the anchor`;
  const whole = `${chains} chains verified (${events} events, ${checkpoints} checkpoints, ${witness})`;
  if (found === 0) return [...lost, `${whole}; none was changed.`];
  const more = found - findings.length;
  return [
    ...lost,
    `${whole}; ${found} findings:`,
    ...findings.map(sentence),
    ...(more > 0 ? [`and ${more} more.`] : []),
  ];
}

const sentences: Record<Finding["kind"], string> = {
  missing: "an event is missing",
  changed: "an event was changed",
  payload: "what an event says is not what was committed to",
  tail: "the end was cut off",
  head: "the head that the account keeps is not that of its last event",
  rewritten: "whole in itself, and not what was anchored",
  "account-removed": "an account that was anchored is gone",
  "account-missing": "events of an account that is not there",
  "checkpoint-removed": "a checkpoint is missing from the database",
  "checkpoint-changed": "a checkpoint of the database was changed",
  "checkpoint-unsigned": "a checkpoint of the database has no good signature",
  "anchor-unreadable": "a line of the anchor cannot be read",
  "anchor-changed": "a line of the anchor was changed",
  "anchor-gap": "a line of the anchor is missing",
  "anchor-unsigned": "a line of the anchor has no good signature",
  "anchor-short": "lines that were filed are missing from the end of the anchor",
  "key-missing": "the key of the audit is gone",
};

function sentence({ kind, accountId, seq, checkpoint }: Finding): string {
  const where = [
    accountId && `account ${accountId}`,
    seq !== undefined && `event ${seq}`,
    checkpoint !== undefined && `checkpoint ${checkpoint}`,
  ].filter(Boolean);
  return `${kind}  ${where.join(", ")}: ${sentences[kind]}.`;
}
