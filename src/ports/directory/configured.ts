/** Where accounts live elsewhere, as the configuration says; nowhere, unless it does. */
import type { Config } from "../../core/config.ts";
import type { directorySettings } from "../../core/config-directory.ts";
import type { Directory } from "./directory.ts";
import { httpDirectory } from "./http.ts";

export type DirectoryConfig = Pick<Config, keyof typeof directorySettings>;

/** Throws when an address stands without its key: that is a mistake and not a choice. */
export async function directoryOf(
  config: DirectoryConfig,
  now: () => Date,
): Promise<{ directory?: Directory }> {
  const { directoryUrl: url, directoryKey: key } = config;
  if ((url === "") !== (key === ""))
    throw new Error(
      "RIGHTFUL_DIRECTORY_URL and RIGHTFUL_DIRECTORY_KEY are set both or not at all.",
    );
  return url === "" ? {} : { directory: await openDirectory(config, now) };
}

/** The adapter of these settings. Throws what is wrong with them. */
export async function openDirectory(config: DirectoryConfig, now: () => Date): Promise<Directory> {
  const { directory: kind, directoryUrl: url, directoryKey: key, directoryHolds: holds } = config;
  if (kind === "http") return httpDirectory({ url, key });
  // Who has neither does without their code.
  if (kind === "scim") {
    const { scimDirectory } = await import("./scim.ts");
    return scimDirectory({ url, key, holds, now });
  }
  const { ldapBindDn: bindDn, ldapBase: base, ldapFilter: filter } = config;
  const { ldapDirectory } = await import("./ldap.ts");
  const attributes = config.ldapAttributes;
  return ldapDirectory({ url, bindDn, password: key, base, filter, attributes, holds, now });
}
