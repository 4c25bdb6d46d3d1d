/** Where accounts live when they do not live here: the wallet's own system, or a directory of people. */
import { oneOf, type Setting, text } from "./config-values.ts";

const ATTRIBUTES = ["id", "phone", "email", "name"] as const;
type Attributes = Record<(typeof ATTRIBUTES)[number], string>;

/** `id=uid,phone=mobile,email=mail,name=uid`: each of the four once. */
export function ldapAttributes(value: string): Attributes {
  const pairs = value.split(",").map((pair) => pair.trim().split("="));
  const isWhole =
    pairs.length === ATTRIBUTES.length &&
    ATTRIBUTES.every((name) => pairs.some(([key, attribute]) => key === name && attribute));
  if (!isWhole) throw new Error("a list is expected, like id=uid,phone=mobile,email=mail,name=uid");
  return Object.fromEntries(pairs) as Attributes;
}

export const directorySettings = {
  directory: {
    env: "RIGHTFUL_DIRECTORY",
    about:
      "What answers at RIGHTFUL_DIRECTORY_URL: `http` the wallet's own system, `scim` or `ldap` a directory of people.",
    otherwise: "http",
    read: oneOf(["http", "scim", "ldap"]),
  },
  directoryUrl: {
    env: "RIGHTFUL_DIRECTORY_URL",
    about:
      "Where accounts live elsewhere: the wallet's system takes holds and tells transactions, a directory takes locks and passwords; empty: nowhere.",
    otherwise: "",
    read: text,
  },
  directoryKey: {
    env: "RIGHTFUL_DIRECTORY_KEY",
    about:
      "Key this server is known by there (with `ldap` the password of RIGHTFUL_LDAP_BIND_DN); set with the address or not at all.",
    otherwise: "",
    secret: true,
    read: text,
  },
  directoryHolds: {
    env: "RIGHTFUL_DIRECTORY_HOLDS",
    about:
      "With `scim` and `ldap`: a multi-valued attribute in which holds are marked (`entitlements` in SCIM); empty: holds are not told there.",
    otherwise: "",
    read: text,
  },
  ldapBindDn: {
    env: "RIGHTFUL_LDAP_BIND_DN",
    about: "Name to bind with.",
    otherwise: "",
    read: text,
  },
  ldapBase: {
    env: "RIGHTFUL_LDAP_BASE",
    about: "Entry below which people are looked for.",
    otherwise: "",
    read: text,
  },
  ldapFilter: {
    env: "RIGHTFUL_LDAP_FILTER",
    about: "Which entries are people (RFC 4515).",
    otherwise: "(objectClass=person)",
    read: text,
  },
  ldapAttributes: {
    env: "RIGHTFUL_LDAP_ATTRIBUTES",
    about: "Attributes of the account's id, number, address and name.",
    otherwise: "id=uid,phone=mobile,email=mail,name=uid",
    read: ldapAttributes,
  },
} satisfies Record<string, Setting<unknown>>;
