/** Asks other people's systems whether they are there, by their ports' own probes. Nothing is sent to anybody. */
import type { Config } from "../../core/config.ts";
import { probeSmtp } from "../../ports/channels/smtp.ts";
import { directoryOf } from "../../ports/directory/configured.ts";
import { faceOf } from "../../ports/face/configured.ts";
import { reach } from "../../ports/reach.ts";
import { pingClamd } from "../../ports/scanner/clamd.ts";
import { telecomOf } from "../../serve.ts";
import { type Code, type Finding, fine, found } from "./codes.ts";

const PATIENCE_MS = 8_000;

const wordOf = (error: unknown) =>
  String((error as { code?: unknown }).code ?? (error as Error).message ?? "unreachable");
const hostOf = (address: string) => (URL.canParse(address) ? new URL(address).host : "its address");

type Probe = (signal: AbortSignal) => Promise<Finding[]>;

/** `says`: what to do, with the word of what went wrong behind it. */
const asked =
  (
    what: string,
    code: Code,
    says: string,
    probe: (signal: AbortSignal) => Promise<string>,
  ): Probe =>
  async (signal) => {
    try {
      return [fine(what, await probe(signal))];
    } catch (error) {
      return [found(what, code, `${says} (${wordOf(error)}).`)];
    }
  };

const connects =
  (address: string): ((signal: AbortSignal) => Promise<string>) =>
  async (signal) => {
    await reach(address, signal);
    return `${hostOf(address)} takes connections; nothing was sent.`;
  };

const mail =
  ({ smtpUrl: url, smtpFrom: from }: Config): Probe =>
  async (signal) => {
    const host = hostOf(url);
    try {
      return [
        fine("mail", `${host}: ${await probeSmtp({ url, from }, signal)}; nothing was sent.`),
      ];
    } catch (error) {
      const word = wordOf(error);
      return [
        word === "tls"
          ? found(
              "mail",
              "mail-not-encrypted",
              `Give ${host} STARTTLS and a certificate that this machine trusts (NODE_EXTRA_CA_CERTS names an authority of your own).`,
            )
          : found(
              "mail",
              "mail-unreachable",
              `Start ${host}, or correct RIGHTFUL_SMTP_URL (${word}).`,
            ),
      ];
    }
  };

const directory =
  (config: Config, now: () => Date): Probe =>
  async (signal) => {
    const what = "directory";
    const { directory } = await directoryOf(config, now);
    if (!directory?.probe) return [];
    try {
      const { says, lacks } = await directory.probe(signal);
      return lacks.length === 0
        ? [fine(what, says)]
        : lacks.map((each) => found(what, "directory-lacks", each));
    } catch (error) {
      const say = "Look at RIGHTFUL_DIRECTORY_URL and RIGHTFUL_DIRECTORY_KEY";
      return [found(what, "directory-away", `${say} (${wordOf(error)}).`)];
    }
  };

const face =
  (config: Config, now: () => Date): Probe =>
  async (signal) => {
    const what = "face";
    try {
      const { face } = faceOf(config, now);
      if (config.face !== "rekognition") return [fine(what, `${face?.id} is installed.`)];
      const host = `rekognition.${config.rekognitionRegion}.amazonaws.com`;
      await reach(`https://${host}`, signal);
      return [fine(what, `${host} takes connections; the key was not tried, since a try costs.`)];
    } catch (error) {
      return [
        found(
          what,
          "face-away",
          `Mend the face check, or set RIGHTFUL_FACE=none: ${wordOf(error)}`,
        ),
      ];
    }
  };

/** Is this the server that the public address leads to? */
const publicly =
  (url: string): Probe =>
  async (signal) => {
    try {
      const answer = await fetch(`${url}/healthz`, { signal, redirect: "manual" });
      const text = (await answer.text()).slice(0, 200);
      if (answer.status !== 200 || !text.includes('"ok"'))
        throw new Error(`status ${answer.status}`);
      return [fine("public", `${url} leads to a Rightful that answers.`)];
    } catch (error) {
      const { cause } = error as { cause?: unknown };
      const word = wordOf(cause ?? error);
      return [
        found(
          "public",
          "url-unreachable",
          `Start a server, or look at the proxy and its certificate: ${url} does not lead to one (${word}).`,
        ),
      ];
    }
  };

const services = (config: Config): Probe[] =>
  (
    [
      ["RIGHTFUL_BREACH_RANGE_URL", config.breachRangeUrl],
      ["RIGHTFUL_OIDC_ISSUER", config.oidcIssuer],
      ["RIGHTFUL_AUDIT_URL", config.auditUrl],
      ["OTEL_EXPORTER_OTLP_ENDPOINT", config.traceEndpoint],
    ] as const
  )
    .filter(([, address]) => address !== "")
    .map(([env, address]) =>
      asked("service", "service-unreachable", `Look at ${env}`, connects(address)),
    );

/** Each configured system once; all at the same time, none for longer than eight seconds. */
export async function seeOutside(config: Config, now: () => Date): Promise<Finding[]> {
  const { telecom } = telecomOf(config);
  const probes: Probe[] = [
    publicly(config.url),
    mail(config),
    asked(
      "sms",
      "sms-unreachable",
      "Start the gateway, or correct RIGHTFUL_SMS_URL",
      connects(config.smsUrl),
    ),
    ...(telecom
      ? [
          asked("telecom", "telecom-refuses", "Look at RIGHTFUL_TELECOM", (signal) =>
            telecom.probe(signal),
          ),
        ]
      : []),
    ...(config.clamd
      ? [
          asked("scanner", "scanner-away", "Start clamd, or correct RIGHTFUL_CLAMD", (signal) =>
            pingClamd(config.clamd, signal),
          ),
        ]
      : []),
    ...(config.face === "none" ? [] : [face(config, now)]),
    directory(config, now),
    ...services(config),
  ];
  const each = async (probe: Probe): Promise<Finding[]> => {
    try {
      return await probe(AbortSignal.timeout(PATIENCE_MS));
    } catch (error) {
      // A setting that its port refuses as a start would: the sentence is the port's own.
      return [found("settings", "setting-wrong", (error as Error).message)];
    }
  };
  return (await Promise.all(probes.map(each))).flat();
}
