/** A chat as a page holds it: what was said, what is on its way, and whether the line lives. */
import { useEffect, useRef, useState } from "react";
import { type Chat, joined, lastWhole, type Message, openLine } from "./line.ts";

/** On its way, or not arrived: kept until it is, and sent again under the same id. */
export type Waiting = {
  id: string;
  text: string;
  sure: boolean;
  lastSeen: number;
  failed: boolean;
};
export type Refused = {
  code: string;
  status: number;
  kinds?: string[];
  hosts?: string[];
  contacts?: string[];
  until?: string;
};
export type Sent = { ok: true } | { ok: false; refused: Refused };

export type Held = {
  messages: Message[];
  waiting: Waiting[];
  /** Null: it has not come yet. */
  loaded: boolean;
  failed: boolean;
  canSend: boolean;
  claimant: Chat["claimant"];
  isLive: boolean;
  /** When the line last gave a sign, by this browser's clock. */
  heardAt: number;
  send: (text: string, sure?: boolean) => Promise<Sent>;
  again: (id: string) => Promise<Sent>;
  /** Asks for the whole chat once more. */
  load: () => void;
};

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** @param desk the desk says what it has seen, so that no colleague is talked over */
export function useChat(at: string, given: Chat | null, desk = false): Held {
  const [messages, setMessages] = useState<Message[]>(given?.messages ?? []);
  const [waiting, setWaiting] = useState<Waiting[]>([]);
  const [facts, setFacts] = useState({
    ...{ loaded: given !== null, failed: false, canSend: given?.canSend ?? true },
    claimant: given?.claimant,
  });
  const [line, setLine] = useState({ isLive: true, heardAt: 0 });
  const now = useRef<Message[]>(messages);

  const take = (more: readonly Message[]) => {
    now.current = joined(now.current, more);
    setMessages(now.current);
    const arrived = new Set(more.map(({ id }) => id));
    setWaiting((before) => before.filter(({ id }) => !arrived.has(id)));
  };
  const load = async () => {
    setFacts((before) => ({ ...before, failed: false }));
    const answer = await fetch(`${at}?after=${lastWhole(now.current)}`, {
      credentials: "same-origin",
    }).catch(() => null);
    if (!answer?.ok) return setFacts((before) => ({ ...before, failed: !before.loaded }));
    const chat = (await answer.json()) as Chat;
    take(chat.messages);
    setFacts({
      ...{ loaded: true, failed: false },
      canSend: chat.canSend,
      claimant: chat.claimant,
    });
  };

  useEffect(() => {
    if (!given) void load();
    return openLine({
      at,
      last: () => lastWhole(now.current),
      said: take,
      stands: ({ canSend, isOpen }) =>
        setFacts((before) => ({
          ...before,
          canSend,
          ...(before.claimant &&
            isOpen !== undefined && { claimant: { ...before.claimant, isOpen } }),
        })),
      live: (isLive, heardAt) =>
        setLine((before) =>
          before.isLive === isLive && (isLive || before.heardAt === heardAt)
            ? before
            : { isLive, heardAt },
        ),
    });
  }, [at]);

  const post = async ({ id, text, sure, lastSeen }: Waiting): Promise<Sent> => {
    const lost = () => {
      setWaiting((before) =>
        before.map((each) => (each.id === id ? { ...each, failed: true } : each)),
      );
      return { ok: false, refused: { code: "offline", status: 0 } } as const;
    };
    const answer = await fetch(at, {
      ...{ method: "POST", credentials: "same-origin" },
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ id, text, ...(sure && { sure }), ...(desk && { lastSeen }) }),
    }).catch(() => null);
    if (!answer || answer.status >= 500) return lost();
    const body = await answer.json().catch(() => null);
    if (!body) return lost();
    if (answer.ok) {
      take([(body as { message: Message }).message]);
      return { ok: true };
    }
    // Refused: it is its writer's again.
    setWaiting((before) => before.filter((each) => each.id !== id));
    if (answer.status === 409) void load();
    return { ok: false, refused: { code: "unreadable", ...body, status: answer.status } };
  };

  return {
    ...{ messages, waiting, ...facts, ...line },
    send: (text, sure = false) => {
      const lastSeen = lastWhole(now.current);
      const one = { ...{ id: newId(), text, sure, lastSeen }, failed: false };
      setWaiting((before) => [...before, one]);
      return post(one);
    },
    again: (id) => {
      const one = waiting.find((each) => each.id === id);
      if (!one) return Promise.resolve({ ok: true });
      const fresh = { ...one, failed: false, lastSeen: lastWhole(now.current) };
      setWaiting((before) => before.map((each) => (each.id === id ? fresh : each)));
      return post(fresh);
    },
    load: () => void load(),
  };
}
