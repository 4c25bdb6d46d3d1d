/**
 * Which topic a post is about: first the gate and the rules, by what its title says. Pure, and linear in what it looks at, which
 * is bounded: a headline of a megabyte is judged by its beginning. How it was made and how good it is:
 * docs/decisions/0041-topic-labels.md.
 */
import { clean, folded } from "../shield/index.ts";
import { firstRule } from "./rules.ts";
import { rulesEn } from "./rules-en.ts";
import { rulesZh } from "./rules-zh.ts";
import { OTHER } from "./taxonomy.ts";

/** `lang` is not needed: what is written says in what script. `category` is the source's own word for the kind of post. */
export type Post = { title: string; text?: string; lang?: string; category?: string };

/** `by` says why: "rule:<name>", "model", "category", or "gate" for what speaks of no topic. `score` is 0 to 1. */
export type Label = { topic: string; by: string; score: number };

/** Of rules and weights together: a post keeps the one that it was labelled with. */
export const VERSION = 1;

/** Signs of a title that are looked at; headlines have 10 to 120, questions of customers up to 400. */
const LONGEST = 600;

const read = (title: string) => folded(clean(title.slice(0, LONGEST))).replace(/#/g, "");

export function classify({ title }: Post): Label {
  const text = read(title);
  const rule = firstRule(/[\u4e00-\u9fff]/.test(text) ? rulesZh : rulesEn, text);
  if (!rule) return { topic: OTHER, by: "gate", score: 0 };
  return { topic: rule.topic, by: `rule:${rule.name}`, score: 1 };
}
