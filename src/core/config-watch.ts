/** Keys of the configuration about watching the server itself: who is told, who may measure, where traces go. */
import { ownersOf, type Setting, text } from "./config-values.ts";

export const watchSettings = {
  alertOwners: {
    env: "RIGHTFUL_ALERT_OWNERS",
    about:
      "Where alerts are mailed, by owner, like operations:ops@example.com,fraud:fraud@example.com (also desk-lead, security, development); an owner without an address: RIGHTFUL_ALARM_EMAIL.",
    otherwise: "",
    read: ownersOf,
  },
  metricsToken: {
    env: "RIGHTFUL_METRICS_TOKEN",
    about:
      "Token that a Prometheus shows for `/metrics` (Bearer); empty: only programs on this machine may read it, and not through a proxy.",
    otherwise: "",
    secret: true,
    read: text,
  },
  traceEndpoint: {
    env: "OTEL_EXPORTER_OTLP_ENDPOINT",
    about:
      "OpenTelemetry collector to which traces go by OTLP over HTTP, like http://127.0.0.1:4318; empty: none are made.",
    otherwise: "",
    read: text,
  },
} satisfies Record<string, Setting<unknown>>;
