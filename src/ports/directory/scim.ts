import {
  ambiguous,
  type Directory,
  DirectoryFailed,
  NOBODY,
  unreadable,
  unsupported,
  withoutLedger,
} from "./directory.ts";
import {
  checkedHoldId,
  ending,
  FOUND_SHUT,
  heldMark,
  type Marks,
  readMarks,
  standsSince,
} from "./marks.ts";
import { failure, parsed, segment, type WireSettings, wire } from "./wire.ts";

export type ScimSettings = WireSettings & {
  /**
   * A multi-valued attribute of users, of the core or an extension, in which holds are marked (RFC 7643
   * section 4.1.2: `entitlements`). Empty: no holds are applied there.
   */
  holds: string;
  now(): Date;
};

type User = { active: boolean; marks: Marks; etag: string };
type Operation = { op: "add" | "remove" | "replace"; path: string; value?: unknown };

const MEDIA = "application/scim+json";
const LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
/** Others may write at the same time; each turn reads what they wrote. */
const TURNS = 4;
/** RFC 9110 section 8.8.3, in printable characters: it is sent back in a header. */
const ETAG = /^(W\/)?"[\x21\x23-\x7e]*"$/;

class Changed extends DirectoryFailed {
  constructor() {
    super("busy", true);
  }
}

/**
 * A directory of people that speaks SCIM 2.0 (RFC 7643, RFC 7644): look-up, `active` under holds, passwords. The
 * account's id is the resource's `id`. A hold is a mark and `active: false` in one PATCH under `If-Match`, read
 * back afterwards: a server that answers 200 and does nothing has not held.
 */
export function scimDirectory({ holds, now, ...settings }: ScimSettings): Directory {
  if (!/^[\x21-\x7e]+$/.test(settings.key)) throw new Error("The key is printable, in one word.");
  if (!/^[\w:.$-]{0,200}$/.test(holds))
    throw new Error("The name of a SCIM attribute is expected.");
  const send = wire(settings, refusal);
  const at = (accountId: string) => `/Users/${segment(accountId)}`;

  async function read(accountId: string, signal: AbortSignal): Promise<User> {
    const path = at(accountId);
    const { text, headers } = await send({ method: "GET", path, signal, type: MEDIA });
    const resource = parsed(text);
    // Another's account under this address would be held, or given a password, in place of this one.
    if (!has(resource.schemas, USER) || resource.id !== accountId) throw unreadable();
    const { version } = (resource.meta ?? {}) as Record<string, unknown>;
    const etag = headers.get("etag") ?? (typeof version === "string" ? version : "");
    if (etag !== "" && !ETAG.test(etag)) throw unreadable();
    // RFC 7643 section 4.1.1 leaves the meaning of an absent `active` open; nobody was shut out then.
    return { active: resource.active !== false, marks: readMarks(marked(resource)), etag };
  }

  const marked = (resource: Record<string, unknown>): string[] =>
    listOf(attributeOf(resource, holds)).flatMap(({ value }) =>
      typeof value === "string" ? [value] : [],
    );

  async function change(
    accountId: string,
    Operations: Operation[],
    etag: string,
    signal: AbortSignal,
  ) {
    const headers = etag === "" ? {} : { "If-Match": etag };
    const body = { schemas: [PATCH], Operations };
    await send({ method: "PATCH", path: at(accountId), signal, body, type: MEDIA, headers });
  }

  /** `deed`: what is to be written, or null when it stands there already. Written under the version that it read. */
  async function write(
    accountId: string,
    signal: AbortSignal,
    deed: (user: User) => Operation[] | null,
  ): Promise<User> {
    for (let turn = 0; turn < TURNS; turn++) {
      const user = await read(accountId, signal);
      const operations = deed(user);
      if (operations === null) return user;
      // Without versions two writers would undo each other, and a late one would come through.
      if (user.etag === "") throw new DirectoryFailed("no-versions", false);
      try {
        await change(accountId, operations, user.etag, signal);
      } catch (error) {
        if (!(error instanceof Changed)) throw error;
      }
    }
    throw new DirectoryFailed("busy", true);
  }

  /** RFC 7643 section 5: what the server says of itself. What it does not mention is not known. */
  async function offered(signal: AbortSignal) {
    const path = "/ServiceProviderConfig";
    const config = parsed((await send({ method: "GET", path, signal, type: MEDIA })).text);
    return (what: string) => ((config[what] ?? {}) as Record<string, unknown>).supported;
  }

  const directory: Directory = {
    name: "scim",
    can: { ledger: false, holds: holds === "" ? [] : ["sign-in", "everything"], passwords: true },
    ...withoutLedger,
    async probe(signal) {
      const offers = await offered(signal);
      await directory.find({ kind: "name", value: NOBODY }, signal);
      const needed: [boolean, string][] = [
        [
          offers("changePassword") !== true,
          "Let the directory set passwords (changePassword), or keep them here: a recovery could not give a new one.",
        ],
        [
          offers("filter") === false,
          "Let the directory filter: without it nobody can be looked up.",
        ],
        [
          holds !== "" && (offers("patch") === false || offers("etag") === false),
          "Leave RIGHTFUL_DIRECTORY_HOLDS empty, or let the directory take PATCH under an ETag: it could apply no hold.",
        ],
      ];
      return {
        says: "The SCIM server answers, takes the key and can what is needed.",
        lacks: needed.flatMap(([isMissing, says]) => (isMissing ? [says] : [])),
      };
    },
    async find({ kind, value }, signal) {
      const query = new URLSearchParams({
        ...{ filter: filterOf[kind](value), startIndex: "1", count: "2" },
        attributes: "id,userName,emails,phoneNumbers",
      });
      const path = `/Users?${query}`;
      const list = parsed((await send({ method: "GET", path, signal, type: MEDIA })).text);
      const { totalResults, schemas } = list;
      const found = list.Resources ?? [];
      const isList = has(schemas, LIST) && Number.isInteger(totalResults) && Array.isArray(found);
      if (!isList) throw unreadable();
      if (Number(totalResults) > 1 || found.length > 1) throw ambiguous();
      if (found.length !== totalResults) throw unreadable();
      return found.map((user: unknown) => {
        const one = (user ?? {}) as Record<string, unknown>;
        // A server that does not know the filter may answer with anybody (RFC 7644 section 3.4.2.2).
        if (typeof one.id !== "string" || one.id === "" || !leadsTo[kind](one, value))
          throw unreadable();
        return one.id;
      });
    },
    async hold(accountId, hold, signal) {
      if (holds === "" || hold.scope === "outgoing") throw unsupported();
      const id = checkedHoldId(hold.id);
      const { marks } = await write(accountId, signal, ({ active, marks }) => {
        if (standsSince(marks, id) && !active) return null;
        const isFirst = marks.held.length === 0;
        const values = [
          heldMark(id, now()),
          ...(isFirst && !active && !marks.foundShut ? [FOUND_SHUT] : []),
        ];
        const isMarked = standsSince(marks, id) !== null;
        return [
          ...(isMarked ? [] : [add(holds, values)]),
          { op: "replace", path: "active", value: false },
        ];
      });
      return { heldAt: standsSince(marks, id) ?? now() };
    },
    async release(accountId, holdId, signal) {
      if (holds === "") throw unsupported();
      const id = checkedHoldId(holdId);
      await write(accountId, signal, ({ marks }) => {
        const { taken, left, isLast, isOver } = ending(marks, id);
        const stands = marks.held.some((mark) => mark.id === id);
        if (isOver && !stands) return null;
        const opens = stands && isLast;
        return [
          ...[...taken, ...(opens && marks.foundShut ? [FOUND_SHUT] : [])].map(
            (value): Operation => ({ op: "remove", path: `${holds}[value eq ${quoted(value)}]` }),
          ),
          ...(isOver ? [] : [add(holds, [left])]),
          ...(opens && !marks.foundShut ? [opened] : []),
        ];
      });
    },
    async setPassword(accountId, password, signal) {
      if (password === "") throw new DirectoryFailed("password-refused", false);
      // Not every server sets passwords, and one that does not may take the PATCH and leave it out (RFC 7643 section 5).
      const offers = await offered(signal);
      if (offers("changePassword") !== true) throw unsupported();
      const { etag } = await read(accountId, signal);
      const operation: Operation = { op: "replace", path: "password", value: password };
      try {
        await change(accountId, [operation], etag, signal);
      } catch (error) {
        // RFC 7644 section 3.12: a value that the server's own rules do not take.
        const isWeak = error instanceof DirectoryFailed && error.message === "invalidValue";
        throw isWeak ? new DirectoryFailed("password-refused", false) : error;
      }
    },
  };
  return directory;
}

const opened: Operation = { op: "replace", path: "active", value: true };
const add = (path: string, values: readonly string[]): Operation => ({
  ...{ op: "add", path },
  value: values.map((value) => ({ value, type: "rightful" })),
});

/**
 * RFC 7644 section 3.4.2.2: a text of a filter is a text of JSON. Marks are written by their numbers, for a server
 * that looks for the next quotation mark without knowing that it can be escaped.
 */
const quoted = (value: string) =>
  `"${JSON.stringify(value)
    .slice(1, -1)
    .replace(/\\["\\]/g, (mark) => (mark === '\\"' ? "\\u0022" : "\\u005c"))}"`;

const filterOf = {
  phone: (value: string) =>
    `phoneNumbers.value eq ${quoted(value)} or phoneNumbers.value eq ${quoted(`tel:${value}`)}`,
  email: (value: string) => `emails.value eq ${quoted(value)}`,
  name: (value: string) => `userName eq ${quoted(value)}`,
} as const;

const digits = (value: unknown) => String(value).replace(/^tel:|[\s().-]/gi, "");
const sameText = (one: unknown, other: string) => String(one).toLowerCase() === other.toLowerCase();
const leadsTo = {
  phone: (user: Record<string, unknown>, value: string) =>
    listOf(user.phoneNumbers).some((each) => digits(each.value) === digits(value)),
  email: (user: Record<string, unknown>, value: string) =>
    listOf(user.emails).some((each) => sameText(each.value, value)),
  name: (user: Record<string, unknown>, value: string) => sameText(user.userName, value),
} as const;

const has = (list: unknown, value: string) => Array.isArray(list) && list.includes(value);
const listOf = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value)
    ? value.map((each) => (typeof each === "object" && each !== null ? each : { value: each }))
    : [];

/** An attribute of the core, or of an extension by its whole name (RFC 7644 section 3.10). */
function attributeOf(resource: Record<string, unknown>, path: string): unknown {
  const colon = path.lastIndexOf(":");
  if (colon < 0) return resource[path];
  const extension = resource[path.slice(0, colon)] as Record<string, unknown> | undefined;
  return extension?.[path.slice(colon + 1)];
}

/** RFC 7644 section 3.12. Only words of the standard are taken over: the rest is the other's to say. */
function refusal(status: number, text: string): DirectoryFailed {
  if (status === 412) return new Changed();
  const plain = failure(status);
  if (plain.message !== "refused") return plain;
  try {
    const { schemas, scimType } = parsed(text);
    if (has(schemas, ERROR) && scimType === "tooMany") return ambiguous();
    if (has(schemas, ERROR) && scimType === "invalidValue")
      return new DirectoryFailed("invalidValue", false);
  } catch {}
  return plain;
}
