import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { CasePage } from "./case.tsx";
import { DecidePage } from "./decide.tsx";
import { type View, views } from "./model.ts";
import { QueuePage } from "./queue.tsx";
import { RepliesPage } from "./replies.tsx";
import { Shell } from "./shell.tsx";
import { SignInPage } from "./sign-in.tsx";

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

const repliesRoute = createRoute({
  getParentRoute: () => inside,
  path: "/desk/replies",
  component: RepliesPage,
});

const tree = root.addChildren([
  signIn,
  inside.addChildren([queueRoute, caseRoute, decideRoute, repliesRoute]),
]);
export const makeRouter = () => createRouter({ routeTree: tree, defaultPreload: false });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
