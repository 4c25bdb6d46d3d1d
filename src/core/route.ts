/**
 * Routes as data. `who` is not optional: a route without an access decision does not compile.
 * Fastify validates and the OpenAPI document is written from the same schemas.
 */
import type { Static, TObject, TSchema } from "typebox";
import type { Caller } from "./callers.ts";
import type { Source } from "./stream.ts";
import type { Actor, World } from "./world.ts";

export type Who = "anyone" | "claimant" | "owner" | "client" | "agent" | "demo";

export type Cookie = { name: string; value: string; maxAgeSeconds: number; path?: string };

/** What an action gives back when it is more than a body. */
export type Answer = {
  body: unknown;
  status?: number;
  cookies?: Cookie[];
  stream?: Source;
  /** Media type of a body that is text and not JSON. */
  type?: string;
  /** Where a browser goes on, with a status of 303. */
  location?: string;
  headers?: Readonly<Record<string, string>>;
};
const ANSWER = Symbol("answer");
export const answer = (given: Answer) => ({ ...given, [ANSWER]: true as const });
export const isAnswer = (value: unknown): value is Answer =>
  typeof value === "object" && value !== null && ANSWER in value;

type Input<P, Q, B, H = unknown> = {
  actor: Actor;
  params: P;
  query: Q;
  body: B;
  headers: H;
  shown: Shown;
};

export type Route = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  who: readonly Who[];
  /** Scope that a service key needs; of several, any one. */
  scope?: string | readonly string[];
  /** Roles of staff that may ask; anybody at the desk when it is left out. */
  roles?: readonly string[];
  summary: string;
  params?: TObject;
  query?: TObject;
  body?: TSchema;
  /** Headers that it reads; names in lower case. Others may be there. */
  headers?: TObject;
  /** Media type of the body when it is not JSON. */
  bodyType?: string;
  /** The body is a file: handed over as a stream, of which nothing was read before it was known who calls. */
  takesFile?: true;
  /** What the answer is, for who reads the description; the server does not check it, the tests do. */
  answer?: TSchema;
  /** Media type of the answer when it is not JSON. */
  answerType?: string;
  /** Size of the largest body, where a megabyte is too little. */
  bodyMax?: number;
  status?: number;
  /** Stable codes of the problems that this route may answer with. */
  problems?: readonly string[];
  /** A GET that does something: there is no HEAD of it, and another site's page cannot ask for it. */
  acts?: true;
  /** The answer holds a secret: kept 10 minutes at most. */
  secret?: true;
  /** Doing it again does no harm: when the first answer was lost, it is simply done again. */
  repeatable?: true;
  /**
   * Begins for a caller who was known a moment ago, and asks whether he still is in its own transaction: a trip
   * less. For deeds that do nothing outside of one.
   */
  confirmsCaller?: true;
  /** The answer goes on: server-sent events. */
  streams?: true;
  /** Left out of the OpenAPI document (demo, pages). */
  hidden?: true;
  does: (world: World, input: Input<unknown, unknown, unknown>) => Promise<unknown> | unknown;
};

type Typed<P extends TObject, Q extends TObject, B extends TSchema, H extends TObject> = Omit<
  Route,
  "params" | "query" | "body" | "headers" | "does"
> & {
  params?: P;
  query?: Q;
  body?: B;
  headers?: H;
  does: (
    world: World,
    input: Input<Static<P>, Static<Q>, Static<B>, Static<H>>,
  ) => Promise<unknown> | unknown;
};

export const route = <
  P extends TObject = TObject<Record<never, never>>,
  Q extends TObject = TObject<Record<never, never>>,
  B extends TSchema = TObject<Record<never, never>>,
  H extends TObject = TObject<Record<never, never>>,
>(
  typed: Typed<P, Q, B, H>,
): Route => typed as unknown as Route;

/** A field that nobody knows is refused, unless the schema lets it be, as an open standard has to. */
export const strict = <S extends TSchema>(schema: S): S =>
  "type" in schema && schema.type === "object" && !("additionalProperties" in schema)
    ? { ...schema, additionalProperties: false }
    : schema;

/** What a request shows to prove who is calling. */
export type Shown = {
  bearer: string;
  /** Name and secret as RFC 7617 packs them; only `/oauth/token` takes them. */
  basic: string;
  cookies: Record<string, string | undefined>;
};

/** A feature: what it answers, hears and does when time passes. */
export type Feature = {
  name: string;
  routes: Route[];
  /** Job kinds of its own. */
  jobs?: Record<string, import("./jobs.ts").Handler>;
  /** Events that it hears: type -> what it does, in one transaction of its own. */
  reactions?: Record<string, (world: World, event: import("./events.ts").Event) => Promise<void>>;
  /** Who it can recognise. Null: not this caller. */
  identify?: Partial<Record<Who, (world: World, shown: Shown) => Promise<Actor | null>>>;
  /** Who was recognised before, by what this process remembers; for routes that ask again (`confirmsCaller`). */
  remembers?: Partial<Record<Who, (world: World, shown: Shown) => Caller | null>>;
  /** Goes on for as long as this process has workers. */
  runs?: (world: World) => { nudge(): void; stop(): Promise<void> };
  /** Every few seconds in each process, also in one without workers: takes up what others have put in force. */
  keepsUp?: (world: World) => Promise<void>;
  /** What a Prometheus may ask of it; names stand in `core/meters.ts`. */
  gauges?: (world: World) => Promise<import("./meters.ts").Sample[]>;
  /** Time passed: a bounded batch, in one transaction; returns how many rows it changed. */
  sweep?: (world: World) => Promise<number>;
  /** Time passed, where one transaction would hold its locks for seconds: it opens its own, one a step. */
  sweepsInSteps?: (world: World) => Promise<number>;
};
