/** The official channels as the desk sees them: what is in force, what waits for a second person, and who changed what when. */
import { BadInput, NotAllowed } from "../../core/problem.ts";
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import {
  differences,
  type Edit,
  edited,
  listVersions,
  officialChannels,
  type Registry,
} from "../registry/index.ts";
import { listStaff } from "./actions.ts";
import { type Agent, askForChange, factsOf } from "./changes.ts";
import { DESK, listOfTarget } from "./changes-store.ts";
import { mayAsk } from "./four-eyes.ts";

/** Versions that are shown; older ones stay in the database. */
const SHOWN = 50;

/** Everything that was asked of the registry, with its version. */
async function asked(world: World) {
  const rows = await listOfTarget(world.db, "registry");
  if (rows.length === 0) return [];
  const key = await accountKey(world, DESK);
  return rows.flatMap((row) => {
    const facts = factsOf(key, row);
    return facts.kind === "registry" ? [{ ...row, facts, why: facts.why ?? "" }] : [];
  });
}
const names = async (world: World) =>
  Object.fromEntries((await listStaff(world)).map(({ id, name }) => [id, name]));

/** What is in force here, the operator's own channels among it, and the changes that wait. */
export async function describeRegistry(world: World, agent: Agent) {
  const { inForce } = world.registry;
  const { version, reviewed, brands, userContent, shorteners } = officialChannels(world);
  const now = world.now();
  const waiting = (await asked(world)).filter(
    ({ decidedAt, expiresAt, facts }) =>
      decidedAt === null && expiresAt > now && facts.version > version,
  );
  return {
    ...{ version, reviewed, brands, userContent, shorteners },
    /** The operator's own brand comes from the configuration and is not edited here. */
    fromConfiguration: brands
      .filter(({ id }) => !inForce.brands.some((one) => one.id === id))
      .map(({ id }) => id),
    waiting: waiting.map(({ id, askedBy, askedAt, expiresAt, why, facts }) => ({
      ...{ changeId: id, version: facts.version, askedBy, askedAt, expiresAt, reason: why },
      differences: differences(inForce, facts.body as Registry),
    })),
    mayPropose: mayAsk("registry", agent.role),
    people: await names(world),
  };
}

/** The newest version first: since when, what it changed, and which two people; the first ones came with the software. */
export async function registryHistory(world: World) {
  const versions = await listVersions(world, SHOWN + 1);
  const changes = (await asked(world)).filter(({ outcome }) => outcome === "approve");
  const history = versions.slice(0, SHOWN).map(({ version, since, registry }, n) => {
    const before = versions[n + 1]?.registry;
    const change = changes.findLast(({ facts }) => facts.version === version);
    return {
      ...{ version, since, reviewed: registry.reviewed },
      by: change && {
        ...{ changeId: change.id, askedBy: change.askedBy, askedAt: change.askedAt },
        ...{ decidedBy: change.decidedBy, decidedAt: change.decidedAt, reason: change.why },
      },
      differences: before ? differences(before, registry) : [],
    };
  });
  return { history, people: await names(world) };
}

const FAULTS = {
  brand: "No brand of this name is in the registry.",
  value: "Nothing would change: look at what is there now.",
  by: "Say what takes its place; it must not be there already.",
} as const;

/** Asks a second admin for one edit: the version in force with it becomes the next one. */
export async function proposeEdit(world: World, agent: Agent, edit: Edit, reason: string) {
  if (!mayAsk("registry", agent.role)) throw NotAllowed();
  const today = world.now().toISOString().slice(0, 10);
  const registry = edited(world.registry.inForce, edit, today);
  if (typeof registry === "string")
    throw BadInput({ errors: [{ pointer: `/${registry}`, detail: FAULTS[registry] }] });
  return askForChange(world, agent, { kind: "registry", registry }, reason);
}
