import { answer, route } from "../../core/route.ts";
import type { Actor, World } from "../../core/world.ts";
import { signOut } from "../sessions/index.ts";
import { findStaff } from "./actions.ts";
import { STAFF_SESSION_HOURS, staffAccount } from "./rules.ts";

export const STAFF_COOKIE = "rightful_staff";
export const staffCookie = (token: string) => ({
  name: STAFF_COOKIE,
  value: token,
  maxAgeSeconds: STAFF_SESSION_HOURS * 3600,
});

type Agent = Extract<Actor, { kind: "agent" }>;
const agent = (actor: unknown) => actor as Agent;

async function describeMe(world: World, { id, role, team }: Agent) {
  const member = await findStaff(world, id);
  return { id, role, team, name: member?.name ?? "" };
}

export const routes = [
  route({
    method: "GET",
    path: "/v1/desk/me",
    who: ["agent"],
    summary: "Who is signed in at the desk",
    does: (world, { actor }) => describeMe(world, agent(actor)),
  }),
  route({
    method: "DELETE",
    path: "/v1/desk/session",
    who: ["agent"],
    summary: "Sign out of the desk",
    does: async (world, { actor }) => {
      const { id, sessionId } = agent(actor);
      await signOut(world, actor, staffAccount(id), sessionId);
      return answer({ body: {}, cookies: [{ ...staffCookie(""), maxAgeSeconds: 0 }] });
    },
  }),
];
