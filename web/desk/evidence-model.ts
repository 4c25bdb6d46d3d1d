/** Files of a case as the API says them, and how a picture is turned and enlarged. Pure. */
export type EvidenceFile = {
  id: string;
  kind: string;
  state:
    | "checking"
    | "accepted"
    | "unreadable"
    | "quarantined"
    | "rejected"
    | "withdrawn"
    | "deleted";
  type: string | null;
  name: string;
  sizeBytes: number;
  sha256: string | null;
  receivedAt: string;
  isOfAppealed: boolean;
  pages: { width: number; height: number }[];
  facts: {
    width: number;
    height: number;
    pages: number;
    takenAt: string | null;
    madeBy: string | null;
    hadLocation: boolean;
  } | null;
  same: { caseId: string; reference: string }[];
  opened: number;
  verdict: { verdict: string; note: string | null; at: string } | null;
};
export type EvidenceList = { evidence: EvidenceFile[]; canOpen: boolean };
export type Opened = {
  view: { id: string; pages: { width: number; height: number }[]; until: string };
};

export type Reading = {
  confidence: number;
  fields: {
    name: "name" | "id-number" | "birth-date" | "document-number" | "expiry-date";
    value: string;
    check: "passed" | "failed" | "none";
    from: "text" | "zone";
  }[];
  lines: string[];
};

export const verdicts = ["good", "unreadable", "doubtful", "forged"] as const;
export const retakes = ["blurred", "cut-off", "glare", "wrong-side", "other-document"] as const;

/** How a picture lies: in quarter turns, how large, and how far it was moved. */
export type Lie = {
  turns: number;
  flipped: boolean;
  zoom: number;
  bright: number;
  x: number;
  y: number;
};
export const flat: Lie = { turns: 0, flipped: false, zoom: 1, bright: 1, x: 0, y: 0 };
const ZOOM_MAX = 8;
const STEP = 80;

export type Turn = "in" | "out" | "reset" | "rotate" | "flip" | "left" | "right" | "up" | "down";
export function turned(lie: Lie, how: Turn): Lie {
  const zoomed = (zoom: number) => ({ ...lie, zoom, ...(zoom === 1 && { x: 0, y: 0 }) });
  if (how === "in") return zoomed(Math.min(lie.zoom * 1.5, ZOOM_MAX));
  if (how === "out") return zoomed(Math.max(lie.zoom / 1.5, 1));
  if (how === "reset") return flat;
  if (how === "rotate") return { ...lie, turns: (lie.turns + 1) % 4, x: 0, y: 0 };
  if (how === "flip") return { ...lie, flipped: !lie.flipped };
  const dx = how === "left" ? STEP : how === "right" ? -STEP : 0;
  const dy = how === "up" ? STEP : how === "down" ? -STEP : 0;
  return { ...lie, x: lie.x + dx, y: lie.y + dy };
}

/** Moved first, as the screen lies; then enlarged, turned and mirrored. */
export const transformOf = ({ turns, flipped, zoom, x, y }: Lie) =>
  `translate(${x}px, ${y}px) scale(${zoom}) rotate(${turns * 90}deg) scaleX(${flipped ? -1 : 1})`;
