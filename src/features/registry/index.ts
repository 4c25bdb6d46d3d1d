export {
  addRegistry,
  type Held,
  learnRegistry,
  officialChannels,
  rememberRegistry,
} from "./actions.ts";
export { OWN } from "./own.ts";
export { loadRegistry, RegistryRefused, readRegistry } from "./reading.ts";
export type { Brand, Registry } from "./rules.ts";
