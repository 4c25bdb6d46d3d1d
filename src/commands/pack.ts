/** `rightful pack`: verifies an evidence pack without a server; says with which keys packs are signed; makes a new one. */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import {
  type PackFault,
  type PackReport,
  publishedKeys,
  renewPackKey,
  verifyPack,
} from "../features/packs/index.ts";
import { withWorld } from "./upkeep.ts";

type Out = (line: string) => void;

const USAGE =
  "rightful pack verify FILE [--fingerprint HEX] [--json] | rightful pack keys | rightful pack new-key";

export async function pack(args: string[], out: Out, complain: Out): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { fingerprint: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const [verb, file] = positionals;
  if (verb === "verify" && file !== undefined && positionals.length === 2)
    return verify(file, values, out, complain);
  if (verb === "keys" && positionals.length === 1)
    return withWorld(async (world) => {
      out(JSON.stringify(await publishedKeys(world), null, 2));
      return 0;
    });
  if (verb === "new-key" && positionals.length === 1)
    return withWorld(async (world) => {
      out(`Packs are signed with ${await renewPackKey(world)} from now on.`);
      return 0;
    });
  complain(`Usage: ${USAGE}`);
  return 2;
}

async function verify(
  file: string,
  { fingerprint, json }: { fingerprint?: string | undefined; json?: boolean | undefined },
  out: Out,
  complain: Out,
): Promise<number> {
  const bytes = await readFile(file).catch(() => null);
  if (!bytes) {
    complain(`There is no file ${file} that can be read.`);
    return 2;
  }
  const report = verifyPack(bytes, fingerprint);
  if (json) out(JSON.stringify(report, null, 2));
  else for (const line of said(report)) out(line);
  return report.sound ? 0 : 1;
}

function said(report: PackReport): string[] {
  const { sound, faults, files, pack, signedAt, operator, fingerprint, publishedAt } = report;
  if (!sound) return [`${faults.length} findings:`, ...faults.map(sentence)];
  const whole = `${pack} of ${operator}, signed at ${signedAt}: ${files} files, none was changed, added or left out.`;
  return report.keyKnown
    ? [whole]
    : [
        whole,
        `Signed with the key ${fingerprint}.`,
        `Whose key that is no pack can say of itself: compare it with ${publishedAt}, or name it with --fingerprint.`,
      ];
}

const sentences: Record<PackFault["kind"], string> = {
  "no-zip": "This is no evidence pack, or its beginning was changed.",
  "no-manifest": "The manifest is missing or cannot be read.",
  "no-key": "The public key is missing or cannot be read.",
  signature: "The signature of the manifest is not good.",
  "other-key": "It was signed with another key.",
  layout: "Bytes were changed, added or left out between the files, before or behind them.",
  chain: "The chain of the manifest does not hold.",
  missing: "A file is missing",
  extra: "A file is not listed",
  twice: "A file is there twice",
  changed: "A file was changed",
};

const sentence = (fault: PackFault) =>
  "name" in fault
    ? `${fault.kind}  ${sentences[fault.kind]}: ${fault.name}`
    : `${fault.kind}  ${sentences[fault.kind]}`;
