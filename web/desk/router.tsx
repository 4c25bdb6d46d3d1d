import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { AuditPage } from "./audit.tsx";
import { CasePage } from "./case.tsx";
import { DecidePage } from "./decide.tsx";
import { GlancesPage } from "./glances.tsx";
import { HousePage } from "./house.tsx";
import { BrakePage, ChangePage, NewPersonPage, PersonPage } from "./house-pages.tsx";
import { switches } from "./house-words.tsx";
import { behindOf, filterOf } from "./insights/filter.ts";
import type { From } from "./insights/policy-draft.tsx";
import { InvitationPage } from "./invitation.tsx";
import { later } from "./later.tsx";
import { type AuditFilter, filters, type View, views } from "./model.ts";
import { NewCasePage } from "./new-case.tsx";
import { QueuePage } from "./queue.tsx";
import { RegistryPage } from "./registry.tsx";
import { RepliesPage } from "./replies.tsx";
import { ScamPage } from "./scam.tsx";
import { ScamsPage } from "./scams.tsx";
import { Shell } from "./shell.tsx";
import { SignInPage } from "./sign-in.tsx";
import { TopicPage } from "./topic-posts.tsx";
import { TopicsPage } from "./topics.tsx";
import type { Filter } from "./topics-api.ts";
import { windows } from "./topics-model.ts";

const root = createRootRoute();
const inside = createRoute({ getParentRoute: () => root, id: "inside", component: Shell });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/desk/sign-in",
  component: SignInPage,
});
export const queueRoute = createRoute({
  getParentRoute: () => inside,
  path: "/desk",
  validateSearch: ({ view, q }: Record<string, unknown>): { view?: View; q?: string } => ({
    ...(views.includes(view as View) && { view: view as View }),
    ...(typeof q === "string" && q !== "" && { q: q.slice(0, 60) }),
  }),
  component: QueuePage,
});
export const caseRoute = createRoute({
  getParentRoute: () => inside,
  path: "/desk/cases/$caseId",
  component: CasePage,
});
export const decideRoute = createRoute({
  getParentRoute: () => inside,
  path: "/desk/cases/$caseId/decide",
  component: DecidePage,
});
export const auditRoute = createRoute({
  getParentRoute: () => inside,
  path: "/desk/audit",
  /** `asked`: a search was asked for. Opening the page alone searches nothing. */
  validateSearch: (given: Record<string, unknown>): AuditFilter & { asked?: true } => ({
    ...Object.fromEntries(
      filters.flatMap((name) => {
        const value = given[name];
        return typeof value === "string" && value !== "" ? [[name, value.slice(0, 64)]] : [];
      }),
    ),
    ...(given.asked ? { asked: true as const } : {}),
  }),
  component: AuditPage,
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/desk/invitation",
  component: InvitationPage,
});
const within = <Path extends string>(path: Path, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => inside, path, component });
const newCase = within("/desk/cases/new", NewCasePage);
const house = within("/desk/house", HousePage);
const change = within("/desk/house/changes/$changeId", ChangePage);
const newPerson = within("/desk/house/people/new", NewPersonPage);
const person = within("/desk/house/people/$staffId", PersonPage);
const brake = createRoute({
  getParentRoute: () => inside,
  path: "/desk/house/brake",
  validateSearch: ({ what }: Record<string, unknown>) => ({
    what: switches.find((one) => one === what) ?? switches[0],
  }),
  component: BrakePage,
});
const replies = within("/desk/replies", RepliesPage);
const glances = within("/desk/glances", GlancesPage);
/** Of which days, and of which source; without, of ten days and all. */
const validateSearch = ({ days, source }: Record<string, unknown>): Filter => ({
  days: windows.find((one) => one === Number(days)) ?? 10,
  ...(typeof source === "string" && source !== "" && { source: source.slice(0, 64) }),
});
const topics = createRoute({
  ...{ getParentRoute: () => inside, path: "/desk/topics", validateSearch },
  component: TopicsPage,
});
const topic = createRoute({
  ...{ getParentRoute: () => inside, path: "/desk/topics/$topicId", validateSearch },
  component: TopicPage,
});
const scamList = within("/desk/scams", ScamsPage);
const scam = within("/desk/scams/$clusterId", ScamPage);
const figured = (name: keyof typeof import("./insights/pages.ts")) =>
  later(() => import("./insights/pages.ts"), name);
const ruled = (name: keyof typeof import("./insights/policy-pages.ts")) =>
  later(() => import("./insights/policy-pages.ts"), name);
/** The pages of figures that share one filter, which stands in the address. */
const figures = <Path extends string>(path: Path, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => inside, path, component, validateSearch: filterOf });
const insights = [
  figures("/desk/insights", figured("OverviewPage")),
  figures("/desk/insights/methods", figured("MethodsPage")),
  createRoute({
    getParentRoute: () => inside,
    path: "/desk/insights/funnel",
    validateSearch: (given: Record<string, unknown>) => ({
      ...filterOf(given),
      ...(given.compare === "previous" && { compare: "previous" as const }),
    }),
    component: figured("FunnelPage"),
  }),
  figures("/desk/insights/abuse", figured("AbusePage")),
  figures("/desk/insights/team", figured("TeamPage")),
  figures("/desk/insights/share", figured("SharePage")),
  within("/desk/insights/alerts", figured("AlertsPage")),
  within("/desk/insights/definitions", figured("DefinitionsPage")),
  within("/desk/policies", ruled("PoliciesPage")),
  within("/desk/policies/trials/$trialId", ruled("TrialPage")),
  within("/desk/policies/proposals/$proposalId", ruled("ProposalPage")),
  createRoute({
    getParentRoute: () => inside,
    path: "/desk/policies/draft",
    /** Where a draft begins: a former version, a draft that was tried; without, what is in force. */
    validateSearch: ({ from, trial }: Record<string, unknown>): From => ({
      ...(Number.isInteger(from) && { from: Number(from) }),
      ...(typeof trial === "string" && trial !== "" && { trial: trial.slice(0, 64) }),
    }),
    component: ruled("DraftPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/desk/insights/cases",
    /** The filter, and which figure the cases stand behind. */
    validateSearch: (given: Record<string, unknown>) => ({
      ...filterOf(given),
      ...behindOf(given),
    }),
    component: figured("CasesPage"),
  }),
] as const;
const registry = within("/desk/registry", RegistryPage);
const houses = [
  ...([newCase, house, change, newPerson, person, brake, replies, glances] as const),
  ...([scamList, scam, topics, topic, registry] as const),
] as const;

const tree = root.addChildren([
  signIn,
  invitation,
  inside.addChildren([queueRoute, caseRoute, decideRoute, auditRoute, ...houses, ...insights]),
]);
export const makeRouter = () => createRouter({ routeTree: tree, defaultPreload: false });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
