import type { Feature } from "../../core/route.ts";
import { sweep } from "./actions.ts";

export {
  approvingDevice,
  askApproval,
  canBeApproved,
  endApproval,
  liveApprovals,
  matchNumber,
  openApproval,
} from "./actions.ts";
export { ApprovalGone, NoneSignedIn, NotThisDevice } from "./rules.ts";

/** The routes are recovery's: an answer moves a claim in the same transaction. */
export const approvals: Feature = { name: "approvals", routes: [], sweep };
