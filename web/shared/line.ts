/**
 * A chat's line to the server: one a browser, whichever of its windows holds it. Messages are numbered, so
 * nothing depends on the line: whoever finds a number missing asks for what came after the last one they have.
 */

export type Message = {
  seq: number;
  from: "claimant" | "desk";
  text: string;
  at: string;
  /** Of one's own: what one called it. */
  id?: string;
};
export type Chat = {
  messages: Message[];
  last: number;
  canSend: boolean;
  now: string;
  claimant?: { isOpen: boolean; canBeTold: boolean; locale: string };
};
export type Stand = { last: number; canSend: boolean; now: string; isOpen?: boolean };

/** Signs of life come every 15 s: two that are missing, and the line is dead. */
const STALE_MS = 35_000;
/** A line that breaks comes back in 2 s, as a rule: so long nobody is told. */
const GRACE_MS = 4_000;
const AGAIN_MS = [1_000, 2_000, 5_000, 10_000];

type Ears = {
  /** Where the chat is: its messages there, the line at `/events`. */
  at: string;
  /** The newest number without a gap before it. */
  last: () => number;
  said: (messages: Message[]) => void;
  stands: (stand: Stand) => void;
  /** Whether the line lives; `heardAt`: when it last gave a sign, by this browser's clock. */
  live: (is: boolean, heardAt: number) => void;
};

type Note = { is: "said"; message: Message } | { is: "stand"; stand: Stand } | { is: "broken" };

/** Opens the line and returns the way to close it. */
export function openLine({ at, last, said, stands, live }: Ears): () => void {
  const closing = new AbortController();
  const { signal } = closing;
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(at);
  let heardAt = Date.now();
  let brokenAt = 0;
  let tries = 0;
  let source: EventSource | null = null;
  let isLeading = false;
  let again: ReturnType<typeof setTimeout> | undefined;

  const judge = () => {
    const now = Date.now();
    const isStale = now - heardAt > STALE_MS || (brokenAt > 0 && now - brokenAt > GRACE_MS);
    live(!isStale, heardAt);
    // A line that is silent and says that it is open is none.
    if (isStale && isLeading && source?.readyState === 1) lead();
  };

  /** What is missing is asked for; what is asked for is heard once, because numbers say what is new. */
  let asking: Promise<void> | null = null;
  const ask = () => {
    asking ??= (async () => {
      try {
        for (let more = true; more && !signal.aborted; ) {
          const answer = await fetch(`${at}?after=${last()}`, {
            credentials: "same-origin",
            signal,
          });
          if (!answer.ok) return;
          const chat = (await answer.json()) as Chat;
          said(chat.messages);
          more = chat.messages.length > 0 && last() < chat.last;
        }
      } catch {
        // The next sign of life asks again.
      }
    })().finally(() => {
      asking = null;
    });
    return asking;
  };

  const hear = (note: Note) => {
    if (note.is === "broken") {
      brokenAt ||= Date.now();
      return;
    }
    heardAt = Date.now();
    brokenAt = 0;
    if (note.is === "said") {
      const { message } = note;
      if (message.seq <= last() + 1) said([message]);
      else void ask();
    } else {
      stands(note.stand);
      if (note.stand.last > last()) void ask();
    }
    judge();
  };
  const tell = (note: Note) => {
    channel?.postMessage(note);
    hear(note);
  };

  function lead() {
    clearTimeout(again);
    source?.close();
    if (signal.aborted) return;
    const opened = new EventSource(`${at}/events?after=${last()}`);
    source = opened;
    opened.addEventListener("said", ({ data }) =>
      tell({ is: "said", message: JSON.parse(data) as Message }),
    );
    opened.addEventListener("stand", ({ data }) => {
      tries = 0;
      tell({ is: "stand", stand: JSON.parse(data) as Stand });
    });
    opened.onerror = () => {
      tell({ is: "broken" });
      // Refused for now (2 is closed): a browser does not try again by itself.
      if (opened.readyState === 2 && source === opened)
        again = setTimeout(lead, AGAIN_MS[Math.min(tries++, AGAIN_MS.length - 1)]);
    };
  }

  if (channel) channel.onmessage = ({ data }) => hear(data as Note);
  const begin = () => {
    isLeading = true;
    lead();
    return new Promise<void>((done) => signal.addEventListener("abort", () => done()));
  };
  // Of several windows one holds the lock and the line; when it closes, the next one has both.
  if (channel && navigator.locks)
    void navigator.locks.request(`line:${at}`, { signal }, begin).catch(() => {});
  else void begin();

  const timer = setInterval(judge, 1_000);
  const back = () => {
    if (document.visibilityState !== "visible") return;
    void ask();
    if (isLeading && source?.readyState !== 1) lead();
  };
  document.addEventListener("visibilitychange", back);
  addEventListener("online", back);
  return () => {
    closing.abort();
    clearInterval(timer);
    clearTimeout(again);
    source?.close();
    channel?.close();
    document.removeEventListener("visibilitychange", back);
    removeEventListener("online", back);
  };
}

/** Both in the order of their numbers, each once; up to the first gap it counts as had. */
export function joined(before: readonly Message[], more: readonly Message[]): Message[] {
  const all = new Map(before.map((message) => [message.seq, message]));
  for (const message of more) all.set(message.seq, { ...all.get(message.seq), ...message });
  return [...all.values()].sort((a, b) => a.seq - b.seq);
}

export function lastWhole(messages: readonly Message[]): number {
  let last = 0;
  for (const { seq } of messages) {
    if (seq !== last + 1) break;
    last = seq;
  }
  return last;
}
