import type { Feature } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import { makeCheckpoints } from "./checkpoints.ts";
import { resealAuditKey } from "./keys.ts";
import { routes } from "./routes.ts";
import { fileLines, postLines, sendLines } from "./sinks.ts";

export type { Finding } from "./anchors.ts";
export { readVerified, type Verified } from "./chains.ts";
export { makeCheckpoints } from "./checkpoints.ts";
export { publicKey, resealAuditKey } from "./keys.ts";
export { auditStanding } from "./standing.ts";
export { type Report, verifyAudit } from "./verify.ts";
export { unusualViewing } from "./viewing.ts";

const sweep = async (world: World): Promise<number> =>
  (await resealAuditKey(world)) + (await makeCheckpoints(world)) + (await sendLines(world));

export const audit: Feature = {
  name: "audit",
  routes,
  jobs: { "audit-file": { outside: fileLines }, "audit-post": { outside: postLines } },
  sweep,
};
