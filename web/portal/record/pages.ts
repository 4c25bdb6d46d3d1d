/** The owner's record and a caller's code: they come when the first of them is opened. */
import { Activity } from "./activity.tsx";
import { Call } from "./call.tsx";

export const recordPages = { "/me/activity": Activity, "/me/call": Call };
