import { useEffect, useMemo, useRef, useState } from "react";
import { call } from "./api.ts";
import { App, hasCamera } from "./app.tsx";
import { serverClock } from "./clock.ts";
import type { Words } from "./i18n.ts";
import { type Case, hasEnded, type Recovery } from "./model.ts";
import { inWords, type Portal, PortalContext, type State } from "./portal.ts";
import { whenIn } from "./when.ts";

export type Given = {
  href: string;
  text: Words;
  large: boolean;
  csrf: string;
  formKey: string;
  state: State;
  monotonic: () => number;
  /** Brings the page of a path that comes later; null when it is there. */
  load?: (path: string) => Promise<void> | null;
  head: { title: string; data?: object };
};

const POLL_MS = 5_000;

type Heard = { recovery: Recovery; now: string };

/** Pages that show what people have decided, or may be about to. */
const asksPeople = (path: string) => path.startsWith("/recover/case");

/** Holds what the pages share, and keeps it true: other tabs and the server go on meanwhile. */
export function Root(given: Given) {
  const [href, setHref] = useState(given.href);
  const [state, setState] = useState(given.state);
  const clock = useRef(serverClock(given.state.now, given.monotonic)).current;
  const url = useMemo(() => new URL(href), [href]);
  const { text } = given;
  const zone = state.portal.timeZone ?? "Asia/Shanghai";
  const when = useMemo(() => whenIn(text.lang, zone, clock.now), [text.lang, zone]);

  const load = given.load ?? (() => null);
  useEffect(() => {
    const moved = () => {
      const coming = load(location.pathname);
      if (coming) void coming.then(moved, () => location.reload());
      else setHref(location.href);
    };
    addEventListener("popstate", moved);
    addEventListener("portal:go", moved);
    return () => {
      removeEventListener("popstate", moved);
      removeEventListener("portal:go", moved);
    };
  }, []);

  const set: Portal["set"] = (change) => setState((before) => ({ ...before, ...change }));
  const go: Portal["go"] = (path, options = {}) => {
    if (hasCamera(path) !== hasCamera(location.pathname)) return location.assign(path);
    const coming = load(path.replace(/[?#].*/, ""));
    if (coming)
      return void coming.then(
        () => go(path, options),
        () => location.assign(path),
      );
    set({ refusal: options.refusal ?? null, error: 0, typed: "" });
    history[options.replace ? "replaceState" : "pushState"]({ moved: true }, "", path);
    setHref(location.href);
    scrollTo(0, 0);
  };

  const look = async () => {
    const answer = await call<Heard>("GET", "/v1/recoveries/current");
    if (!answer.ok) {
      // It goes on in another browser, and this one has no part in it any more.
      if (answer.refusal.code === "no-recovery") set({ recovery: null, case: null });
      return;
    }
    clock.hear(answer.body.now);
    const held = asksPeople(location.pathname)
      ? await call<{ case: Case }>("GET", "/v1/recoveries/current/case")
      : null;
    setState((before) => {
      const { recovery } = answer.body;
      // What has ended stays as it was told, until another claim has taken its place.
      const ended = before.recovery && hasEnded(before.recovery);
      if (ended && before.recovery?.id === recovery.id) return before;
      const now = held?.ok ? held.body.case : before.case;
      return same([before.recovery, before.case], [recovery, now])
        ? before
        : { ...before, recovery, case: now ?? null };
    });
  };
  const open = state.recovery !== null && !hasEnded(state.recovery);
  useEffect(() => {
    if (!open) return;
    const listen = () => void (document.visibilityState === "visible" && look());
    const timer = setInterval(listen, POLL_MS);
    document.addEventListener("visibilitychange", listen);
    addEventListener("focus", listen);
    addEventListener("pageshow", listen);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", listen);
      removeEventListener("focus", listen);
      removeEventListener("pageshow", listen);
    };
  }, [open]);

  const portal: Portal = {
    url,
    text,
    when,
    clock,
    state,
    large: given.large,
    csrf: given.csrf,
    formKey: given.formKey,
    operator: inWords(state.portal.operator.name, text.lang),
    head: given.head,
    go,
    set,
    look,
  };
  return (
    <PortalContext.Provider value={portal}>
      <App />
    </PortalContext.Provider>
  );
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
