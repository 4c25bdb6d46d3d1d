import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";

/** Of several processes one writes at a time, for as long as the caller's transaction. */
export const lockInsights = (world: World) => lockHouse(world, "house:insights");
