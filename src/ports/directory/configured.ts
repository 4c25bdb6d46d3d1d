/** Where accounts live elsewhere, as the configuration says; nowhere, unless it does. */
import type { Config } from "../../core/config.ts";
import type { Directory } from "./directory.ts";
import { httpDirectory } from "./http.ts";

/** Throws when an address stands without its key: that is a mistake and not a choice. */
export async function directoryOf(
  config: Config,
  now: () => Date,
): Promise<{ directory?: Directory }> {
  const { directory: kind, directoryUrl: url, directoryKey: key, directoryHolds: holds } = config;
  if ((url === "") !== (key === ""))
    throw new Error(
      "RIGHTFUL_DIRECTORY_URL and RIGHTFUL_DIRECTORY_KEY are set both or not at all.",
    );
  if (url === "") return {};
  if (kind === "http") return { directory: httpDirectory({ url, key }) };
  // Who has neither does without their code.
  if (kind === "scim") {
    const { scimDirectory } = await import("./scim.ts");
    return { directory: scimDirectory({ url, key, holds, now }) };
  }
  const { ldapBindDn: bindDn, ldapBase: base, ldapFilter: filter } = config;
  const { ldapDirectory } = await import("./ldap.ts");
  const attributes = config.ldapAttributes;
  return {
    directory: ldapDirectory({ url, bindDn, password: key, base, filter, attributes, holds, now }),
  };
}
