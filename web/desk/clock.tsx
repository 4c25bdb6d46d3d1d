/** The clock of a promise: a square that fills, a diamond from three quarters on; never colour alone. */
import { useEffect, useState } from "react";
import { type Text, useText } from "./i18n.ts";
import { clockOf, type Row, stepOf } from "./model.ts";

const TICK_MS = 20_000;

/** The server's time, told on by this browser's own clock: `asOf` is when the answer came. */
export function useNow(serverNow: string | undefined): number {
  const [offset, setOffset] = useState(0);
  const [, turn] = useState(0);
  useEffect(() => {
    if (serverNow) setOffset(Date.parse(serverNow) - Date.now());
  }, [serverNow]);
  useEffect(() => {
    const timer = setInterval(() => turn((n) => n + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Date.now() + offset;
}

export function clockWords({ t }: Text, row: Row, now: number): string {
  const clock = clockOf(row, now);
  if (!("hours" in clock))
    return t(clock.is === "closed" ? "clock.closed" : `clock.paused.${row.waitingFor ?? "us"}`);
  const { hours, minutes } = clock;
  const size = hours > 0 ? t("clock.hours", { hours, minutes }) : t("clock.minutes", { minutes });
  return t(clock.is === "late" ? "clock.late" : "clock.left", { size });
}

export function ClockChip({ row, now }: { row: Row; now: number }) {
  const text = useText();
  const clock = clockOf(row, now);
  const share = "share" in clock ? Math.min(clock.share, 1) : 0;
  const height = 12.5 * (1 - share);
  const look = { soon: "soon", late: "late", paused: "pz", closed: "pz", left: "" }[clock.is];
  return (
    <span className={`ck ${look}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {clock.is === "late" ? <path className="f" d="M8 .5 15.5 8 8 15.5 .5 8z" /> : null}
        {clock.is === "soon" ? (
          <>
            <path className="o" d="M8 1.2 14.8 8 8 14.8 1.2 8z" />
            <path className="f" d="M8 14.8 1.2 8 3.6 5.6H12.4L14.8 8z" />
          </>
        ) : null}
        {clock.is === "left" ? (
          <>
            <rect className="o" x="1.75" y="1.75" width="12.5" height="12.5" rx="1" />
            <rect className="f" x="1.75" y={14.25 - height} width="12.5" height={height} />
          </>
        ) : null}
        {look === "pz" ? <path className="f" d="M4 3h3v10H4zM9 3h3v10H9z" /> : null}
      </svg>
      {clockWords(text, row, now)}
    </span>
  );
}

export function Risk({ of }: { of: Row["risk"] }) {
  const { t } = useText();
  const look = { low: "lo", elevated: "el", high: "hi" }[of];
  return (
    <span className={`risk ${look}`}>
      <span className="w" aria-hidden="true">
        {[1, 2, 3].map((step) => (
          <i key={step} className={step <= stepOf(of) ? "on" : ""} />
        ))}
      </span>
      {t(`risk.${of}`)}
    </span>
  );
}
