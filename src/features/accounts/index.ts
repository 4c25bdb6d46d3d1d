import type { Feature } from "../../core/route.ts";
import { recogniseClient, sweepAccounts } from "./actions.ts";
import { routes } from "./routes.ts";

export * from "./actions.ts";
export * from "./devices.ts";
export { ensureStaffRow, lockHouse } from "./house.ts";
export type { Identifier } from "./identifiers.ts";
export { maskEmail, maskPhone, parseIdentifier } from "./identifiers.ts";
export {
  disputeMethod,
  distrustMethod,
  isDisputed,
  mayBeDisputed,
  reassignMethod,
} from "./lost.ts";
export { rehashIdentifiers } from "./rotation.ts";
export {
  type Device,
  deviceName,
  isShadow,
  label,
  type Method,
  type MethodKind,
  NoAccount,
  type Person,
  shadowId,
} from "./rules.ts";

export const accounts: Feature = {
  name: "accounts",
  routes,
  identify: { client: (world, { bearer }) => recogniseClient(world, bearer) },
  sweep: sweepAccounts,
};
