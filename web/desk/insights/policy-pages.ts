/** The pages of policies, which come together when one of them is first opened. */
export { PoliciesPage } from "./policies.tsx";
export { DraftPage } from "./policy-draft.tsx";
export { ProposalPage } from "./policy-proposal.tsx";
export { TrialPage } from "./policy-trial.tsx";
