/** One edit of the official channels, and what two versions differ in. Pure: the version that comes of it is checked as any other. */
import type { Brand, Registry } from "./rules.ts";

/** The lists that are edited one entry at a time: a brand's, and those of no brand. */
export const brandLists = [
  ...(["domains", "hosts", "emailDomains", "phones", "senderIds", "signatures"] as const),
  ...(["keywords", "ambiguous", "innocent", "exceptions"] as const),
] as const;
export const commonLists = ["userContent", "shorteners"] as const;
export const lists = [...brandLists, ...commonLists] as const;
export type ListName = (typeof lists)[number];
type BrandList = (typeof brandLists)[number];

export type Edit = {
  deed: "add" | "remove" | "replace";
  list: ListName;
  /** Whose; null for the lists of no brand. */
  brand: string | null;
  value: string;
  /** What takes its place, when it is replaced. */
  by?: string | undefined;
};
/** Why an edit cannot be made: the field at fault. */
export type EditFault = "brand" | "value" | "by";

export const isOfBrand = (list: ListName): list is BrandList =>
  brandLists.some((one) => one === list);

/** Numbers are kept as digits, everything that is looked up in a host in lower case. */
const asKept = (list: ListName, value: string) => {
  const bare = value.trim();
  if (list === "phones") return bare.replace(/[\s()-]/g, "");
  return list === "signatures" || list === "senderIds" || list === "userContent"
    ? bare
    : bare.toLowerCase();
};

function editedList(list: ListName, before: readonly string[], edit: Edit): string[] | EditFault {
  const value = asKept(list, edit.value);
  const by = asKept(list, edit.by ?? "");
  if (value === "") return "value";
  const isThere = before.includes(value);
  if (edit.deed === "add") return isThere ? "value" : [...before, value];
  if (!isThere) return "value";
  if (edit.deed === "remove") return before.filter((one) => one !== value);
  if (by === "" || before.includes(by)) return "by";
  return before.map((one) => (one === value ? by : one));
}

/** The next version with this edit in it, gone through on that day; or the field that is at fault. */
export function edited(registry: Registry, edit: Edit, today: string): Registry | EditFault {
  const next = { ...registry, version: registry.version + 1, reviewed: today };
  const { list } = edit;
  if (!isOfBrand(list)) {
    const entries = editedList(list, registry[list], edit);
    return typeof entries === "string" ? entries : { ...next, [list]: entries };
  }
  const brand = registry.brands.find(({ id }) => id === edit.brand);
  if (!brand) return "brand";
  const entries = editedList(list, brand[list], edit);
  if (typeof entries === "string") return entries;
  const after: Brand = { ...brand, [list]: entries };
  return { ...next, brands: registry.brands.map((one) => (one === brand ? after : one)) };
}

export type Difference = {
  deed: "added" | "removed";
  /** `brands`: the whole brand. */
  list: ListName | "brands";
  brand: string | null;
  value: string;
};

/** What one version has and the other has not, in the order of the lists. */
export function differences(before: Registry, after: Registry): Difference[] {
  const found: Difference[] = [];
  const compare = (
    list: Difference["list"],
    brand: string | null,
    was: readonly string[],
    is: readonly string[],
  ) => {
    const [old, now] = [new Set(was), new Set(is)];
    for (const value of was)
      if (!now.has(value)) found.push({ deed: "removed", list, brand, value });
    for (const value of is) if (!old.has(value)) found.push({ deed: "added", list, brand, value });
  };
  const ids = ({ brands }: Registry) => brands.map(({ id }) => id);
  compare("brands", null, ids(before), ids(after));
  for (const brand of after.brands) {
    const was = before.brands.find(({ id }) => id === brand.id);
    if (was) for (const list of brandLists) compare(list, brand.id, was[list], brand[list]);
  }
  for (const list of commonLists) compare(list, null, before[list], after[list]);
  return found;
}
