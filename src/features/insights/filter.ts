/** The filter that all figures share, as a route's query. */
import { Type } from "typebox";
import type { World } from "../../core/world.ts";
import * as periods from "./periods.ts";

const oneOf = (names: readonly string[]) =>
  Type.Optional(Type.Union(names.map((name) => Type.Literal(name))));
/** Read by hand, so that whoever mistypes a day learns which and how. */
const written = Type.Optional(Type.String({ maxLength: 32 }));

/** Spread into a route's query: `Type.Object({ ...filterSchema, more })`. */
export const filterSchema = {
  ...{ days: written, from: written, to: written },
  ...{ situation: oneOf(periods.situations), locale: oneOf(periods.locales) },
  ...{ risk: oneOf(periods.risks), way: oneOf(periods.wayNames) },
  format: oneOf(["json", "csv"]),
};

export type Asked = periods.Asked & periods.Filter;

/** The period that a query asks for, in the operator's zone. Throws as `periodOf` does. */
export const periodIn = (world: World, asked: Asked, lagDays?: number): periods.Period =>
  periods.periodOf(asked, world.now(), world.config.timeZone, lagDays);
