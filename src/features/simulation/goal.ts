/** A goal as it is told. The desk's pages take these types as they are: so they stand by themselves. */

/** Shares are of one; `none`: nobody, of at least so many. */
export type Target =
  | { is: "at-least"; share: number }
  | { is: "upper-bound"; share: number }
  | { is: "none"; of: number };
/**
 * A part of the people by whom a goal is missed. `count`, of the `n` that are in it: with `at-least`, who was in time
 * as the goal has it (owners back or in control, cases decided); of impostors, with any other target, who got in.
 */
export type Missing = {
  by: "kit" | "class" | "way" | "situation";
  id: string;
  n: number;
  count: number;
};
export type Goal = {
  id: string;
  says: string;
  goal: string;
  target: Target;
  /** With its interval of 95 %; null of fewer than 30 people. */
  got: { rate: number; low: number; high: number } | null;
  n: number;
  met: boolean;
  /** Missed for want of people alone: nothing that was seen speaks against it. */
  few: boolean;
  /** The parts that miss it, the worst first; of one that is met none. */
  missedBy: Missing[];
};
