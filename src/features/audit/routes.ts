import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import { publicKey } from "./keys.ts";
import { type Agent, exportAudit, searchAudit } from "./search.ts";
import { unusualViewing } from "./viewing.ts";
import { actions } from "./words.ts";

/** An admin keeps the house and sees no case; a row of the audit shows nothing of an owner. */
const watchers = { who: ["agent"] as const, roles: ["supervisor", "admin"] };
const agent = (actor: unknown) => actor as Agent;
const word = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }));
const filter = {
  staffId: word,
  caseId: word,
  accountId: word,
  action: Type.Optional(Type.Union(actions.map((action) => Type.Literal(action)))),
  from: word,
  to: word,
};

export const routes = [
  route({
    ...watchers,
    method: "GET",
    path: "/v1/audit",
    summary: "What the desk did, the newest first; every search stands in the searcher's own chain",
    query: Type.Object({
      ...filter,
      cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 400 })),
    }),
    does: (world, { actor, query }) => searchAudit(world, agent(actor), query),
  }),
  route({
    ...watchers,
    method: "GET",
    path: "/v1/audit/export",
    summary: "The same as lines of JSON, the last one signed",
    query: Type.Object(filter),
    does: async (world, { actor, query }) =>
      answer({
        body: await exportAudit(world, agent(actor), query),
        type: "application/x-ndjson",
      }),
  }),
  route({
    ...watchers,
    method: "GET",
    path: "/v1/audit/viewing",
    summary: "Who looks at files unlike their colleagues, or at cases that were never theirs",
    does: (world) => unusualViewing(world),
  }),
  route({
    method: "GET",
    path: "/v1/audit/key",
    who: ["anyone"],
    summary: "The public key that signs checkpoints and exports of the audit",
    does: async (world) => ({ keys: [await publicKey(world)] }),
  }),
];
