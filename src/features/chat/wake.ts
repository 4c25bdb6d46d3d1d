/** Lines of this server that need not wait for their next look. Only a hint: what is said is read from the database. */
import type { World } from "../../core/world.ts";

type Waiting = Map<string, Set<() => void>>;
/** One a server: its ports are its own, in a process of several too. */
const servers = new WeakMap<World["ports"], Waiting>();

export function wake({ ports }: World, caseId: string): void {
  for (const go of servers.get(ports)?.get(caseId) ?? []) go();
}

/** Calls `go` whenever this server has written in the chat of this case; returns the way to stop that. */
export function onWake({ ports }: World, caseId: string, go: () => void): () => void {
  const waiting: Waiting = servers.get(ports) ?? new Map();
  servers.set(ports, waiting);
  const all = waiting.get(caseId) ?? new Set();
  waiting.set(caseId, all.add(go));
  return () => {
    all.delete(go);
    if (all.size === 0) waiting.delete(caseId);
  };
}
