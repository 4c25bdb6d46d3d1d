import { useEffect, useMemo, useRef, useState } from "react";
import { call } from "./api.ts";
import { App } from "./app.tsx";
import { serverClock } from "./clock.ts";
import type { Words } from "./i18n.ts";
import { hasEnded, type Recovery } from "./model.ts";
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
  head: { title: string };
};

const POLL_MS = 5_000;

/** Holds what the pages share, and keeps it true: other tabs and the server go on meanwhile. */
export function Root(given: Given) {
  const [href, setHref] = useState(given.href);
  const [state, setState] = useState(given.state);
  const clock = useRef(serverClock(given.state.now, given.monotonic)).current;
  const url = useMemo(() => new URL(href), [href]);
  const { text } = given;
  const zone = state.portal.timeZone ?? "Asia/Shanghai";
  const when = useMemo(() => whenIn(text.lang, zone, clock.now), [text.lang, zone]);

  useEffect(() => {
    const moved = () => setHref(location.href);
    addEventListener("popstate", moved);
    addEventListener("portal:go", moved);
    return () => {
      removeEventListener("popstate", moved);
      removeEventListener("portal:go", moved);
    };
  }, []);

  const set: Portal["set"] = (change) => setState((before) => ({ ...before, ...change }));
  const go: Portal["go"] = (path, options = {}) => {
    set({ refusal: options.refusal ?? null, error: 0, typed: "" });
    history[options.replace ? "replaceState" : "pushState"]({ moved: true }, "", path);
    setHref(location.href);
    scrollTo(0, 0);
  };

  const open = state.recovery !== null && !hasEnded(state.recovery);
  useEffect(() => {
    if (!open) return;
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const answer = await call<{ recovery: Recovery; now: string }>(
        "GET",
        "/v1/recoveries/current",
      );
      if (!answer.ok) return;
      clock.hear(answer.body.now);
      setState((before) => {
        if (before.recovery && hasEnded(before.recovery)) return before;
        const { recovery } = answer.body;
        return same(before.recovery, recovery) ? before : { ...before, recovery };
      });
    };
    const listen = () => void look();
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
  };
  return (
    <PortalContext.Provider value={portal}>
      <App />
    </PortalContext.Provider>
  );
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
