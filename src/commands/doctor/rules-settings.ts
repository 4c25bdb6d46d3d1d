/** Settings, addresses, keys and files, judged: pure, and no value of a setting that is a secret is ever said. */
import { isIP } from "node:net";
import { type Config, type ConfigFault, configReference } from "../../core/config.ts";
import { type Finding, fine, found, or } from "./codes.ts";

type Known = Partial<Config>;

/** Steps of typing between two names: a letter more, fewer, another, or two swapped. */
function apart(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const at = (up: number, left: number) => rows[i - up]?.[j - left] ?? 0;
      const differs = one[i - 1] === other[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const steps = [at(1, 0) + 1, (row[j - 1] ?? 0) + 1, at(1, 1) + differs];
      row[j] = Math.min(...steps, ...(isSwap ? [at(2, 2) + 1] : []));
    }
    rows.push(row);
  }
  return rows[one.length]?.[other.length] ?? 0;
}

/** The known name that was most likely meant. */
export function nearest(name: string, known: readonly string[]): string {
  return known.toSorted((a, b) => apart(name, a) - apart(name, b))[0] ?? "";
}

/** `environment`: the names that are set, without their values. */
export function judgeSettings(faults: readonly ConfigFault[], names: readonly string[]): Finding[] {
  const keys = configReference().map(({ env }) => env);
  const known = new Set(keys.flatMap((env) => [env, `${env}_FILE`]));
  const what = "settings";
  const strange = names.filter((name) => /^RIGHTFUL/.test(name) && !known.has(name));
  const twice = keys.filter((env) => names.includes(env) && names.includes(`${env}_FILE`));
  return or(
    [
      ...faults.map(({ env, isMissing, says, about }) =>
        isMissing
          ? found(what, "setting-missing", `Set ${env}: ${about}`)
          : found(what, "setting-wrong", `Correct ${env}: ${says}. ${about}`),
      ),
      ...strange.map((name) =>
        found(
          what,
          "setting-unknown",
          `${name} is no setting; did you mean ${nearest(name, [...known])}? Rename it or take it away.`,
        ),
      ),
      ...twice.map((env) =>
        found(what, "setting-twice", `Take one of ${env} and ${env}_FILE away: the file counts.`),
      ),
    ],
    fine(what, "They are complete, and each is known."),
  );
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const INNER =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[f[cd])|\.(local|internal|lan|test|example)$/;

/** What browsers and the proxy in front see. The server itself speaks HTTP: TLS is always the proxy's. */
export function judgePublic({ url, walletUrl, host, trustProxy, ...rest }: Known): Finding[] {
  const what = "public";
  const findings: Finding[] = [];
  if (url !== undefined) {
    const { hostname } = new URL(url);
    const isInner = LOOPBACK.test(hostname) || INNER.test(hostname) || isIP(hostname) !== 0;
    if (isInner)
      findings.push(
        found(
          what,
          "url-not-public",
          `Give RIGHTFUL_URL the name that your users' browsers use: links in messages lead to ${hostname}.`,
        ),
      );
    if (url.startsWith("https:") && trustProxy === false)
      findings.push(
        found(
          what,
          "proxy-not-trusted",
          "Set RIGHTFUL_TRUST_PROXY=yes and let the proxy that ends TLS write X-Forwarded-For anew: without it every limit by network counts all your users as one.",
        ),
      );
  }
  if (walletUrl?.startsWith("http:") && !LOOPBACK.test(new URL(walletUrl).hostname))
    findings.push(
      found(
        what,
        "wallet-not-https",
        "Give RIGHTFUL_WALLET_URL its https address: owners are sent there.",
      ),
    );
  if (trustProxy && host !== undefined && !LOOPBACK.test(host))
    findings.push(
      found(
        what,
        "proxy-bypassed",
        `Let only the proxy reach the port (RIGHTFUL_HOST is ${host}): whoever comes past it can write any address into X-Forwarded-For.`,
      ),
    );
  if (rest.countryHeader && trustProxy === false)
    findings.push(
      found(
        what,
        "country-ignored",
        "Set RIGHTFUL_TRUST_PROXY=yes, or take RIGHTFUL_COUNTRY_HEADER away.",
      ),
    );
  if (rest.deliverToLoopback)
    findings.push(
      found(
        what,
        "loopback-delivery",
        "Take RIGHTFUL_DELIVER_TO_LOOPBACK away, unless a subscriber of yours runs on this machine.",
      ),
    );
  return or(
    findings,
    fine(what, "The address is https, so cookies are Secure, and the proxy in front is trusted."),
  );
}

/** Who hears of what goes wrong, and whether the audit leaves the house. */
export function judgeWatch({ alarmEmail, alertOwners, auditFile, auditUrl }: Known): Finding[] {
  const what = "watch";
  const findings: Finding[] = [];
  if (alarmEmail === "" && Object.keys(alertOwners ?? {}).length === 0)
    findings.push(
      found(
        what,
        "alerts-nobody",
        "Set RIGHTFUL_ALARM_EMAIL, or RIGHTFUL_ALERT_OWNERS: nobody is told.",
      ),
    );
  if (auditFile === "" && auditUrl === "")
    findings.push(
      found(
        what,
        "audit-not-anchored",
        "Set RIGHTFUL_AUDIT_FILE or RIGHTFUL_AUDIT_URL to a place on another machine: without it nobody can show that the record was not rewritten.",
      ),
    );
  return or(
    findings,
    fine(what, "Alerts are mailed, and checkpoints of the audit leave the house."),
  );
}

/** `sealed`: how many accounts each key seals, by its id; `hashed`: hashes under an older key. */
export type KeysSeen = { sealed: Readonly<Record<string, number>>; hashed: number };

export function judgeKeys(keys: readonly string[], seen: KeysSeen): Finding[] {
  const what = "keys";
  const ids = keys.map((key) => key.split(":")[0] ?? "");
  const [newest = "", ...older] = ids;
  const findings: Finding[] = [];
  for (const [id, count] of Object.entries(seen.sealed))
    if (!ids.includes(id))
      findings.push(
        found(
          what,
          "keys-lost",
          `Put the key ${id} back behind the newest one in RIGHTFUL_KEYS: ${count} accounts cannot be opened without it.`,
        ),
      );
  const waiting = older.reduce((sum, id) => sum + (seen.sealed[id] ?? 0), 0);
  if (waiting > 0)
    findings.push(
      found(
        what,
        "keys-old",
        `Run \`rightful keys reseal\`: ${waiting} accounts are still sealed with ${older.join(" or ")}.`,
      ),
    );
  else if (older.length > 0)
    findings.push(
      seen.hashed > 0
        ? found(
            what,
            "keys-old",
            `Keep ${older.join(" and ")}: ${seen.hashed} passwords and saved codes change with their owners' next use only (docs/decisions/0006-keys.md).`,
          )
        : found(
            what,
            "keys-spare",
            `Run \`rightful keys reseal\` once more; when it says that nothing needs ${older.join(" or ")}, take that away.`,
          ),
    );
  return or(findings, fine(what, `One key, ${newest}, and everything is sealed with it.`));
}

/** A file that holds a secret: `mode` as stat tells it. */
export type SecretFile = { env: string; mode: number };

export function judgeFiles(files: readonly SecretFile[]): Finding[] {
  const what = "files";
  return or(
    files.flatMap(({ env, mode }) =>
      (mode & 0o022) !== 0
        ? [
            found(
              what,
              "file-writable",
              `Take the right to write from others (chmod 600): the file of ${env}.`,
            ),
          ]
        : (mode & 0o004) !== 0
          ? [
              found(
                what,
                "file-readable",
                `Take the right to read from others (chmod 600): the file of ${env}.`,
              ),
            ]
          : [],
    ),
    fine(
      what,
      files.length > 0
        ? "Files with secrets are their owner's or group's only."
        : "No secret is read from a file.",
    ),
  );
}
