export {
  addListing,
  addRegistry,
  endListing,
  type Held,
  learnRegistry,
  officialChannels,
  rememberRegistry,
} from "./actions.ts";
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
