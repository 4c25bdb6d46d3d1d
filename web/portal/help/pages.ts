/** Help: written by the server alone. The browser follows its links as links. */
import { Guide } from "./guide.tsx";
import { Help } from "./help.tsx";

export const helpPages = { "/help": Help, "/help/:slug": Guide };
