/** What every page can reach: the words, the time, the recovery, and a way to act and to go on. */
import { createContext, useContext, useEffect, useRef, useState } from "react";
import type { Chat } from "../shared/line.ts";
import { type Answer, call, mayRetry, newKey } from "./api.ts";
import type { Approvals } from "./approvals.ts";
import type { Device, Erasure, Health, Nudge, OwnFile, Rehearsed } from "./centre.ts";
import type { Judged } from "./check/check.tsx";
import type { Did } from "./check/reported.tsx";
import type { Clock } from "./clock.ts";
import type { ContactPage, HelperAsk } from "./contacts/facts.ts";
import type { Evidence } from "./evidence.ts";
import type { GuideFacts, HelpFacts } from "./help/facts.ts";
import type { Words as Text } from "./i18n.ts";
import type { Lock } from "./lock.ts";
import type { Holds, Me, OwnFace, Ways } from "./me.ts";
import type { Case, PortalFacts, Recovery, Refusal, Words } from "./model.ts";
import type { Done } from "./passkey/approvals.tsx";
import type { Asked } from "./passkey/ask.tsx";
import type { PackDraft, Packs } from "./police/pack.ts";
import type { Reports } from "./police/report.ts";
import type { When } from "./when.ts";

/** What the server hands the page, and what the browser starts from. */
export type State = {
  portal: PortalFacts;
  now: string;
  recovery: Recovery | null;
  /** What people have of this recovery. */
  case?: Case | null;
  /** Files of that case. */
  evidence?: Evidence | null;
  /** What was written in it, on the page of the chat. */
  chat?: Chat | null;
  /** Recovery codes that took the place of used ones: shown once, on the page after. */
  newCodes?: string[];
  me?: Me | null;
  ways?: Ways | null;
  face?: OwnFace | null;
  lock?: Lock | null;
  holds?: Holds | null;
  /** On the pages of the security centre that show them. */
  devices?: Device[] | null;
  health?: Health | null;
  files?: OwnFile[] | null;
  erasure?: { erasure: Erasure | null } | null;
  /** One way back in that is worth adding, once a month at most. */
  nudge?: Nudge | null;
  rehearsed?: Rehearsed | null;
  /** The owner's record, a page of it. */
  activity?: { entries: Entry[]; next: string | null } | null;
  /** Reports that the owner follows. */
  reports?: Reports | null;
  /** Files for the police, and what one can be made of. */
  packs?: Packs | null;
  draft?: { draft: PackDraft } | null;
  /** What this device is asked to approve, and what came of a form without scripts. */
  approvals?: Approvals | null;
  asked?: Asked | null;
  answered?: Done | null;
  /** What the shield says of a caller's code. */
  check?: Checked | null;
  /** And of what somebody pasted. */
  judged?: Judged | null;
  /** It was reported, with what had been done by then. */
  reported?: Did | null;
  /** What a contact is asked, and a contact's own page. */
  helper?: HelperAsk | null;
  contactPage?: ContactPage | null;
  /** Of the help pages, and one article of them. */
  help?: HelpFacts | null;
  guide?: GuideFacts | null;
  /** "Somebody is guiding me" was said; nothing loosens before. */
  guidedUntil?: string;
  /** From a form without scripts: what was refused, and what had been typed. */
  refusal?: Refusal | null;
  typed?: string;
  /** Set when this is not a page of the portal but an error: 404, 410, 429, 500. */
  error?: number;
};

export type Entry = { id: string; at: string; text: { en: string; zh: string } };
export type Checked = {
  verdict: "official" | "suspicious";
  reasons: { code: string; text: { en: string; zh: string } }[];
};

export type Portal = {
  url: URL;
  text: Text;
  when: When;
  clock: Clock;
  state: State;
  large: boolean;
  csrf: string;
  formKey: string;
  operator: string;
  /** Titles are collected here while the server renders, and what the page says to machines. */
  head: { title: string; data?: object };
  /** Something a page wants to say on the next page. */
  go(path: string, options?: { replace?: boolean; refusal?: Refusal | null }): void;
  set(change: Partial<State>): void;
  /** Asks the server how things stand, at once. */
  look(): Promise<void>;
};

export const PortalContext = createContext<Portal | null>(null);

export function usePortal(): Portal {
  const portal = useContext(PortalContext);
  if (!portal) throw new Error("outside of the portal");
  return portal;
}

export const inWords = (words: Words, lang: "en" | "zh") =>
  typeof words === "string" ? words : words[lang];

export type Method = "POST" | "PUT" | "DELETE";

export type Sender<T> = {
  busy: boolean;
  refusal: Refusal | null;
  send(method: Method, path: string, body?: unknown): Promise<Answer<T> | null>;
  clear(): void;
};

/**
 * One act of a page. A second press while the first is under way does nothing; a retry of the same
 * act carries the same key; when the network was gone, the act is sent again as soon as it is back.
 */
export function useSend<T>(then?: (body: T) => void, first: Refusal | null = null): Sender<T> {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(first);
  const intent = useRef<{ id: string; key: string } | null>(null);
  const under = useRef(false);
  const again = useRef<(() => void) | null>(null);
  const next = useRef(then);
  next.current = then;

  useEffect(() => {
    const resume = () => again.current?.();
    addEventListener("online", resume);
    return () => removeEventListener("online", resume);
  }, []);

  const send: Sender<T>["send"] = async (method, path, body) => {
    if (under.current) return null;
    under.current = true;
    again.current = null;
    setBusy(true);
    const id = `${method} ${path} ${JSON.stringify(body) ?? ""}`;
    if (intent.current?.id !== id) intent.current = { id, key: newKey() };
    const answer = await call<T>(method, path, body, intent.current.key);
    under.current = false;
    setBusy(false);
    if (answer.ok || !mayRetry(answer.refusal)) intent.current = null;
    if (answer.ok) {
      setRefusal(null);
      next.current?.(answer.body);
    } else {
      if (answer.refusal.code === "offline") again.current = () => void send(method, path, body);
      setRefusal(answer.refusal);
    }
    return answer;
  };
  return { busy, refusal, send, clear: () => setRefusal(null) };
}

/** Sets the recovery from an answer and goes where it continues. */
export const store = {
  get: (name: string): string => {
    try {
      return sessionStorage.getItem(name) ?? "";
    } catch {
      return "";
    }
  },
  put: (name: string, value: string) => {
    try {
      sessionStorage.setItem(name, value);
    } catch {
      // A browser that stores nothing still recovers an account; only a sentence is less specific.
    }
  },
};
