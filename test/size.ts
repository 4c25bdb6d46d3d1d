import { test } from "node:test";

/**
 * How much is repeated. The usual run proves each rule; `RIGHTFUL_TESTS=full npm test` walks every scenario in both
 * languages, every written path at every risk, and every young way back in at every age.
 */
export const isFull = process.env.RIGHTFUL_TESTS === "full";

/** A test that repeats at length, or by another way in, what a shorter one proves: docs/decisions/0058 says which. */
export const inFull: typeof test = isFull ? test : ((() => {}) as unknown as typeof test);
