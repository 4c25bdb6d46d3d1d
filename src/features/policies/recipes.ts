/** A path spelled out: every choice of one wish a slot whose classes all differ. */
import {
  classOf,
  type Path,
  type ProofKind,
  type ProofWish,
  proofKinds,
  type Slot,
  type SlotOption,
} from "./words.ts";

/** In the order of `proofKinds`, so that what is used and what is missing come out in that order. */
export type Recipe = readonly ProofWish[];

export const order = (kind: ProofKind) => proofKinds.indexOf(kind);

export const asWish = (option: SlotOption): ProofWish =>
  typeof option === "string" ? { kind: option } : option;

export const wishesOf = (slot: Slot): ProofWish[] =>
  (Array.isArray(slot) ? slot : [slot]).map(asWish);

const known = new WeakMap<Path, Recipe[]>();

/** Policies never change while they are in use, so each path is spelled out once. */
export function recipesOf(path: Path): Recipe[] {
  const before = known.get(path);
  if (before) return before;
  const recipes = spell(path);
  known.set(path, recipes);
  return recipes;
}

function spell(path: Path): Recipe[] {
  let recipes: ProofWish[][] = [[]];
  for (const slot of path.all)
    recipes = recipes.flatMap((recipe) =>
      wishesOf(slot)
        .filter((wish) => recipe.every((other) => classOf[other.kind] !== classOf[wish.kind]))
        .map((wish) => [...recipe, wish]),
    );
  for (const recipe of recipes) recipe.sort((a, b) => order(a.kind) - order(b.kind));
  return [...new Map(recipes.map((recipe) => [JSON.stringify(recipe), recipe])).values()];
}
