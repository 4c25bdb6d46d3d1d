import { Type } from "typebox";
import { transact } from "../../core/db.ts";
import { answer, route } from "../../core/route.ts";
import type { Actor, World } from "../../core/world.ts";
import { accountOf, holdAccount, listHolds, type Place, releaseHold } from "./actions.ts";
import { sayGuided } from "./guided.ts";
import { reasons, scopes } from "./rules.ts";

const id = Type.String({ minLength: 1, maxLength: 64 });
const account = Type.Object({ accountId: id });
const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Union(values.map((value) => Type.Literal(value)));
type Owner = Extract<Actor, { kind: "owner" }>;
const owner = (actor: unknown) => actor as Owner;

/** What a wallet's back end may place; the others belong to owners and to people at the desk. */
const walletReasons = reasons.filter((reason) => /^(wallet|suspected-takeover)$/.test(reason));

/** 201 when every layer has it, 202 with what is pending. */
async function placed(world: World, actor: Actor, accountId: string, asked: Place) {
  const hold = await holdAccount(world, actor, accountId, asked);
  return answer({ body: { hold }, status: hold.pending.length > 0 ? 202 : 201 });
}

export const routes = [
  route({
    method: "POST",
    path: "/v1/accounts/:accountId/holds",
    who: ["client"],
    scope: "accounts",
    summary: "Freeze an account: after a 201 no decision allows and no debit commits",
    params: account,
    body: Type.Object({
      reason: oneOf(walletReasons),
      scope: Type.Optional(oneOf(scopes)),
      note: Type.Optional(Type.String({ maxLength: 500 })),
      expiresAt: Type.Optional(Type.String({ format: "date-time" })),
    }),
    status: 201,
    problems: ["no-account", "bad-hold"],
    does: (world, { actor, params, body: { expiresAt, ...asked } }) =>
      placed(world, actor, params.accountId, {
        ...asked,
        ...(expiresAt && { expiresAt: new Date(expiresAt) }),
      }),
  }),
  route({
    method: "GET",
    path: "/v1/accounts/:accountId/holds",
    who: ["client"],
    scope: "accounts",
    summary: "The holds that stand, and what they forbid together",
    params: account,
    problems: ["no-account"],
    does: (world, { params }) => listHolds(world, params.accountId),
  }),
  route({
    method: "POST",
    path: "/v1/holds/:holdId/release",
    who: ["client"],
    scope: "accounts",
    summary: "End a hold of the wallet's own",
    params: Type.Object({ holdId: id }),
    problems: ["no-hold", "not-yours-to-release"],
    does: async (world, { actor, params }) => {
      const accountId = await accountOf(world, params.holdId);
      await releaseHold(world, actor, accountId, params.holdId, { is: "wallet" });
      return listHolds(world, accountId);
    },
  }),
  route({
    method: "GET",
    path: "/v1/me/holds",
    who: ["owner"],
    summary: "The holds on my account",
    does: (world, { actor }) => listHolds(world, owner(actor).accountId),
  }),
  route({
    method: "POST",
    path: "/v1/me/holds",
    who: ["owner"],
    summary: "Freeze my account now",
    status: 201,
    does: (world, { actor }) =>
      placed(world, actor, owner(actor).accountId, { reason: "owner-freeze" }),
  }),
  route({
    method: "POST",
    path: "/v1/me/guided",
    who: ["owner"],
    summary: "Somebody is telling me what to do: nothing is loosened for half an hour",
    does: (world, { actor }) =>
      transact(world, (world) =>
        sayGuided(world, actor, owner(actor).accountId, { recoveryId: null, isWide: true }),
      ),
  }),
  route({
    method: "POST",
    path: "/v1/me/holds/:holdId/release",
    who: ["owner"],
    summary: "End a freeze of my own: being signed in is not enough, and the answer says what is",
    params: Type.Object({ holdId: id }),
    problems: ["no-hold", "not-yours-to-release", "too-early"],
    does: async (world, { actor, params }) => {
      const { accountId } = owner(actor);
      await releaseHold(world, actor, accountId, params.holdId, { is: "owner" });
      return listHolds(world, accountId);
    },
  }),
];
