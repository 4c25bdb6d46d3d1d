/** `rightful staff invite`: the first admins of the desk, from the terminal of the installation. */
import { parseArgs } from "node:util";
import { inviteFirstAdmin } from "../features/staff/index.ts";
import { withWorld } from "./upkeep.ts";

type Out = (line: string) => void;

export async function staff(args: string[], out: Out, complain: Out): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { id: { type: "string" } },
  });
  const [verb, name = ""] = positionals;
  const isId = values.id === undefined || /^[\w.-]{1,64}$/.test(values.id);
  if (verb !== "invite" || name === "" || name.length > 80 || !isId || positionals.length > 2) {
    complain("Usage: rightful staff invite NAME [--id ID]");
    return 2;
  }
  return withWorld(async (world) => {
    const invite = await inviteFirstAdmin(world, { name, id: values.id });
    if (!invite) {
      complain(
        "Two admins can sign in already. They invite everybody else, and each other, at the desk: one asks, another agrees.",
      );
      return 1;
    }
    out(invite.url);
    complain(`For ${name} (${invite.id}), once, until ${invite.expiresAt.toISOString()}.`);
    complain(
      "Whoever opens this address first binds a passkey and is an admin: send it to nobody else.",
    );
    return 0;
  });
}
