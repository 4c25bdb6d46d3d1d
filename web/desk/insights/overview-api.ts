/** What the overview is answered. */
import { useQuery } from "@tanstack/react-query";
import { ask } from "../api.ts";
import type { Head, PolicyChange } from "./head.ts";
import type { Rate } from "./say.ts";

type Common = { id: string; definition: string; cases: string | null };
export type RateTile = Common & { kind: "rate"; rate: Rate; line: ({ day: string } & Rate)[] };
export type SecondsTile = Common & {
  kind: "seconds";
  n: number;
  /** The median; null of too few. */
  seconds: number | null;
  line: { day: string; n: number; seconds: number | null }[];
};
export type OpenTile = Common & {
  kind: "open";
  /** Now, whatever the period. `dueSoon`: less than 4 hours are left. */
  open: { total: number; onTime: number; dueSoon: number; late: number; paused: number };
  line: { day: string; n: number }[];
};
export type CountTile = Common & { kind: "count"; count: number | null; line: [] };
export type Tile = RateTile | SecondsTile | OpenTile | CountTile;
export type Overview = Head & { tiles: Tile[]; gross: Rate; changes: PolicyChange[] };

/** How many alerts fire now; undefined while it is not known. */
export const useFiring = (): number | undefined =>
  useQuery({
    ...{ queryKey: ["insights", "alerts"], refetchInterval: 60_000, retry: false },
    queryFn: () => ask<{ firing: number }>("GET", "/v1/insights/alerts"),
  }).data?.firing;
