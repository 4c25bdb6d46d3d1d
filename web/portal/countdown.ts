import { useEffect, useRef, useState } from "react";
import { secondsUntil, spoken } from "./clock.ts";
import { usePortal } from "./portal.ts";

/** Whole seconds left until a moment of the server's time; `tell` hears 30, 10 and 0 once each. */
export function useCountdown(until: string | null, tell?: (mark: number) => void): number {
  const { clock } = usePortal();
  const read = () => (until ? secondsUntil(until, clock.now()) : 0);
  const [left, setLeft] = useState(read);
  const before = useRef(left);
  const say = useRef(tell);
  say.current = tell;
  useEffect(() => {
    const tick = () => {
      const now = read();
      const mark = spoken(before.current, now);
      before.current = now;
      setLeft(now);
      if (mark !== null) say.current?.(mark);
      if (now === 0) clearInterval(timer);
    };
    before.current = read();
    setLeft(before.current);
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [until]);
  return left;
}
