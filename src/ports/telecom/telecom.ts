/**
 * What the operator of a number says of it. A number is lent: its card is replaced, its calls are sent
 * elsewhere, and after some months it belongs to somebody else. Only the operator knows, and an operator who
 * does not answer has not said that all is well.
 */

/** One operator, as an installation is configured for it. */
export type Operator = {
  /** For logs and the doctor. */
  name: string;
  /** The numbers it answers for, like `+86`. The longest that fits decides. */
  prefixes: string[];
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /** Base addresses of what was bought; what is absent is not asked. */
  simSwap?: string;
  recycling?: string;
  forwarding?: string;
  /** The operator remembers no further back than this; a number proven longer ago is asked about from then on. */
  recyclingDaysMax?: number;
};

/** `not-offered`: not bought from this operator. `unavailable`: asked, and no answer that can be relied on. */
export type Answered<T> = T | "unavailable" | "not-offered";

export type NumberFacts = {
  /** Null: not within the time that matters. */
  simSwappedAt: Answered<Date | null>;
  recycled: Answered<boolean>;
  forwarding: Answered<boolean>;
  /** What went wrong, for the log: `sim-swap:timeout`. Never the number. */
  faults: string[];
};

export type Question = {
  /** When its owner last proved it. */
  provenOn: Date;
  /** A card replaced within this many hours matters. */
  simSwapHours: number;
};

export type Telecom = {
  /** Is there an operator configured for this number (E.164)? */
  covers(number: string): boolean;
  /** Never throws: what cannot be learnt is `unavailable`. Answers soon after `signal` ends. */
  check(number: string, question: Question, signal: AbortSignal): Promise<NumberFacts>;
  /** One line an operator, for the doctor; throws what is wrong. */
  probe(signal: AbortSignal): Promise<string>;
};

/** The operator whose prefix fits best. */
export function operatorOf<T extends { prefixes: string[] }>(
  operators: readonly T[],
  number: string,
): T | undefined {
  let best: T | undefined;
  let length = 0;
  for (const operator of operators)
    for (const prefix of operator.prefixes)
      if (number.startsWith(prefix) && prefix.length > length)
        [best, length] = [operator, prefix.length];
  return best;
}
