import {
  AndFilter,
  Attribute,
  BerWriter,
  Change,
  type Client,
  EqualityFilter,
  FilterParser,
  ResultCodeError,
} from "ldapts";
import {
  ambiguous,
  type Directory,
  DirectoryFailed,
  unknownAccount,
  unreadable,
  unsupported,
  withoutLedger,
} from "./directory.ts";
import { checkLine, type LineSettings, onLine } from "./ldap-line.ts";
import { checkedHoldId, ending, heldMark, overMark, readMarks, standsSince } from "./marks.ts";

export type LdapSettings = LineSettings & {
  /** Where people are looked for, with everything below. */
  base: string;
  /** Which entries are people (RFC 4515). */
  filter: string;
  /** Names of the attributes that hold the account's id, number, address and name. */
  attributes: { id: string; phone: string; email: string; name: string };
  /** A multi-valued text attribute that marks holds and that nobody else writes; empty: none are applied. */
  holds: string;
  now(): Date;
};

type Entry = { dn: string; id: string; marks: readonly string[] };

/** RFC 3062. */
const PASSWORD_MODIFY = "1.3.6.1.4.1.4203.1.11.1";
const TURNS = 4;
const [NO_SUCH_VALUE, VALUE_EXISTS, NO_SUCH_OBJECT] = [16, 20, 32];

/**
 * A directory of people that speaks LDAP (RFC 4511): look-up, holds as marks, passwords. Filters are made of
 * values, not of text, so what somebody typed is never read as a filter. Who refuses a sign-in under a mark is the
 * server itself, by its own rule (docs/guide/integrate.md).
 */
export function ldapDirectory(settings: LdapSettings): Directory {
  const { base, attributes, holds, now } = settings;
  checkLine(settings);
  const people = FilterParser.parseString(settings.filter);
  for (const name of [...Object.values(attributes), ...(holds ? [holds] : [])])
    if (!/^[a-z][a-z0-9-]*$/i.test(name)) throw new Error(`${name} is no name of an attribute.`);
  if (base === "") throw new Error("The base of the directory is not set.");

  /** Those of whom this attribute has this value; of more than one, nobody. */
  async function look(client: Client, attribute: string, value: string): Promise<Entry | null> {
    const { searchEntries, searchReferences } = await client.search(base, {
      // No limit of ours: the library takes what came before the limit for everything there is.
      ...{ scope: "sub", timeLimit: 5 },
      filter: new AndFilter({ filters: [people, new EqualityFilter({ attribute, value })] }),
      attributes: [...new Set([attributes.id, attribute, ...(holds ? [holds] : [])])],
    });
    // Another host knows more: whether it is one account cannot be said.
    if (searchReferences.length > 0) throw new DirectoryFailed("redirected", true);
    if (searchEntries.length > 1) throw ambiguous();
    const [entry] = searchEntries;
    if (!entry) return null;
    const isBelow = entry.dn.toLowerCase().endsWith(base.toLowerCase());
    const ids = textsOf(entry, attributes.id);
    // A server that answers with somebody else is not believed.
    const isAsked = textsOf(entry, attribute).some((each) => alike(each) === alike(value));
    const [id] = ids;
    if (!isBelow || !isAsked || ids.length !== 1 || !id) throw unreadable();
    return { dn: entry.dn, id, marks: holds ? textsOf(entry, holds) : [] };
  }

  async function find(client: Client, accountId: string): Promise<Entry> {
    if (accountId === "") throw unknownAccount();
    const entry = await look(client, attributes.id, accountId);
    if (entry?.id !== accountId) throw unknownAccount();
    return entry;
  }

  /**
   * `deed`: the changes that are to be made, or null when nothing is. All or none of them are (RFC 4511 section
   * 4.6); where another was quicker they are thought over. What was written is read back.
   */
  async function write(
    client: Client,
    accountId: string,
    deed: (marks: ReturnType<typeof readMarks>) => Change[] | null,
  ) {
    for (let turn = 0; turn < TURNS; turn++) {
      const { dn, marks } = await find(client, accountId);
      const read = readMarks(marks);
      const changes = deed(read);
      if (changes === null) return read;
      try {
        await client.modify(dn, changes);
      } catch (error) {
        const { code } = error as ResultCodeError;
        const isOvertaken = code === NO_SUCH_VALUE || code === VALUE_EXISTS;
        if (!(error instanceof ResultCodeError) || !isOvertaken) throw error;
      }
    }
    throw new DirectoryFailed("busy", true);
  }
  const change = (operation: "add" | "delete", values: string[]) =>
    new Change({ operation, modification: new Attribute({ type: holds, values }) });

  return {
    name: "ldap",
    can: { ledger: false, holds: holds === "" ? [] : ["sign-in", "everything"], passwords: true },
    ...withoutLedger,
    probe: (signal) =>
      onLine(settings, signal, async (client) => {
        const root = await client.search("", { scope: "base", attributes: ["supportedExtension"] });
        const known = root.searchEntries.flatMap((entry) => textsOf(entry, "supportedExtension"));
        const isThere = await client.search(base, { scope: "base", attributes: ["1.1"] }).then(
          ({ searchEntries }) => searchEntries.length > 0,
          (error: unknown) => {
            if (error instanceof ResultCodeError && error.code === NO_SUCH_OBJECT) return false;
            throw error;
          },
        );
        const lacks: [boolean, string][] = [
          [
            !isThere,
            "Correct RIGHTFUL_LDAP_BASE: there is no such entry, or the name that binds may not see it.",
          ],
          // One that hides what it can is believed until it refuses.
          [
            known.length > 0 && !known.includes(PASSWORD_MODIFY),
            "Let the directory take Password Modify (RFC 3062): a recovery could not give a new password.",
          ],
        ];
        return {
          says: "The LDAP server answers, takes the name and its password, and has the base.",
          lacks: lacks.flatMap(([isMissing, says]) => (isMissing ? [says] : [])),
        };
      }),
    find: ({ kind, value }, signal) =>
      onLine(settings, signal, async (client) => {
        const entry = value === "" ? null : await look(client, attributes[kind], value);
        return entry ? [entry.id] : [];
      }),
    async hold(accountId, hold, signal) {
      if (holds === "" || hold.scope === "outgoing") throw unsupported();
      const id = checkedHoldId(hold.id);
      const over = overMark(id);
      return onLine(settings, signal, async (client) => {
        const marks = await write(client, accountId, (marks) =>
          standsSince(marks, id)
            ? null
            : // That the hold is not over is asserted: adding a value that is there fails, and with it everything.
              [
                change("add", [over]),
                change("delete", [over]),
                change("add", [heldMark(id, now())]),
              ],
        );
        return { heldAt: standsSince(marks, id) ?? now() };
      });
    },
    async release(accountId, holdId, signal) {
      if (holds === "") throw unsupported();
      const id = checkedHoldId(holdId);
      await onLine(settings, signal, (client) =>
        write(client, accountId, (marks) => {
          const { taken, left, isOver } = ending(marks, id);
          const isDone = isOver && !marks.held.some((mark) => mark.id === id);
          if (isDone) return null;
          return [
            ...(taken.length > 0 ? [change("delete", taken)] : []),
            ...(isOver ? [] : [change("add", [left])]),
          ];
        }),
      );
    },
    async setPassword(accountId, password, signal) {
      // An empty one would have the server make one up (RFC 3062 section 2).
      if (password === "") throw new DirectoryFailed("password-refused", false);
      await onLine(settings, signal, async (client) => {
        const { dn } = await find(client, accountId);
        await client.exop(PASSWORD_MODIFY, newPassword(dn, password)).catch((error: unknown) => {
          // constraintViolation, unwillingToPerform: rules of its own, like ppolicy.
          const isWeak = error instanceof ResultCodeError && [19, 53].includes(error.code);
          throw isWeak ? new DirectoryFailed("password-refused", false) : error;
        });
      });
    },
  };
}

/** PasswdModifyRequestValue (RFC 3062 section 2): userIdentity [0], newPasswd [2]. */
function newPassword(dn: string, password: string): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeString(dn, 0x80);
  writer.writeString(password, 0x82);
  writer.endSequence();
  return writer.buffer;
}

/** As telephoneNumberMatch and caseIgnoreMatch compare, or a little more strictly (RFC 4517 section 4.2). */
const alike = (value: string) => value.toLowerCase().replace(/[\s-]/g, "");

function textsOf(entry: Record<string, unknown>, attribute: string): string[] {
  const name = Object.keys(entry).find((each) => each.toLowerCase() === attribute.toLowerCase());
  const value = name === undefined ? [] : entry[name];
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "string");
}
