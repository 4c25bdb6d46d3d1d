/**
 * Traces of OpenTelemetry: what one request became, from a page to the message that tells the owner. Off unless a
 * collector is configured, and then nothing but ids, patterns and kinds is in them. The protocol (OTLP over HTTP,
 * in JSON) is small and stable; why no package of theirs is used: docs/decisions/0048-alerts.md.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { postSpans } from "./tracing-export.ts";
import type { World } from "./world.ts";

/** OTLP: SpanKind. */
const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
export type Kind = keyof typeof kinds;

export type Span = {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  kind: number;
  /** Milliseconds since 1970. */
  startMs: number;
  endMs: number;
  attributes: Record<string, string | number>;
  failed: boolean;
};
/** What a child needs of its parent (W3C Trace Context). */
type Place = { traceId: string; spanId: string; sampled: boolean };

const WAITING_MAX = 2_000;
const SEND_EVERY_MS = 1_000;
const places = new AsyncLocalStorage<Place>();

/** W3C Trace Context 1 section 3.2: version 00; all zeros is none. Null when it is not one. */
export function readTraceparent(header: unknown): Place | null {
  const [, traceId = "", spanId = "", flags = ""] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(String(header)) ?? [];
  if (!traceId || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

const written = ({ traceId, spanId, sampled }: Place) =>
  `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;

/** Where this deed stands, for whoever goes on with it elsewhere; undefined when nothing is traced. */
export const traceparent = (): string | undefined => {
  const place = places.getStore();
  return place && written(place);
};

type Tracer = {
  begin(name: string, kind: Kind, parent: Place | null): Begun;
  stop(): Promise<void>;
};
export type Begun = {
  place: Place;
  end(more?: { name?: string; attributes?: Span["attributes"]; failed?: boolean }): void;
};

const tracers = new WeakMap<World["ports"], Tracer>();

/** Makes traces from now on, when a collector is configured. `stop` sends what waits. */
export function startTracing(world: World): { stop(): Promise<void> } {
  const endpoint = world.config.traceEndpoint;
  if (endpoint === "") return { stop: async () => {} };
  const waiting: Span[] = [];
  let timer: NodeJS.Timeout | undefined;
  let sending = Promise.resolve();
  const send = () => {
    timer = undefined;
    const spans = waiting.splice(0);
    if (spans.length === 0) return;
    sending = sending
      .then(() => postSpans(endpoint, spans))
      .catch((error) => {
        // Lost: what is watched must not wait for those who watch it.
        world.log.warn("traces were lost", { spans: spans.length, error });
      });
  };
  const tracer: Tracer = {
    begin: (name, kind, parent) => {
      const place: Place = {
        traceId: parent?.traceId ?? world.bytes(16).toString("hex"),
        spanId: world.bytes(8).toString("hex"),
        sampled: parent?.sampled ?? true,
      };
      const startMs = world.wallNow().getTime();
      const began = performance.now();
      return {
        place,
        end: ({ name: named = name, attributes = {}, failed = false } = {}) => {
          if (!place.sampled || waiting.length >= WAITING_MAX) return;
          waiting.push({
            ...{ traceId: place.traceId, spanId: place.spanId, name: named, kind: kinds[kind] },
            ...{ parentSpanId: parent?.spanId ?? null, startMs, attributes, failed },
            endMs: startMs + (performance.now() - began),
          });
          timer ??= setTimeout(send, SEND_EVERY_MS).unref();
        },
      };
    },
    stop: async () => {
      clearTimeout(timer);
      send();
      await sending;
    },
  };
  tracers.set(world.ports, tracer);
  return {
    stop: async () => {
      tracers.delete(world.ports);
      await tracer.stop();
    },
  };
}

/** Begins a span that ends elsewhere, under `parent`; null when nothing is traced. */
export const beginSpan = (world: World, name: string, kind: Kind, parent: unknown): Begun | null =>
  tracers.get(world.ports)?.begin(name, kind, readTraceparent(parent)) ?? null;

/** What `work` does, and what comes of it, stands under this place. */
export const within = <T>({ place }: Begun, work: () => T): T => places.run(place, work);

/** `parent`: a traceparent, or null for none; left out: where this deed stands. */
type Asked = { kind?: Kind; parent?: unknown; attributes?: Span["attributes"] };

/** Does `work` as one span; when nothing is traced, just does it. */
export async function inSpan<T>(
  world: World,
  name: string,
  { kind = "internal", parent = traceparent(), attributes = {} }: Asked,
  work: () => Promise<T>,
): Promise<T> {
  const span = beginSpan(world, name, kind, parent);
  if (!span) return work();
  try {
    const done = await within(span, work);
    span.end({ attributes });
    return done;
  } catch (error) {
    span.end({ attributes, failed: true });
    throw error;
  }
}
