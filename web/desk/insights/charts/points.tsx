/**
 * The points of a chart, one stop of the Tab key: arrows go from one to the next, Home and End to the first and the
 * last. Each says its value when it is reached, and shows it on hovering.
 */
import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useRef,
  useState,
} from "react";

const At = createContext(0);
const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

type Points = { count: number; label: string; hint?: string; children: ReactNode };

/** `hint`: shown below until a point is reached; then the point's value stands there. Without, there is no such line. */
export function Points({ count, label, hint, children }: Points) {
  const [chosen, choose] = useState(0);
  const [told, tell] = useState("");
  const box = useRef<HTMLFieldSetElement>(null);
  const at = Math.min(chosen, Math.max(count - 1, 0));
  const reach = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? count - 1 : step && at + step;
    if (to === undefined || to < 0 || to >= count) return;
    if (!(event.target as Element).matches("[data-point]")) return;
    event.preventDefault();
    choose(to);
    box.current?.querySelector<SVGElement>(`[data-point="${to}"]`)?.focus();
  };
  return (
    <At value={at}>
      <fieldset
        className="points"
        aria-label={label}
        ref={box}
        onKeyDown={reach}
        onFocus={({ target }) => {
          const point = target.getAttribute("data-point");
          if (point === null) return;
          choose(Number(point));
          tell(target.getAttribute("aria-label") ?? "");
        }}
      >
        {children}
      </fieldset>
      {hint ? (
        <p className="m told" aria-hidden="true">
          {told || hint}
        </p>
      ) : null}
    </At>
  );
}

/** `n` counts from 0 through the whole chart. */
export function Point({ n, said, children }: { n: number; said: string; children: ReactNode }) {
  const at = useContext(At);
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a value that can be read with the keyboard.
    <g className="point" role="img" aria-label={said} tabIndex={n === at ? 0 : -1} data-point={n}>
      <title>{said}</title>
      {children}
    </g>
  );
}

type Plot = { width: number; height: number; lines?: boolean; children: ReactNode };

/** The drawing of a chart: its name stands at its points' group, its values at its points. */
export const Plot = ({ width, height, lines, children }: Plot) => (
  <svg className={lines ? "plot lines" : "plot"} width={width} height={height} role="presentation">
    {children}
  </svg>
);
