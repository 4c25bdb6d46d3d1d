import type { Feature } from "../../core/route.ts";
import { ELSEWHERE, setElsewhere } from "./elsewhere.ts";

export * from "./actions.ts";
export { type AgePolicy, type AgeVerdict, isAgePolicy, judgeAge } from "./age.ts";
export { owePassword } from "./elsewhere.ts";
export {
  defaultParams,
  type HashParams,
  HISTORY_MAX,
  hashAgainst,
  hashPassword,
  type Pepper,
  verifyNothing,
  verifyPassword,
} from "./hash.ts";
export { judgeInUse, keepVerdict, readVerdict } from "./health.ts";
export { type Estimate, type Lists, loadLists } from "./lists.ts";
export type { Person } from "./person.ts";
export { type Fetch, type RangeVerdict, rangeCheck } from "./range.ts";
export {
  type PasswordReason,
  type ReasonCode,
  reasonCodes,
  type Strength,
  type Words,
} from "./reasons.ts";
export {
  type Judging,
  judgePassword,
  LENGTH_MAX,
  lengthMin,
  type PasswordVerdict,
  WeakPassword,
} from "./rules.ts";
export { normalise } from "./spelling.ts";
export { type Weakness, weaknesses, weaknessesOf, weaknessTexts } from "./weakness.ts";

export const passwords: Feature = {
  name: "passwords",
  routes: [],
  jobs: { [ELSEWHERE]: { outside: setElsewhere } },
};
