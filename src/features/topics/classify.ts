/**
 * Which topic a post is about: rules by what its title says, then a learned model for what no rule names, and `other` for
 * whatever it is not sure of. Pure, and linear in what it looks at, which is bounded: a headline of a megabyte is
 * judged by its beginning. How it was made and how good it is: docs/decisions/0041-topic-labels.md.
 */
import { clean, folded } from "../shield/index.ts";
import { isGated } from "./gate.ts";
import { likeliest, type Model, shipped } from "./model.ts";
import { firstRule } from "./rules.ts";
import { rulesEn } from "./rules-en.ts";
import { rulesZh } from "./rules-zh.ts";
import { isLabel, OTHER } from "./taxonomy.ts";

/**
 * `lang` is not needed: what is written says in what script. `category` is the source's own word for the kind of post; where it is one
 * of our topics, somebody who knows the post has said so, as the operator's ticket system may.
 */
export type Post = { title: string; text?: string; lang?: string; category?: string };

/** `by` says why: "rule:<name>", "model", "category", or "gate" for what speaks of no topic. `score` is 0 to 1. */
export type Label = { topic: string; by: string; score: number };

/** Of rules and weights together: a post keeps the one that it was labelled with. */
export const VERSION = 1;

/** Signs of a title that are looked at; headlines have 10 to 120, questions of customers up to 400. */
const LONGEST = 600;
/** Of the text below a title. */
const BELOW = 160;
/** Below this the model says nothing: of 19 labels a lukewarm one has 0.05. */
const SURE = 0.2;
/** So many features of a title have to be known to the model. */
const FEWEST = 2;
/** How much a rule counts against the model, in logits: it is outweighed by one that is very sure, and by no other. */
const RULE = 5;

/** A title as rules and model read it: see `folded` of the shield. */
export const readTitle = (title: string) =>
  folded(clean(title.slice(0, LONGEST))).replaceAll("#", "");

export const isChinese = (text: string) => /[\u4e00-\u9fff]/.test(text);

export function classifyBy(model: Model, { title: given, text: more, category }: Post): Label {
  if (category && category !== OTHER && isLabel(category))
    return { topic: category, by: "category", score: 1 };
  // Cut before anything is put behind it: joining copies the whole of a title of a megabyte.
  const title = given.slice(0, LONGEST);
  const label = labelOf(model, title);
  // Where a title says nothing of itself, what stands below it begins with what it is about.
  return label.by === "gate" && more ? labelOf(model, `${title} ${more.slice(0, BELOW)}`) : label;
}

function labelOf(model: Model, title: string): Label {
  const text = readTitle(title);
  const chinese = isChinese(text);
  const rule = firstRule(chinese ? rulesZh : rulesEn, text);
  if (!rule && !isGated(text, chinese)) return { topic: OTHER, by: "gate", score: 0 };
  const { topic, score, known } = likeliest(model, text, rule?.topic, RULE);
  if (rule?.topic === topic) return { topic, by: `rule:${rule.name}`, score };
  if (known >= FEWEST && score >= SURE) return { topic, by: "model", score };
  return rule
    ? { topic: rule.topic, by: `rule:${rule.name}`, score: 1 - score }
    : { topic: OTHER, by: "model", score };
}

export const classify = (post: Post): Label => classifyBy(shipped(), post);
