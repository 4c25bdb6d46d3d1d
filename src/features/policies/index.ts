/** The door of the feature `policies`: which proofs suffice, as data, and the judge of it. */

export {
  addVersion,
  hasUnrecorded,
  learnPolicies,
  newestInForce,
  policyInForce,
  policyNow,
  policyVersion,
  policyVersions,
  rememberPolicies,
  takeUnrecorded,
} from "./actions.ts";
export { type KeepingTerms, keepingTerms } from "./keeping-terms.ts";
export { isPolicyRefusal, loadPolicies, type PolicyRefusal, parsePolicy } from "./load.ts";
export * from "./rules.ts";
