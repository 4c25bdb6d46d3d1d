import { Type } from "typebox";
import { route } from "../../core/route.ts";
import type { Agent } from "../staff/index.ts";
import type { Owner } from "../ways/index.ts";
import { listOwnReports, readOwnReport, reportScam } from "./actions.ts";
import { askListing, listScams, markScam, readScam, readText } from "./desk.ts";
import { LONGEST, marks } from "./rules.ts";

const piece = (of: keyof typeof LONGEST) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: LONGEST[of] }));
const did = Type.Optional(Type.Boolean());
const id = Type.String({ minLength: 1, maxLength: 40 });
const reason = Type.String({ minLength: 1, maxLength: 500 });
const ofCluster = Type.Object({ clusterId: id });
const atDesk = { who: ["agent"], roles: ["agent", "supervisor"] } as const;
const readers = { who: ["agent"], roles: ["agent", "supervisor", "analyst", "admin"] } as const;

export const routes = [
  route({
    method: "POST",
    path: "/v1/scam-reports",
    who: ["owner", "anyone"],
    summary:
      "Report what came: a link, a message, a number or an address. Counted and looked at by people; no report changes a verdict",
    body: Type.Object({
      ...{ url: piece("url"), text: piece("text"), phone: piece("phone"), email: piece("email") },
      sender: piece("sender"),
      ...{ clicked: did, paid: did, gaveCode: did },
    }),
    status: 201,
    problems: ["bad-input", "too-many"],
    does: (world, { actor, body }) => reportScam(world, actor, body),
  }),
  route({
    method: "GET",
    path: "/v1/me/scam-reports",
    who: ["owner"],
    summary: "What I reported as a scam, with its text for 90 days",
    does: (world, { actor }) => listOwnReports(world, actor as Owner),
  }),
  route({
    method: "GET",
    path: "/v1/me/scam-reports/:reportId",
    who: ["owner"],
    summary: "One report of mine",
    params: Type.Object({ reportId: id }),
    problems: ["no-scam-report"],
    does: (world, { actor, params }) => readOwnReport(world, actor as Owner, params.reportId),
  }),
  route({
    method: "GET",
    path: "/v1/desk/scams",
    ...readers,
    summary:
      "What was reported in the last ten days, by how many people; most of the last day first",
    does: (world) => listScams(world),
  }),
  route({
    method: "GET",
    path: "/v1/desk/scams/:clusterId",
    ...readers,
    summary: "One cluster: its days, its newest reports, what was noted of it",
    params: ofCluster,
    problems: ["no-cluster"],
    does: (world, { params }) => readScam(world, params.clusterId),
  }),
  route({
    method: "PUT",
    path: "/v1/desk/scams/:clusterId/mark",
    ...atDesk,
    summary: "Note that it is no scam, or was taken down; or take the note back",
    params: ofCluster,
    body: Type.Object({
      mark: Type.Union([...marks, "none" as const].map((one) => Type.Literal(one))),
      reason,
    }),
    problems: ["no-cluster"],
    does: (world, { actor, params, body }) =>
      markScam(world, actor as Agent, params.clusterId, body),
  }),
  route({
    method: "POST",
    path: "/v1/desk/scams/:clusterId/listing",
    ...atDesk,
    summary: "Ask that it be put on the shield's list, or taken off; a second person agrees",
    params: ofCluster,
    body: Type.Object({ deed: Type.Union([Type.Literal("add"), Type.Literal("end")]), reason }),
    status: 201,
    problems: [
      ...["no-cluster", "cannot-list", "official-channel", "listed-already", "change-underway"],
    ],
    does: (world, { actor, params, body }) =>
      askListing(world, actor as Agent, params.clusterId, body),
  }),
  route({
    method: "POST",
    path: "/v1/desk/scams/:clusterId/reports/:reportId/text",
    ...atDesk,
    summary: "The text as it was sent: counted as a file, and written into both chains first",
    params: Type.Object({ clusterId: id, reportId: id }),
    problems: ["no-scam-report", "not-you", "second-person"],
    does: (world, { actor, params }) =>
      readText(world, actor as Agent, params.clusterId, params.reportId),
  }),
];
