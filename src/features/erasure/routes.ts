import { Type } from "typebox";
import { answer, route } from "../../core/route.ts";
import type { Owner } from "../ways/index.ts";
import { askByOwner, askByWallet, showErasure, stopErasure } from "./actions.ts";

const params = Type.Object({ accountId: Type.String({ minLength: 1, maxLength: 64 }) });
const owner = (actor: unknown) => actor as Owner;
const waits = (body: unknown) => answer({ body, status: 202 });

export const routes = [
  route({
    method: "DELETE",
    path: "/v1/accounts/:accountId",
    who: ["client"],
    scope: "accounts",
    summary: "Erase an account after 14 days, in which its owner can stop it",
    params,
    status: 202,
    problems: ["no-account", "erasure-refused"],
    does: async (world, { actor, params }) =>
      waits(await askByWallet(world, actor, params.accountId)),
  }),
  route({
    method: "DELETE",
    path: "/v1/accounts/:accountId/erasure",
    who: ["client"],
    scope: "accounts",
    summary: "Do not erase the account after all",
    params,
    problems: ["no-account", "no-erasure"],
    does: (world, { actor, params }) => stopErasure(world, actor, params.accountId, "wallet"),
  }),
  route({
    method: "GET",
    path: "/v1/me/erasure",
    who: ["owner"],
    summary: "Is my account going to be erased, and when",
    does: (world, { actor }) => showErasure(world, owner(actor).accountId),
  }),
  route({
    method: "POST",
    path: "/v1/me/erasure",
    who: ["owner"],
    summary: "Erase my account after 14 days; takes a fresh proof",
    status: 202,
    problems: ["needs-fresh-proof", "guided", "erasure-refused"],
    does: async (world, { actor }) => waits(await askByOwner(world, owner(actor))),
  }),
  route({
    method: "DELETE",
    path: "/v1/me/erasure",
    who: ["owner"],
    summary: "Do not erase my account after all",
    problems: ["no-erasure"],
    does: (world, { actor }) => stopErasure(world, owner(actor), owner(actor).accountId, "owner"),
  }),
];
