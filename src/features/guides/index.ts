/** The door of the feature `guides`: help-centre articles, and a search that understands Chinese. */
import type { Feature } from "../../core/route.ts";
import { routes } from "./routes.ts";

export { guideFor } from "./actions.ts";

export const guides: Feature = { name: "guides", routes };
