import type { Feature } from "../../core/route.ts";
import { sweepAccounts } from "./actions.ts";
import { recogniseClient, rememberedClient } from "./clients.ts";
import { routes } from "./routes.ts";

export * from "./actions.ts";
export { findClient, newServiceKey, recogniseClient } from "./clients.ts";
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
export { serviceKeys } from "./store.ts";

export const accounts: Feature = {
  name: "accounts",
  routes,
  identify: { client: (world, { bearer }) => recogniseClient(world, bearer) },
  remembers: { client: (world, { bearer }) => rememberedClient(world, bearer) },
  sweep: sweepAccounts,
};
