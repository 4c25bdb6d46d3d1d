/** What every answer of insights begins with, and how it is asked for. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ask } from "../api.ts";
import type { Words } from "../model.ts";
import { type Filter, queryOf } from "./filter.ts";

export type Head = {
  /** Days of the operator's zone, both in it. Cases that began after `closedTo` may still end. */
  period: { from: string; to: string; zone: string; days: number; closedTo: string };
  filter: Filter;
  tier: "production" | "demo";
  definitions: number;
  /** Up to when events are counted; null: the first count is under way. */
  freshAt: string | null;
  stale: boolean;
};
/** A version of a policy that came into force. */
export type PolicyChange = { day: string; at: string; policy: string; version: number };

const MINUTE_MS = 60_000;

/** One answer. While another filter is asked for, what is shown stays. */
export const useFigures = <T>(name: string, filter: Filter, more: Record<string, string> = {}) => {
  const query = queryOf(filter, more);
  return useQuery({
    ...{ queryKey: ["insights", name, query], refetchInterval: MINUTE_MS },
    queryFn: () => ask<T>("GET", `/v1/insights/${name}?${query}`),
    placeholderData: keepPreviousData,
  });
};

export type Definition = {
  id: string;
  name: Words;
  formula: Words;
  version: number;
  owner: string;
  page: string;
  unit: "rate" | "seconds" | "count";
  /** Of the last recount of everything; null: not recounted. */
  checkedAt: string | null;
  differences: number | null;
};
export type Definitions = Omit<Head, "definitions"> & {
  definitions: Definition[];
  health: {
    freshAt: string | null;
    stale: boolean;
    facts: number;
    backfilled: boolean;
    recount: { at: string; day: string; cases: number; differences: number } | null;
    missing: { type: string; lastAt: string | null; silentHours: number; usualHours: number }[];
  };
};

export const useDefinitions = () =>
  useQuery({
    ...{ queryKey: ["insights", "definitions"], refetchInterval: MINUTE_MS },
    queryFn: () => ask<Definitions>("GET", "/v1/insights/definitions"),
  });

/** One definition, for the `i` beside its figure. */
export const useDefinition = (id: string): Definition | undefined =>
  useDefinitions().data?.definitions.find((each) => each.id === id);
