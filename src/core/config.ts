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

type Environment = Readonly<Record<string, string | undefined>>;
/** `says`: what is wrong with it, never a part of its value. */
export type ConfigFault = { env: string; isMissing: boolean; says: string; about: string };

class Missing extends Error {}

/** What can be read, and every fault. Whoever looks an installation over goes on with the first. */
export function readSettings(
  environment: Environment,
  demo: boolean,
): { known: Partial<Config>; faults: ConfigFault[] } {
  const faults: ConfigFault[] = [];
  const entries = Object.entries(settings).flatMap(([name, setting]) => {
    const { env, about } = setting;
    try {
      return [[name, readOne(setting, environment, demo)] as const];
    } catch (error) {
      const says = (error as Error).message;
      faults.push({ env, isMissing: error instanceof Missing, says, about });
      return [];
    }
  });
  return { known: { ...Object.fromEntries(entries), demo }, faults };
}

/** Throws ConfigError with every fault in one list, so that one start shows all there is to set. */
export function readConfig(environment: Environment, demo: boolean): Config {
  const { known, faults } = readSettings(environment, demo);
  const lines = faults.map(({ env, says, about }) => `${env}: ${says}. ${about}`);
  if (faults.length > 0) throw new ConfigError(`Please set:\n  ${lines.join("\n  ")}`);
  return known as Config;
}

/** Who gave a secret in the place of its file must not read it in a message. */
function readFile(env: string, path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    const { code = "unreadable" } = error as { code?: string };
    throw new Error(`the file that ${env}_FILE names cannot be read (${code})`);
  }
}

function readOne(setting: Setting<unknown>, environment: Environment, demo: boolean) {
  const file = environment[`${setting.env}_FILE`];
  const given = file ? readFile(setting.env, file) : environment[setting.env];
  if (!demo && given !== undefined && given === demoSettings[setting.env])
    throw new Error("this is the demo's value, which anybody knows");
  const inDemo = demo ? (demoSettings[setting.env] ?? setting.inDemo) : undefined;
  const value = given ?? inDemo ?? setting.otherwise;
  if (value === null) throw new Missing("it is not set");
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
