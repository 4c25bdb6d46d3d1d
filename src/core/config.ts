/**
 * Configuration: one table, read from the environment only, each key with a default and a sentence.
 * `NAME_FILE` reads the value of NAME from a file. The reference page is printed from this table.
 */
import { readFileSync } from "node:fs";
import { settings } from "./config-settings.ts";
import type { Setting } from "./config-values.ts";

type Settings = typeof settings;
export type Config = { [K in keyof Settings]: ReturnType<Settings[K]["read"]> } & {
  /** Demo mode: loopback only, an outbox instead of providers, `/demo/*`. */
  demo: boolean;
};

export class ConfigError extends Error {}

/** What the demo uses instead of what a real installation must set. A real start refuses each. */
export const demoSettings: Readonly<Record<string, string>> = {
  RIGHTFUL_OPERATOR_NAME: "Boan Wallet",
  RIGHTFUL_OPERATOR_NAME_ZH: "博安钱包",
  RIGHTFUL_OPERATOR_PHONE: "400 000 0110",
  RIGHTFUL_SMS_URL: "outbox:",
  RIGHTFUL_SMS_KEY: "demo-only",
  RIGHTFUL_SMTP_URL: "outbox:",
  RIGHTFUL_SMTP_FROM: "Rightful demo <demo@rightful.invalid>",
};

/** Throws ConfigError with every fault in one list, so that one start shows all there is to set. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  demo: boolean,
): Config {
  const faults: string[] = [];
  const entries = Object.entries(settings).map(([name, setting]) => {
    try {
      return [name, readOne(setting, environment, demo)];
    } catch (error) {
      faults.push(`${setting.env}: ${(error as Error).message}. ${setting.about}`);
      return [name, undefined];
    }
  });
  if (faults.length > 0) throw new ConfigError(`Please set:\n  ${faults.join("\n  ")}`);
  return { ...Object.fromEntries(entries), demo } as Config;
}

function readOne(
  setting: Setting<unknown>,
  environment: Readonly<Record<string, string | undefined>>,
  demo: boolean,
) {
  const file = environment[`${setting.env}_FILE`];
  const given = file ? readFileSync(file, "utf8").trim() : environment[setting.env];
  if (!demo && given !== undefined && given === demoSettings[setting.env])
    throw new Error("this is the demo's value, which anybody knows");
  const inDemo = demo ? (demoSettings[setting.env] ?? setting.inDemo) : undefined;
  const value = given ?? inDemo ?? setting.otherwise;
  if (value === null) throw new Error("it is not set");
  if (!demo && setting.env === "RIGHTFUL_HASH_MEMORY_KIB" && Number(value) < 19_456)
    throw new Error("it must be at least 19456");
  if (!demo && setting.env === "RIGHTFUL_URL" && !value.startsWith("https:"))
    throw new Error("it must begin with https:");
  return setting.read(value);
}

/** The reference page: one row a key. */
export const configReference = () =>
  Object.values(settings as Record<string, Setting<unknown>>).map(
    ({ env, about, otherwise, secret }) => ({
      env,
      about,
      otherwise: otherwise ?? "(required)",
      secret: secret ?? false,
    }),
  );
