/** Is this really us? The page comes when it is first opened. */
import { Check } from "./check.tsx";
import { Reported } from "./reported.tsx";

export const checkPages = { "/check": Check, "/check/reported": Reported };
