/** Fills that are told apart without their colour, in the order of their use. */
export const fills = ["solid", "stripes", "dots", "grid", "hollow", "dense"] as const;
export type Fill = (typeof fills)[number] | "gap";
export const fillOf = (n: number): Fill => fills[n % fills.length] ?? "solid";

/** `id` is the chart's own: two charts on a page do not share their patterns. */
export function Patterns({ id }: { id: string }) {
  const box = { width: 8, height: 8, patternUnits: "userSpaceOnUse" } as const;
  return (
    <defs>
      <pattern id={`${id}-solid`} {...box}>
        <rect className="pf" width="8" height="8" />
      </pattern>
      <pattern id={`${id}-stripes`} {...box} patternTransform="rotate(45)">
        <rect className="pb" width="8" height="8" />
        <rect className="pf" width="4" height="8" />
      </pattern>
      <pattern id={`${id}-dots`} {...box}>
        <rect className="pb" width="8" height="8" />
        <circle className="pf" cx="4" cy="4" r="2" />
      </pattern>
      <pattern id={`${id}-grid`} {...box}>
        <rect className="pb" width="8" height="8" />
        <path className="ps" d="M0 4H8M4 0V8" />
      </pattern>
      <pattern id={`${id}-hollow`} {...box}>
        <rect className="pb" width="8" height="8" />
      </pattern>
      <pattern id={`${id}-dense`} {...box} patternTransform="rotate(-45)">
        <rect className="pb" width="8" height="8" />
        <rect className="pf" width="2" height="8" />
      </pattern>
      <pattern id={`${id}-gap`} {...box} patternTransform="rotate(45)">
        <rect className="pb" width="8" height="8" />
        <path className="pg" d="M0 0V8" />
      </pattern>
    </defs>
  );
}

export const fillUrl = (id: string, fill: Fill) => `url(#${id}-${fill})`;

/** A square of the fill, for a legend. */
export const Swatch = ({ id, fill }: { id: string; fill: Fill }) => (
  <svg width="16" height="12" aria-hidden="true">
    <rect className="bar-edge" x="1" y="1" width="14" height="10" fill={fillUrl(id, fill)} />
  </svg>
);
