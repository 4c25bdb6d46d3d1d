/** Rules that name a topic: words that must stand in a text, and words that must not. Pure. */

export type Rule = {
  /** In kebab case: kept with each label, so that a person sees why. */
  name: string;
  topic: string;
  /** Each has to be found. No rule has the sticky or global flag: they are asked again and again. */
  all: readonly RegExp[];
  not?: RegExp;
};

const fits = ({ all, not }: Rule, text: string) =>
  all.every((needed) => needed.test(text)) && !not?.test(text);

/** The first rule that fits. */
export const firstRule = (rules: readonly Rule[], text: string): Rule | undefined =>
  rules.find((rule) => fits(rule, text));
