import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { putAccount } from "./actions.ts";

const params = Type.Object({ accountId: Type.String({ maxLength: 64 }) });

export const routes = [
  route({
    method: "PUT",
    path: "/v1/accounts/:accountId",
    who: ["client"],
    scope: "accounts",
    summary: "Create or update an account of the embedded directory",
    params,
    body: Type.Object({
      name: Type.String({ minLength: 1, maxLength: 100 }),
      phone: Type.Optional(Type.String({ maxLength: 40 })),
      email: Type.Optional(Type.String({ maxLength: 254 })),
      accountName: Type.Optional(Type.String({ maxLength: 64 })),
      birthday: Type.Optional(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" })),
      locale: Type.Optional(Type.Union([Type.Literal("en"), Type.Literal("zh")])),
      balanceHigh: Type.Optional(Type.Boolean()),
      verifiedAt: Type.Optional(Type.String({ format: "date-time" })),
    }),
    problems: ["bad-account-id", "bad-identifier", "account-erased"],
    does: (world, { actor, params, body }) => putAccount(world, actor, params.accountId, body),
  }),
];
