/** Acting on the recovery of this browser: each act takes the answer and goes where it continues. */
import type { Answer } from "./api.ts";
import {
  type Challenge,
  hasEnded,
  type ProofKind,
  pageFor,
  pageOfProof,
  type Recovery,
  type Refusal,
} from "./model.ts";
import { type Sender, store, usePortal, useSend } from "./portal.ts";

export function useRecovery(): Recovery {
  const { state } = usePortal();
  if (!state.recovery) throw new Error("this page needs a recovery");
  return state.recovery;
}

type Acted = { recovery: Recovery; recoveryCodes?: string[] };

/** An act whose answer is the recovery. */
export function useAct(): Sender<Acted> {
  const { set, go, state } = usePortal();
  return useSend<Acted>(({ recovery, recoveryCodes }) => {
    if (hasEnded(recovery)) store.put("typed", "");
    set({ recovery, ...(recoveryCodes && { newCodes: recoveryCodes }) });
    go(pageFor(recovery, state.case));
  }, state.refusal ?? null);
}

type Asking = Sender<{ challenge: Challenge }> & { ask(proof: ProofKind): Promise<void> };

/** Asks for a proof: a sent code first, then its page; the others just have a page. */
export function useAsk(first: Refusal | null = null): Asking {
  const { set, go, state, clock } = usePortal();
  const sender = useSend<{ challenge: Challenge }>(({ challenge }) => {
    clock.passed(challenge.sentAt);
    if (state.recovery) set({ recovery: { ...state.recovery, challenge } });
    go("/recover/code");
  }, first);
  return {
    ...sender,
    ask: async (proof) => {
      const page = pageOfProof(proof);
      if (page !== "/recover/code") go(page);
      else await sender.send("POST", `/v1/recoveries/${state.recovery?.id}/challenges`, { proof });
    },
  };
}

export const refusalOf = (answer: Answer<unknown> | null) =>
  answer && !answer.ok ? answer.refusal : null;
