import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { streamRoutes } from "./routes-streams.ts";
import * as webhooks from "./webhooks.ts";

const id = Type.String({ maxLength: 64 });
const params = Type.Object({ webhookId: id });
const mine = { who: ["client"] as const, scope: "webhooks" };

export const routes = [
  ...streamRoutes,
  route({
    ...mine,
    method: "POST",
    path: "/v1/webhooks",
    summary: "Add a webhook; the answer holds its secret, once",
    body: Type.Object({
      url: Type.String({ minLength: 1, maxLength: 2000 }),
      events: Type.Optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 100 })),
    }),
    status: 201,
    secret: true,
    problems: ["bad-endpoint", "too-many-subscribers"],
    does: (world, { actor, body }) => webhooks.createWebhook(world, actor, body),
  }),
  route({
    ...mine,
    method: "GET",
    path: "/v1/webhooks",
    summary: "This caller's webhooks",
    does: (world, { actor }) => webhooks.listWebhooks(world, actor),
  }),
  route({
    ...mine,
    method: "DELETE",
    path: "/v1/webhooks/:webhookId",
    summary: "End a webhook, and what waits for it",
    params,
    status: 204,
    problems: ["no-webhook"],
    does: (world, { actor, params }) => webhooks.deleteWebhook(world, actor, params.webhookId),
  }),
  route({
    ...mine,
    method: "POST",
    path: "/v1/webhooks/:webhookId/secret",
    summary: "A new secret, shown once; the old one signs beside it for a day",
    params,
    secret: true,
    problems: ["no-webhook"],
    does: (world, { actor, params }) => webhooks.rotateSecret(world, actor, params.webhookId),
  }),
  route({
    ...mine,
    method: "POST",
    path: "/v1/webhooks/:webhookId/test",
    summary: "Send a message to try it",
    params,
    status: 202,
    problems: ["no-webhook"],
    does: (world, { actor, params }) => webhooks.testWebhook(world, actor, params.webhookId),
  }),
  route({
    ...mine,
    method: "GET",
    path: "/v1/webhooks/:webhookId/deliveries",
    summary: "What was sent, is waiting or was given up, newest first",
    params,
    query: Type.Object({ before: Type.Optional(id) }),
    problems: ["no-webhook"],
    does: (world, { actor, params, query }) =>
      webhooks.listDeliveries(world, actor, params.webhookId, query.before),
  }),
  route({
    ...mine,
    method: "POST",
    path: "/v1/webhooks/:webhookId/deliveries/:deliveryId/redelivery",
    summary: "Send a message again, with its id",
    params: Type.Object({ webhookId: id, deliveryId: id }),
    status: 202,
    problems: ["no-webhook"],
    does: (world, { actor, params }) =>
      webhooks.redeliver(world, actor, params.webhookId, params.deliveryId),
  }),
];
