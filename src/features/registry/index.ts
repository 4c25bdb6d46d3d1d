export {
  addListing,
  addRegistry,
  endListing,
  type Held,
  learnRegistry,
  listVersions,
  officialChannels,
  rememberRegistry,
} from "./actions.ts";
export { differences, type Edit, edited, lists } from "./edit.ts";
export { OWN } from "./own.ts";
export { loadRegistry, RegistryRefused, readRegistry } from "./reading.ts";
export {
  type Brand,
  isVouchedFor,
  type Listed,
  type Listings,
  listed,
  listingKey,
  type Registry,
} from "./rules.ts";
