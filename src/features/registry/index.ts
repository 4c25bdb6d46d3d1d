export { addRegistry, type Held, learnRegistry, rememberRegistry } from "./actions.ts";
export { loadRegistry, RegistryRefused, readRegistry } from "./reading.ts";
export type { Brand, Registry } from "./rules.ts";
