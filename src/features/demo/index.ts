import type { Feature } from "../../core/route.ts";
import { routes } from "./routes.ts";

export {
  advanceClock,
  type Clock,
  demoPorts,
  loadClock,
  recordMessage,
  resetDemo,
  seedDemo,
  useClock,
} from "./actions.ts";
export { staff } from "./cast.ts";
export { mountDemo, mountDemoPages } from "./page.ts";
export { playDemo } from "./play.ts";
export { people } from "./seed.ts";

export const demo: Feature = { name: "demo", routes };
