/** Acts of a signed-in owner: each may first need a fresh proof, and then goes on by itself. */
import { useState } from "react";
import { call } from "./api.ts";
import type { Ways } from "./me.ts";
import type { Refusal } from "./model.ts";
import { type Method, usePortal, useSend } from "./portal.ts";

type Wanted = {
  method: Method;
  path: string;
  body?: unknown;
  after: (body: never) => void;
};

export type Owner = {
  busy: boolean;
  refusal: Refusal | null;
  /** An act that waits for a fresh proof. */
  waiting: Wanted | null;
  act<T>(method: Method, path: string, body: unknown, after: (body: T) => void): void;
  goOn(): void;
  drop(): void;
  clear(): void;
  reload(): Promise<void>;
};

/** `first`: what a form without scripts was refused with. */
export function useOwner(first: Refusal | null = null): Owner {
  const { set } = usePortal();
  const [waiting, setWaiting] = useState<Wanted | null>(null);
  const { busy, refusal, send, clear } = useSend<unknown>(undefined, first);

  const run = async (wanted: Wanted) => {
    const answer = await send(wanted.method, wanted.path, wanted.body);
    if (!answer) return;
    if (answer.ok) {
      setWaiting(null);
      wanted.after(answer.body as never);
    } else if (answer.refusal.code === "needs-fresh-proof") {
      clear();
      setWaiting(wanted);
    }
  };
  return {
    busy,
    refusal: refusal?.code === "needs-fresh-proof" ? null : refusal,
    waiting,
    act: (method, path, body, after) =>
      void run({ method, path, body, after: after as Wanted["after"] }),
    goOn: () => {
      const wanted = waiting;
      setWaiting(null);
      if (wanted) void run(wanted);
    },
    drop: () => setWaiting(null),
    clear,
    reload: async () => {
      const answer = await call<Ways>("GET", "/v1/me/proofs");
      if (answer.ok) set({ ways: answer.body });
    },
  };
}
