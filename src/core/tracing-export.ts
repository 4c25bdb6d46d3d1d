/** Spans as OTLP/JSON (opentelemetry-proto 1, trace service), posted to a collector. */
import about from "../../package.json" with { type: "json" };
import type { Span } from "./tracing.ts";

const TIMEOUT_MS = 5_000;

const typedOf = (value: string | number) =>
  typeof value === "number" ? { intValue: String(value) } : { stringValue: value };
const attributesOf = (attributes: Span["attributes"]) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: typedOf(value) }));

/** A JSON number holds no nanoseconds since 1970: the protocol writes them as text. */
const nanos = (ms: number) => String(BigInt(Math.round(ms * 1000)) * 1000n);
const ERROR = 2;

export const otlpOf = (spans: readonly Span[]) => ({
  resourceSpans: [
    {
      resource: {
        attributes: attributesOf({ "service.name": "rightful", "service.version": about.version }),
      },
      scopeSpans: [
        {
          scope: { name: "rightful", version: about.version },
          spans: spans.map(({ traceId, spanId, parentSpanId, name, kind, ...span }) => ({
            ...{ traceId, spanId, ...(parentSpanId && { parentSpanId }), name, kind },
            startTimeUnixNano: nanos(span.startMs),
            endTimeUnixNano: nanos(span.endMs),
            attributes: attributesOf(span.attributes),
            status: span.failed ? { code: ERROR } : {},
          })),
        },
      ],
    },
  ],
});

/** Throws when it was not taken. */
export async function postSpans(endpoint: string, spans: readonly Span[]): Promise<void> {
  const reply = await fetch(`${endpoint.replace(/\/$/, "")}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(otlpOf(spans)),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await reply.arrayBuffer();
  if (!reply.ok) throw new Error(`The collector answered ${reply.status}.`);
}
