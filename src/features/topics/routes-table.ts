import { Type } from "typebox";
import { route } from "../../core/route.ts";
import { type Agent, listStaff } from "../staff/index.ts";
import { acknowledge } from "./alerts.ts";
import { USUAL_DAYS } from "./sharing.ts";
import { alertView, deskTable, listAlerts, listOfTopic, publicTable } from "./showing.ts";

const agent = (actor: unknown) => actor as Agent;
/** Queries are text: 1 to 30. */
const days = Type.Optional(Type.String({ pattern: "^([1-9]|[12][0-9]|30)$" }));
const lang = Type.Optional(Type.Union([Type.Literal("en"), Type.Literal("zh")]));
const source = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }));
type Asked = {
  days?: string | undefined;
  lang?: "en" | "zh" | undefined;
  source?: string | undefined;
};
const asked = ({ days, lang, source }: Asked) => ({
  days: Number(days ?? USUAL_DAYS),
  lang: lang ?? "en",
  source,
});

export const tableRoutes = [
  route({
    method: "GET",
    path: "/v1/topics",
    who: ["anyone"],
    summary: "Hot topics of the last days: rank, discussions, main focus, trend, guide",
    query: Type.Object({ days, lang }),
    does: (world, { query }) => publicTable(world, asked(query).days, asked(query).lang),
  }),
  route({
    method: "GET",
    path: "/v1/desk/topics",
    who: ["agent"],
    summary: "Hot topics as the desk sees them: of one source alone, and day by day",
    query: Type.Object({ days, lang, source }),
    does: (world, { query }) => deskTable(world, asked(query)),
  }),
  route({
    method: "GET",
    path: "/v1/topics/:topicId/posts",
    who: ["agent"],
    summary: "Posts that were counted for a topic, the newest first",
    params: Type.Object({ topicId: Type.String({ maxLength: 40 }) }),
    query: Type.Object({ days, lang, source }),
    problems: ["no-topic"],
    does: (world, { params, query }) => listOfTopic(world, params.topicId, asked(query)),
  }),
  route({
    method: "GET",
    path: "/v1/topics/alerts",
    who: ["agent"],
    summary: "Topics that rose sharply: open alerts first, with what they were raised on",
    does: (world) => listAlerts(world),
  }),
  route({
    method: "POST",
    path: "/v1/topics/alerts/:alertId/acknowledgement",
    who: ["agent"],
    summary: "I have this alert",
    params: Type.Object({ alertId: Type.String({ maxLength: 40 }) }),
    repeatable: true,
    problems: ["no-topic-alert"],
    does: async (world, { actor, params }) => {
      const alert = await acknowledge(world, agent(actor), params.alertId);
      const staff = await listStaff(world);
      return { alert: alertView(alert, new Map(staff.map(({ id, name }) => [id, name]))) };
    },
  }),
];
