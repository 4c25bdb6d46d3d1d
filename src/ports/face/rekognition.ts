/**
 * Amazon Rekognition: Face Liveness for the capture, CompareFaces for the likeness. By its HTTP API as documented
 * (docs.aws.amazon.com/rekognition/latest/APIReference: CreateFaceLivenessSession, GetFaceLivenessSessionResults,
 * CompareFaces); requests are signed as Signature Version 4 says. Held against a double made from those pages and
 * never called: docs/guide/face.md lists what that leaves open. Pictures leave the operator's machines.
 */
import { createHash, createHmac } from "node:crypto";
import { CAPTURES, type FaceEvidence, FaceFailed, type FaceVerifier, type Reason } from "./face.ts";

export type Account = {
  /** Like `ap-northeast-1`. */
  region: string;
  keyId: string;
  secret: string;
  /** Another address than the region's own, for a proxy or a test. */
  url?: string;
  /** The operator holds a laboratory's report on this capture, and says so. */
  attested: boolean;
  calibratedOn?: string | null;
  now(): Date;
};

const SERVICE = "rekognition";
const TIME_MS = 15_000;
const ANSWER_MAX = 8_000_000;
/** Of 100. Set by us, measured on nobody. */
const LIVE = 90;
const SIMILAR = 95;
/** How far two pictures of one enrolment may be apart. */
const SAME = 90;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) =>
  createHmac("sha256", key).update(text).digest();

/** AWS Signature Version 4 of a POST to `/`; `headers` in lower case and without `authorization`. */
export function sign(
  {
    region,
    keyId,
    secret,
    service,
  }: { region: string; keyId: string; secret: string; service: string },
  headers: Readonly<Record<string, string>>,
  body: string,
): string {
  const names = Object.keys(headers).sort();
  const at = headers["x-amz-date"] as string;
  const signed = names.join(";");
  const request = [
    ...["POST", "/", ""],
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    ...["", signed, sha256(body)],
  ].join("\n");
  const day = at.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const signature = hmac(key, ["AWS4-HMAC-SHA256", at, scope, sha256(request)].join("\n"));
  return `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${signed}, Signature=${signature.toString("hex")}`;
}

/** What is not there any more, or never was: no fault of the service. */
const GONE = new Set([
  "SessionNotFoundException",
  "InvalidParameterException",
  "InvalidImageFormatException",
]);
type Json = Record<string, unknown>;

async function ask(
  account: Account,
  action: string,
  input: Json,
  signal: AbortSignal,
): Promise<Json | null> {
  const url = new URL(account.url ?? `https://${SERVICE}.${account.region}.amazonaws.com/`);
  const body = JSON.stringify(input);
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    host: url.host,
    "x-amz-date": account
      .now()
      .toISOString()
      .replace(/[-:]|\.\d{3}/g, ""),
    "x-amz-target": `RekognitionService.${action}`,
  };
  const authorization = sign({ ...account, service: SERVICE }, headers, body);
  try {
    const { host: _, ...sent } = headers;
    const reply = await fetch(url, {
      method: "POST",
      headers: { ...sent, authorization },
      body,
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_MS)]),
    });
    const text = await reply.text();
    if (text.length > ANSWER_MAX) throw new FaceFailed("its answer is too large");
    const answer = JSON.parse(text) as Json;
    if (reply.ok) return answer;
    const type =
      String(answer.__type ?? "")
        .split("#")
        .at(-1) ?? "";
    if (GONE.has(type)) return null;
    throw new FaceFailed(type || `status ${reply.status}`);
  } catch (error) {
    if (error instanceof FaceFailed) throw error;
    throw new FaceFailed("nobody answered, or not as documented");
  }
}

const image = (bytes: Buffer) => ({ Bytes: bytes.toString("base64") });
const number = (value: unknown) =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/** How similar, of 100; null when there is not exactly one face to compare with. */
async function compare(account: Account, a: Buffer, b: Buffer, signal: AbortSignal) {
  const answer = await ask(
    account,
    "CompareFaces",
    { SourceImage: image(a), TargetImage: image(b), SimilarityThreshold: 0 },
    signal,
  );
  const found = (answer?.FaceMatches ?? []) as { Similarity?: unknown }[];
  const others = (answer?.UnmatchedFaces ?? []) as unknown[];
  return found.length === 1 && others.length === 0 ? number(found[0]?.Similarity) : null;
}

export function rekognition(account: Account): FaceVerifier {
  const { attested, calibratedOn = null } = account;
  const id = `rekognition-2016-06-27/live-${LIVE}/similar-${SIMILAR}`;
  return {
    ...{ id, pad: "vendor", attested, leavesPremises: true, calibratedOn },
    start: async (signal) => {
      const answer = await ask(
        account,
        "CreateFaceLivenessSession",
        { Settings: { AuditImagesLimit: 0 } },
        signal,
      );
      const token = answer?.SessionId;
      if (typeof token !== "string" || token === "") throw new FaceFailed("no session was given");
      return { kind: "sdk", provider: "aws-face-liveness", token };
    },
    enrol: async (captures, signal) => {
      const [first, ...others] = captures;
      if (!first || captures.length !== CAPTURES)
        return { is: "unsure", reasons: ["frames-missing"] };
      for (const other of others) {
        const similar = await compare(account, first, other, signal);
        if (similar === null) return { is: "unsure", reasons: ["no-face"] };
        if (similar < SAME) return { is: "unsure", reasons: ["another-face"] };
      }
      // The picture is all that is kept: this service compares pictures.
      return { is: "enrolled", enrolment: { template: "picture", picture: first } };
    },
    finish: async ({ client, enrolment }, signal): Promise<FaceEvidence> => {
      const evidence: FaceEvidence = {
        ...{ outcome: "inconclusive", distance: null, threshold: SIMILAR, scale: "similarity-100" },
        ...{ calibratedOn, pad: "vendor", attested, reasons: [], verifierId: id, picture: null },
      };
      const unsure = (...reasons: Reason[]) => ({ ...evidence, reasons });
      if (client.kind !== "sdk") return unsure("frames-missing");
      const input = { SessionId: client.token };
      const result = await ask(account, "GetFaceLivenessSessionResults", input, signal);
      if (result?.SessionId !== client.token || result.Status !== "SUCCEEDED")
        return unsure("not-live");
      if ((number(result.Confidence) ?? 0) < LIVE) return unsure("not-live");
      const bytes = (result.ReferenceImage as { Bytes?: unknown } | undefined)?.Bytes;
      if (typeof bytes !== "string") return unsure("frames-missing");
      const picture = Buffer.from(bytes, "base64");
      const similar = await compare(account, enrolment.picture, picture, signal);
      if (similar === null) return { ...unsure("no-face"), picture };
      return similar >= SIMILAR
        ? { ...evidence, outcome: "match", distance: similar, picture }
        : { ...unsure("too-far"), outcome: "no-match", distance: similar, picture };
    },
    // A session of theirs ends by itself; no picture is put into a collection there.
    forget: async () => {},
  };
}
