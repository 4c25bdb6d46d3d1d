/** What several pages of the house ask for. */
import { useQuery } from "@tanstack/react-query";
import { house } from "./house-api.ts";

/** Others change this meanwhile: asked for whenever a page opens, and every quarter of a minute. */
export const fresh = { staleTime: 0, refetchInterval: 15_000 } as const;
export const useChanges = () =>
  useQuery({ ...fresh, queryKey: ["house", "changes"], queryFn: house.changes });
export const useStaff = (enabled: boolean) =>
  useQuery({ ...fresh, queryKey: ["house", "staff"], queryFn: house.staff, enabled });
export const useLegalHolds = (accountId: string) =>
  useQuery({
    ...fresh,
    queryKey: ["house", "legal-holds", accountId],
    queryFn: () => house.legalHolds(accountId),
  });
