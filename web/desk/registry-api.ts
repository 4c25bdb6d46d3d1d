/** The calls of the official channels, and what the signed list says of itself. */
import { ask } from "./api.ts";
import type { Change } from "./house-api.ts";
import type { Words } from "./model.ts";

/** A brand's lists, as they stand in the registry; the first six are what is official. */
export const brandLists = [
  ...(["domains", "hosts", "phones", "senderIds", "signatures", "emailDomains"] as const),
  ...(["keywords", "ambiguous", "innocent", "exceptions"] as const),
] as const;
export const officialLists = brandLists.slice(0, 6);
export const commonLists = ["userContent", "shorteners"] as const;
export type BrandList = (typeof brandLists)[number];
export type CommonList = (typeof commonLists)[number];
export type ListName = BrandList | CommonList;

export type Brand = { id: string; name: Words; tier: 1 | 2 } & Record<BrandList, string[]>;
export type Difference = {
  deed: "added" | "removed";
  list: ListName | "brands";
  brand: string | null;
  value: string;
};
type Waiting = {
  changeId: string;
  version: number;
  askedBy: string;
  askedAt: string;
  expiresAt: string;
  reason: string;
  differences: Difference[];
};
export type Registry = {
  version: number;
  reviewed: string;
  brands: Brand[];
  fromConfiguration: string[];
  waiting: Waiting[];
  mayPropose: boolean;
  people: Record<string, string>;
} & Record<CommonList, string[]>;
export type Version = {
  version: number;
  since: string;
  reviewed: string;
  by?: {
    changeId: string;
    askedBy: string;
    askedAt: string;
    decidedBy: string | null;
    decidedAt: string | null;
    reason: string;
  };
  differences: Difference[];
};
export type Edit = {
  deed: "add" | "remove" | "replace";
  list: ListName;
  brand: string | null;
  value: string;
  by?: string;
};
export type SignedList = { version: number; brands: number; issuedAt: string; validUntil: string };

/** The claims of the list as others get it; whether the signature holds is for those others to check. */
async function signed(): Promise<SignedList> {
  const { payload } = await ask<{ payload: string }>("GET", "/.well-known/official-channels.json");
  const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
    letter.charCodeAt(0),
  );
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as {
    iat: number;
    exp: number;
    version: number;
    brands: unknown[];
  };
  const time = (seconds: number) => new Date(seconds * 1000).toISOString();
  return {
    ...{ version: claims.version, brands: claims.brands.length },
    ...{ issuedAt: time(claims.iat), validUntil: time(claims.exp) },
  };
}

export const channels = {
  read: () => ask<Registry>("GET", "/v1/registry"),
  history: () =>
    ask<{ history: Version[]; people: Record<string, string> }>("GET", "/v1/registry/history"),
  propose: (edit: Edit, reason: string) =>
    ask<{ change: Change }>("POST", "/v1/registry/changes", { ...edit, reason }),
  signed,
};
