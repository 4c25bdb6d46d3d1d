/** `rightful directory test`: holds a wallet's directory port against what the server relies on. */
import { parseArgs } from "node:util";
import { chance, environment, wallClock } from "../core/world.ts";
import { casesFor, check, type Rig } from "../ports/directory/conformance.ts";
import { httpDirectory } from "../ports/directory/http.ts";

type Out = (line: string) => void;

const usage = "rightful directory test URL --account ID --phone +8613... [--debit URL]";

/**
 * Prints a line a case and a count. 0: everything that could be seen holds. 1: something does not. The
 * account is held and released many times, so it should be one that nobody uses.
 */
export async function directory(args: string[], out: Out, complain: Out): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      account: { type: "string" },
      phone: { type: "string" },
      debit: { type: "string" },
    },
  });
  const [verb, url, ...more] = positionals;
  const { account: accountId, phone } = values;
  const key = environment().RIGHTFUL_DIRECTORY_KEY ?? "";
  if (verb !== "test" || !url || more.length > 0 || !accountId || !phone) {
    complain(usage);
    return 2;
  }
  if (key === "") {
    complain("Set RIGHTFUL_DIRECTORY_KEY to the key with which the wallet knows this server.");
    return 2;
  }
  const rig = rigOf({ url, key, accountId, phone, debitUrl: values.debit });
  if (typeof rig === "string") {
    complain(rig);
    return 2;
  }
  let [held, failed, unseen] = [0, 0, 0];
  for (const promise of casesFor(rig.directory)) {
    if (promise.needsDebit && !rig.debit) {
      unseen += 1;
      out(`not seen  ${promise.title} (it takes --debit)`);
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
  out(
    `${held} of ${casesFor(rig.directory).length} hold, ${failed} fail, ${unseen} were not seen.`,
  );
  return failed === 0 ? 0 : 1;
}

const reason = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split("\n").filter(Boolean).join(" ");

const now = wallClock(() => 0);
const { id } = chance(now);

type Given = {
  url: string;
  key: string;
  accountId: string;
  phone: string;
  debitUrl: string | undefined;
};

/** Or the sentence that says why there is none. */
function rigOf({ url, key, accountId, phone, debitUrl }: Given): Rig | string {
  if (!URL.canParse(url) || (debitUrl !== undefined && !URL.canParse(debitUrl)))
    return "Give a whole address, like https://wallet.example/rightful.";
  try {
    return {
      directory: httpDirectory({ url, key }),
      stranger: httpDirectory({ url, key: `${key}-another` }),
      ...{ accountId, phone, now, unique: () => id("test") },
      debit: debitUrl === undefined ? null : () => debitBy(debitUrl, key, accountId),
    };
  } catch (error) {
    return reason(error);
  }
}

/** 2xx: one debit was committed. 403, 409, 422: it was refused. */
async function debitBy(url: string, key: string, accountId: string): Promise<boolean> {
  const answer = await fetch(url, {
    method: "POST",
    redirect: "error",
    signal: AbortSignal.timeout(20_000),
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ accountId }),
  });
  await answer.body?.cancel();
  if (answer.ok) return true;
  if ([403, 409, 422].includes(answer.status)) return false;
  throw new Error(`The debit's address answered ${answer.status}.`);
}
