/** Every fault, in the order of the list. */
import type { Fault } from "./fault.ts";

export const faults: readonly Fault[] = [];
