/** Is this really us? The page comes when it is first opened. */
import { Check } from "./check.tsx";

export const checkPages = { "/check": Check };
