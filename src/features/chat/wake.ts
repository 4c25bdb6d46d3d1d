/** Lines of this process that need not wait for their next look. Only a hint: what is said is read from the database. */
const waiting = new Map<string, Set<() => void>>();

export const wake = (caseId: string) => {
  for (const go of waiting.get(caseId) ?? []) go();
};

/** Calls `go` whenever this process has written in the chat of this case; returns the way to stop that. */
export function onWake(caseId: string, go: () => void): () => void {
  const all = waiting.get(caseId) ?? new Set();
  waiting.set(caseId, all.add(go));
  return () => {
    all.delete(go);
    if (all.size === 0) waiting.delete(caseId);
  };
}
