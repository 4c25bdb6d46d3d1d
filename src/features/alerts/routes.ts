import { Type } from "typebox";
import { route } from "../../core/route.ts";
import type { Actor } from "../../core/world.ts";
import type { Agent } from "../staff/index.ts";
import { acknowledge, silence, testFire } from "./acting.ts";
import { showAlerts } from "./showing.ts";

const agent = (actor: Actor) => actor as Agent;
const params = Type.Object({ alertId: Type.String({ maxLength: 40 }) });
const reads = ["supervisor", "analyst", "admin"];
const acts = ["supervisor", "admin"];

export const routes = [
  route({
    method: "GET",
    path: "/v1/insights/alerts",
    who: ["agent"],
    roles: reads,
    summary: "Alerts: each rule with its state, owner and runbook, and what fired in 90 days",
    does: (world) => showAlerts(world),
  }),
  route({
    method: "POST",
    path: "/v1/insights/alerts/:alertId/test",
    who: ["agent"],
    roles: acts,
    summary: "Fires a test of this alert, labelled as one, by the way that a real one goes",
    params,
    problems: ["no-alert"],
    does: async (world, { actor, params }) => {
      await testFire(world, agent(actor), params.alertId);
      return showAlerts(world);
    },
  }),
  route({
    method: "POST",
    path: "/v1/insights/alerts/:alertId/acknowledgement",
    who: ["agent"],
    roles: acts,
    summary: "I have this alert: it is quiet for 30 minutes",
    params,
    repeatable: true,
    problems: ["no-alert", "not-firing"],
    does: async (world, { actor, params }) => {
      await acknowledge(world, agent(actor), params.alertId);
      return showAlerts(world);
    },
  }),
  route({
    method: "POST",
    path: "/v1/insights/alerts/:alertId/silence",
    who: ["agent"],
    roles: acts,
    summary: "Tells nobody of this alert until then, at most seven days; `until` null ends that",
    params,
    body: Type.Object({
      until: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
      why: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    }),
    problems: ["no-alert", "bad-silence"],
    does: async (world, { actor, params, body: { until, why = "" } }) => {
      await silence(world, agent(actor), params.alertId, { until, why });
      return showAlerts(world);
    },
  }),
];
