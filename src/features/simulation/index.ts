/** The door of `simulation`: a policy tried on seeded owners and impostors before it goes live. */
import type { Feature } from "../../core/route.ts";
import { routes } from "./routes.ts";

export type { Populations } from "./populations.ts";
export { UnsoundPolicy } from "./problems.ts";
export { changedPolicy, readPopulations } from "./scenario.ts";
export { type Sensitive, sensitivity } from "./sensitivity.ts";
export {
  type Asked,
  differenceOf,
  impostorsFor,
  type Ran,
  type Report,
  reportOf,
  run,
  SIMULATED,
  whole,
} from "./simulate.ts";

export const simulation: Feature = { name: "simulation", routes };
