/**
 * A SCIM 2.0 server for the tests: its filters, patches and schema are those of `scimmy`, which knows nothing of
 * our client; versions and HTTP are as RFC 7644 section 3.14 and RFC 9110 section 13 say. It can also misbehave.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import SCIMMY from "scimmy";

type Person = Record<string, any>;
type Asked = { method: string; url: string; headers: IncomingMessage["headers"]; body: string };

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

export async function openScim(people: Person[], key = "a-scim-token") {
  const users = new Map(
    people.map((each) => [each.id, { active: true, entitlements: [], ...each } as Person]),
  );
  const versions = new Map<string, number>();
  const asked: Asked[] = [];
  /** Answers in place of the server; `undefined`: it answers itself. */
  const odd: {
    /** It has no passwords to set, and says so. */
    noPasswords?: boolean;
    answer?: (asked: Asked, response: ServerResponse) => boolean | undefined;
  } = {};

  const shown = ({ password: _, ...rest }: Person) => ({
    schemas: [USER],
    ...rest,
    meta: { resourceType: "User", version: etagOf(rest.id) },
  });
  const etagOf = (id: string) => `W/"${versions.get(id) ?? 1}"`;
  const say = (response: ServerResponse, status: number, body?: unknown, etag?: string) =>
    response
      .writeHead(status, {
        "content-type": "application/scim+json",
        ...(etag && { etag }),
      })
      .end(body === undefined ? undefined : JSON.stringify(body));
  const refuse = (response: ServerResponse, status: number, scimType?: string) =>
    say(response, status, {
      schemas: [ERROR],
      status: String(status),
      ...(scimType && { scimType }),
    });

  async function answer(request: Asked, response: ServerResponse) {
    if (odd.answer?.(request, response)) return;
    if (request.headers.authorization !== `Bearer ${key}`) return refuse(response, 401);
    const url = new URL(request.url, "http://scim");
    const [, root, users_, id, ...more] = url.pathname.split("/").map(decodeURIComponent);
    if (root === "scim" && users_ === "ServiceProviderConfig")
      return say(response, 200, { changePassword: { supported: odd.noPasswords !== true } });
    if (root !== "scim" || users_ !== "Users" || more.length > 0) return refuse(response, 404);
    if (id === undefined) {
      let found: Person[];
      try {
        const filter = new SCIMMY.Types.Filter(url.searchParams.get("filter") ?? "");
        found = filter.match([...users.values()]);
      } catch {
        return refuse(response, 400, "invalidFilter");
      }
      const from = Number(url.searchParams.get("startIndex") ?? 1) - 1;
      const page = found.slice(from, from + Number(url.searchParams.get("count") ?? 100));
      return say(response, 200, {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        totalResults: found.length,
        ...{ startIndex: from + 1, itemsPerPage: page.length },
        Resources: page.map(shown),
      });
    }
    const user = users.get(id);
    if (!user) return refuse(response, 404);
    if (request.method === "GET") return say(response, 200, shown(user), etagOf(id));
    if (request.method !== "PATCH") return refuse(response, 501);
    const match = request.headers["if-match"];
    if (match !== undefined && match !== etagOf(id)) return refuse(response, 412);
    const changed = await patched(user, JSON.parse(request.body)).catch(() => null);
    if (!changed || changed.password === "password1") return refuse(response, 400, "invalidValue");
    users.set(id, changed);
    versions.set(id, (versions.get(id) ?? 1) + 1);
    return say(response, 204, undefined, etagOf(id));
  }

  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part) => parts.push(part));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      const body = Buffer.concat(parts).toString();
      const request = { method, url, headers, body };
      asked.push(request);
      answer(request, response).catch(() => response.destroy());
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
    ...{ key, users, asked, odd, refuse, say },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** What `scimmy` makes of a user and a patch; the password is kept beside it, since its schema never returns it. */
async function patched(user: Person, message: any): Promise<Person> {
  const { id, password, ...known } = user;
  const patch = new SCIMMY.Messages.PatchOp(message);
  const before = new SCIMMY.Schemas.User(known as never) as Person;
  const after = (await patch.apply(before as never)) as Person | undefined;
  const plain = JSON.parse(JSON.stringify(after ?? before));
  return {
    ...{ ...plain, id, active: plain.active },
    entitlements: plain.entitlements ?? [],
    password: (after ?? before).password ?? password,
  };
}
