/**
 * `rightful directory test`: holds a wallet's directory port, or a directory of people, against what the server relies
 * on. The adapter is the one that RIGHTFUL_DIRECTORY names, with the settings of the environment, as a start takes it.
 */
import { parseArgs } from "node:util";
import { readSettings } from "../core/config.ts";
import { directorySettings } from "../core/config-directory.ts";
import { chance, environment, wallClock } from "../core/world.ts";
import { type DirectoryConfig, openDirectory } from "../ports/directory/configured.ts";
import { casesFor, check, type Rig } from "../ports/directory/conformance.ts";

type Out = (line: string) => void;

const usage =
  "rightful directory test [URL] --account ID --phone +8613... [--debit URL] [--sign-in URL]";

/**
 * Prints what the directory lacks, a line a case, and a count. 0: everything that could be seen holds. 1:
 * something does not. The account is held and released many times, and with --sign-in it gets other passwords, so
 * it should be one that nobody uses.
 */
export async function directory(args: string[], out: Out, complain: Out): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      account: { type: "string" },
      phone: { type: "string" },
      debit: { type: "string" },
      "sign-in": { type: "string" },
    },
  });
  const { config, faults } = configOf();
  const [verb, url = config.directoryUrl, ...more] = positionals;
  const { account: accountId, phone, debit, "sign-in": signIn } = values;
  if (faults.length > 0) {
    for (const fault of faults) complain(fault);
    return 2;
  }
  if (verb !== "test" || !url || more.length > 0 || !accountId || !phone) {
    complain(usage);
    return 2;
  }
  if (config.directoryKey === "") {
    complain("Set RIGHTFUL_DIRECTORY_KEY to the key with which the directory knows this server.");
    return 2;
  }
  const given = { config: { ...config, directoryUrl: url }, accountId, phone, debit, signIn };
  const rig = await rigOf(given);
  if (typeof rig === "string") {
    complain(rig);
    return 2;
  }
  const lacks = await lacking(rig);
  for (const line of lacks) out(`FAILS     ${line}`);
  const failed = (await runAll(rig, out)) + lacks.length;
  return failed === 0 ? 0 : 1;
}

function configOf(): { config: DirectoryConfig; faults: string[] } {
  const { known, faults } = readSettings(environment(), false);
  const ours = new Set(Object.values(directorySettings).map(({ env }) => env as string));
  return {
    config: known as DirectoryConfig,
    // What else a start needs is not asked for here.
    faults: faults.flatMap(({ env, says }) => (ours.has(env) ? [`${env}: ${says}.`] : [])),
  };
}

/** What the doctor asks too. One that does not answer says so at each case. */
const lacking = async ({ directory }: Rig): Promise<string[]> =>
  (await directory.probe?.(AbortSignal.timeout(20_000)).catch(() => null))?.lacks ?? [];

/** How many failed. */
async function runAll(rig: Rig, out: Out): Promise<number> {
  const cases = casesFor(rig.directory);
  let [held, failed, unseen] = [0, 0, 0];
  for (const promise of cases) {
    const flag =
      promise.needsDebit && !rig.debit
        ? "--debit"
        : promise.needsSignIn && !rig.opens
          ? "--sign-in"
          : null;
    if (flag) {
      unseen += 1;
      out(`not seen  ${promise.title} (it takes ${flag})`);
      continue;
    }
    try {
      await check(promise, rig);
      held += 1;
      out(`holds     ${promise.title}`);
    } catch (error) {
      failed += 1;
      out(`FAILS     ${promise.title}\n          ${reason(error)}`);
    }
  }
  out(`${held} of ${cases.length} hold, ${failed} fail, ${unseen} were not seen.`);
  return failed;
}

const reason = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split("\n").filter(Boolean).join(" ");

const now = wallClock(() => 0);
const { id } = chance(now);

type Given = {
  config: DirectoryConfig;
  accountId: string;
  phone: string;
  debit: string | undefined;
  signIn: string | undefined;
};

/** Or the sentence that says why there is none. */
async function rigOf({ config, accountId, phone, debit, signIn }: Given): Promise<Rig | string> {
  for (const address of [config.directoryUrl, debit, signIn])
    if (address !== undefined && !URL.canParse(address))
      return "Give a whole address, like https://wallet.example/rightful.";
  const { directoryKey: key } = config;
  try {
    return {
      directory: await openDirectory(config, now),
      stranger: await openDirectory({ ...config, directoryKey: `${key}-another` }, now),
      ...{ accountId, phone, now, unique: () => id("test") },
      debit: debit === undefined ? null : () => posted(debit, key, { accountId }, [403, 409, 422]),
      ...(signIn !== undefined && {
        opens: (password: string) =>
          posted(signIn, key, { accountId, password }, [401, 403, 409, 422]),
      }),
    };
  } catch (error) {
    return reason(error);
  }
}

/** 2xx: it was done, one debit committed or somebody signed in. `no`: it was refused. */
async function posted(
  url: string,
  key: string,
  body: Record<string, string>,
  no: readonly number[],
): Promise<boolean> {
  const answer = await fetch(url, {
    method: "POST",
    redirect: "error",
    signal: AbortSignal.timeout(20_000),
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  await answer.body?.cancel();
  if (answer.ok) return true;
  if (no.includes(answer.status)) return false;
  throw new Error(`The address of --debit or --sign-in answered ${answer.status}.`);
}
