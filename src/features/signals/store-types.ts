import type { Updateable } from "kysely";
import type { Tables } from "../../core/tables.ts";

export type Changes = Updateable<Tables["subscribers"]>;
