/** People of the desk, as tests need them: invited, with a passkey of their own, signed in. */
import { addStaff, inviteFirstAdmin, type Role, signInStaff } from "../src/features/staff/index.ts";
import { authenticator, type Lies } from "./authenticator.ts";
import type { TestWorld } from "./world.ts";

export const ORIGIN = "http://localhost:8700";
const terminal = { kind: "system", id: "terminal" } as const;

export type Person = { id: string; cookies: Record<string, string> };

/** Somebody of this role who is signed in, whatever they showed. */
export async function atDesk(
  world: TestWorld,
  id: string,
  role: Role,
  team: string | null = null,
): Promise<Person> {
  await addStaff(world.world, terminal, { id, name: `Name of ${id}`, role, team });
  const { token } = await signInStaff(world.world, id, "test");
  return { id, cookies: { rightful_staff: token } };
}

export const as = (world: TestWorld, { cookies }: Pick<Person, "cookies">) => ({
  get: (path: string) => world.call("GET", path, undefined, { cookies }),
  post: (path: string, body: unknown = {}) => world.call("POST", path, body, { cookies }),
});

export const tokenOf = (url: string) => url.split("#")[1] ?? "";

/** An admin from the terminal with a passkey, as the guide says. */
export async function firstAdmin(world: TestWorld, id: string, lies: Lies = {}) {
  const invite = await inviteFirstAdmin(world.world, { id, name: `Name of ${id}` });
  if (!invite) throw new Error("There are two admins already.");
  return enrolled(world, { token: tokenOf(invite.url) }, lies);
}

/** Binds a passkey by an invitation. */
export async function enrolled(
  world: TestWorld,
  shown: { token: string; code?: string },
  lies: Lies = {},
) {
  const passkey = authenticator(ORIGIN);
  const begun = await world.call("POST", "/v1/desk/invitations/options", shown);
  if (begun.status !== 200) return { passkey, begun, bound: begun, id: "", cookies: {} };
  const response = passkey.create(begun.body.options, lies);
  const bound = await world.call("POST", "/v1/desk/invitations/passkeys", { ...shown, response });
  return { passkey, begun, bound, id: begun.body.staff.id as string, cookies: bound.cookies };
}
