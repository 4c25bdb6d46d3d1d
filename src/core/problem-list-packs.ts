/** Refusals of evidence packs; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const packProblems: Readonly<Record<string, Meaning>> = {
  "no-pack": { status: 404, means: "There is no such evidence pack of this account." },
  "pack-held": {
    status: 409,
    means:
      "Signing in is frozen by somebody else than this session's owner. No evidence pack leaves until that freeze ends.",
  },
  "pack-not-ready": { status: 409, means: "It is being built, or failed; `state` says which." },
  "pack-not-failed": { status: 409, means: "Only what failed is tried again." },
  "pack-gone": {
    status: 410,
    means: "It was deleted after its days, by its owner, or was downloaded as often as it may be.",
  },
  "too-many-packs": {
    status: 409,
    means: "The account has as many evidence packs as are kept at once. Delete one first.",
  },
  "bad-period": {
    status: 422,
    means: "The end is before the beginning, in the future, or more than 400 days from it.",
  },
  "unknown-transaction": {
    status: 422,
    means: "A transaction is not on record, or is not of this period; `errors` says which.",
  },
};
