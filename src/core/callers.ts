/** Who calls: what a request shows, whom the features recognise by it, and what of it he may reach. */
import type { FastifyRequest } from "fastify";
import { NotSignedIn, problem } from "./problem.ts";
import type { Feature, Route, Shown, Who } from "./route.ts";
import type { Actor, Confirm, World } from "./world.ts";

export const NoRoute = problem("not-found", 404, "There is nothing here.");

export function shownBy(request: FastifyRequest): Shown {
  const [scheme = "", shown = ""] = (request.headers.authorization ?? "").split(" ");
  const is = scheme.toLowerCase();
  return {
    bearer: is === "bearer" ? shown : "",
    basic: is === "basic" ? shown : "",
    cookies: request.cookies,
  };
}

export type Params = { recoveryId?: string; accountId?: string };

/** `confirm`: he was known a moment ago, and whether he still is has yet to be asked (`confirmCaller`). */
export type Caller = { actor: Actor; confirm?: Confirm };

/** The first of the allowed kinds that this caller proves to be. Throws `not-signed-in`, `not-found`. */
export async function whoCalls(
  world: World,
  features: readonly Feature[],
  route: Route,
  shown: Shown,
  params: Params,
): Promise<Caller> {
  for (const who of route.who) {
    if (who === "anyone" || who === "demo") return { actor: { kind: "stranger", id: "anyone" } };
    for (const feature of features) {
      const caller = await recognise(world, feature, who, route, shown);
      if (!caller) continue;
      const { actor } = caller;
      // A claimant or an owner reaches only what is his own, and cannot tell another's from none.
      if (
        actor.kind === "claimant" &&
        params.recoveryId !== undefined &&
        params.recoveryId !== "current" &&
        params.recoveryId !== actor.recoveryId
      )
        throw NoRoute();
      if (
        actor.kind === "owner" &&
        params.accountId !== undefined &&
        params.accountId !== actor.accountId
      )
        throw NoRoute();
      return caller;
    }
  }
  throw NotSignedIn();
}

async function recognise(
  world: World,
  feature: Feature,
  who: Who,
  route: Route,
  shown: Shown,
): Promise<Caller | null> {
  const remembered = route.confirmsCaller ? feature.remembers?.[who]?.(world, shown) : null;
  // One who may not call this is told so by what is true now.
  if (remembered && mayCall(route, remembered.actor)) return remembered;
  const actor = await feature.identify?.[who]?.(world, shown);
  return actor ? { actor } : null;
}

/** By the roles and scopes of the route. */
export function mayCall({ roles, scope }: Route, actor: Actor): boolean {
  if (roles && actor.kind === "agent") return roles.includes(actor.role);
  if (scope && actor.kind === "client")
    return [scope].flat().some((one) => actor.scopes.includes(one));
  return true;
}

/**
 * Asks whether the caller is still who he was known to be, unless that is known already: on the connection of
 * the transaction, so that it costs no trip of its own. Throws `not-signed-in`.
 */
export async function confirmCaller({ call, db }: World): Promise<void> {
  if (!call?.confirm) return;
  if (!(await call.confirm.ask(db))) throw NotSignedIn();
  delete call.confirm;
}

/**
 * The same within a statement of the transaction's own, which saves one: `hash` is what his key is found by, empty
 * when he is known. What was found goes to `settle` before anything else is looked at. Throws `not-signed-in`.
 */
export function confirmWithin({ call, unit }: World) {
  const confirm = call?.confirm;
  if (confirm && unit) unit.confirms = true;
  return {
    hash: confirm?.hash ?? "",
    settle(found: unknown): void {
      if (!confirm) return;
      if (!confirm.isGood(found)) throw NotSignedIn();
      delete call?.confirm;
    },
  };
}
