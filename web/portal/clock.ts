/**
 * Time as the server tells it. The device's own clock is never asked: it may be wrong, and a thief
 * may set it. Between two answers the monotonic counter carries the server's time on.
 */
export type Clock = {
  now(): number;
  hear(now: string): void;
  /** This moment has passed at the server: the clock may be set forward by it, never back. */
  passed(at: string): void;
};

export function serverClock(first: string, monotonic: () => number): Clock {
  let skewMs = Date.parse(first) - monotonic();
  const now = () => skewMs + monotonic();
  return {
    now,
    passed: (at) => {
      const passed = Date.parse(at);
      if (passed > now()) skewMs = passed - monotonic();
    },
    hear: (now) => {
      const heard = Date.parse(now);
      if (Number.isFinite(heard)) skewMs = heard - monotonic();
    },
  };
}

export const secondsUntil = (until: string, nowMs: number): number =>
  Math.max(0, Math.ceil((Date.parse(until) - nowMs) / 1000));

const marks = [0, 10, 30];

/**
 * What a countdown says aloud when it moves from `before` to `left` seconds: only at 30, 10 and 0,
 * so that a screen reader is not flooded. Null: say nothing.
 */
export function spoken(before: number, left: number): number | null {
  if (left >= before) return null;
  return marks.find((mark) => left <= mark && before > mark) ?? null;
}
