/** The cases behind a figure. No account and no name: a reference, and what it was counted by. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { ask } from "../api.ts";
import { type Behind, type Filter, queryOf } from "./filter.ts";
import type { Head } from "./head.ts";

export type CaseRow = {
  reference: string;
  day: string;
  situation: string;
  risk: "low" | "elevated" | "high";
  locale: "en" | "zh";
  way: string;
  withPeople: boolean;
  outcome: "recovered" | "cancelled" | "refused" | "abandoned" | "expired" | "error" | "open";
  starts: number;
  seconds: number | null;
  waitSeconds: number | null;
  disputed: boolean;
};
export type Cases = Head & { total: number; next: string | null; rows: CaseRow[] };

export const useCases = (filter: Filter, behind: Behind) =>
  useInfiniteQuery({
    queryKey: ["insights", "cases", queryOf(filter, behind)],
    queryFn: ({ pageParam }) =>
      ask<Cases>(
        "GET",
        `/v1/insights/cases?${queryOf(filter, { ...behind, ...(pageParam && { after: pageParam }) })}`,
      ),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
  });
