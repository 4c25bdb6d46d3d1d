/** AuthZEN 1.0 speaks snake_case, and what it does not know it lets pass: later versions and others add to it. */
import { Type } from "typebox";
import { BadInput } from "../../core/problem.ts";
import { answer, type Feature, route } from "../../core/route.ts";
import type { Owner } from "../ways/index.ts";
import { decide, decideMany, type Evaluation, type Semantic, semantics } from "./actions.ts";
import { confirmPayment, listConfirmations } from "./confirmations.ts";
import { LINES_MAX, reportTransactions } from "./reporting.ts";

const open = { additionalProperties: true };
const text = Type.String({ minLength: 1, maxLength: 256 });
const any = Type.Record(Type.String(), Type.Unknown());
const parts = {
  subject: Type.Object({ type: text, id: text, properties: Type.Optional(any) }, open),
  action: Type.Object({ name: text, properties: Type.Optional(any) }, open),
  resource: Type.Object({ type: text, id: text, properties: Type.Optional(any) }, open),
};
const evaluation = Type.Object({ ...parts, context: Type.Optional(any) }, open);
const partial = Type.Partial(Type.Object({ ...parts, context: any }), open);
const ITEMS_MAX = 100;
const owner = (actor: unknown) => actor as Owner;

type Some = Partial<Evaluation>;
const SEMANTIC = "evaluations_semantic";

/** An item with the defaults that it leaves out (section 7.1.1); each of the three has to be there. */
function merged(defaults: Some, item: Some, at: string): Evaluation {
  const { subject, action, resource, context } = { ...defaults, ...item };
  if (subject && action && resource) return { subject, action, resource, context };
  const missing = Object.entries({ subject, action, resource }).filter(([, part]) => !part);
  const errors = missing.map(([name]) => ({
    pointer: `${at}/${name}`,
    detail: "This field is missing.",
  }));
  throw BadInput({ errors });
}

const words = Type.Object({ en: Type.String(), zh: Type.String() });
const decided = Type.Object({
  decision: Type.Boolean(),
  context: Type.Object(
    {
      code: Type.String(),
      reason_user: words,
      until: Type.Optional(Type.String({ format: "date-time" })),
      reservation: Type.Optional(
        Type.Object({ id: Type.String(), expires_at: Type.String({ format: "date-time" }) }),
      ),
      advice: Type.Optional(
        Type.Object({ delay_arrival_hours: Type.Optional(Type.Number()) }, open),
      ),
    },
    open,
  ),
});
const reported = Type.Object({
  accepted: Type.Number(),
  duplicates: Type.Number(),
  refused: Type.Array(Type.Object({ line: Type.Number(), code: Type.String() }, open)),
});

export const routes: Feature["routes"] = [
  route({
    method: "POST",
    path: "/access/v1/evaluation",
    who: ["client"],
    scope: ["decisions", "accounts"],
    summary:
      "AuthZEN 1.0: may this go ahead, now? Permitted money is reserved by the resource's id",
    body: evaluation,
    answer: decided,
    repeatable: true,
    confirmsCaller: true,
    does: (world, { body }) => decide(world, body),
  }),
  route({
    method: "POST",
    path: "/access/v1/evaluations",
    who: ["client"],
    scope: ["decisions", "accounts"],
    summary: "AuthZEN 1.0: several at once, in order; each counts those permitted before it",
    body: Type.Object(
      {
        ...partial.properties,
        evaluations: Type.Optional(Type.Array(partial, { maxItems: ITEMS_MAX })),
        options: Type.Optional(
          Type.Object(
            {
              [SEMANTIC]: Type.Optional(
                Type.Union(semantics.map((semantic) => Type.Literal(semantic))),
              ),
            },
            open,
          ),
        ),
      },
      open,
    ),
    repeatable: true,
    does: async (world, { body }) => {
      const {
        evaluations = [],
        options,
        ...defaults
      } = body as Some & {
        evaluations?: Some[];
        options?: Record<string, Semantic>;
      };
      // Without items it is one evaluation, and is answered as one (section 7.1).
      if (evaluations.length === 0) return decide(world, merged({}, defaults, ""));
      const items = evaluations.map((item, n) => merged(defaults, item, `/evaluations/${n}`));
      const semantic = options?.[SEMANTIC] ?? "execute_all";
      return { evaluations: await decideMany(world, items, semantic) };
    },
  }),
  route({
    method: "GET",
    path: "/.well-known/authzen-configuration",
    who: ["anyone"],
    summary: "AuthZEN 1.0: where decisions are asked for",
    does: ({ config }) =>
      answer({
        body: {
          policy_decision_point: config.url,
          access_evaluation_endpoint: `${config.url}/access/v1/evaluation`,
          access_evaluations_endpoint: `${config.url}/access/v1/evaluations`,
        },
      }),
  }),
  route({
    method: "POST",
    path: "/v1/transactions",
    who: ["client"],
    scope: "accounts",
    summary: `Report transactions, one JSON object a line, ${LINES_MAX} lines at most; repeats count once`,
    body: Type.String(),
    bodyType: "application/x-ndjson",
    answer: reported,
    bodyMax: 8 * 1_048_576,
    repeatable: true,
    problems: ["bad-lines", "too-large"],
    does: (world, { body }) => reportTransactions(world, body),
  }),
  route({
    method: "GET",
    path: "/v1/me/confirmations",
    who: ["owner"],
    summary: "Payments that wait for my word, in the days after a recovery",
    does: (world, { actor }) => listConfirmations(world, owner(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/me/confirmations",
    who: ["owner"],
    summary: "Confirm one payment; it can then be made within ten minutes",
    body: Type.Object({ resourceId: text }),
    problems: ["no-payment", "needs-fresh-proof"],
    does: (world, { actor, body }) => confirmPayment(world, owner(actor), body.resourceId),
  }),
];
