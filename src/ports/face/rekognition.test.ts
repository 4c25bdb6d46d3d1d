/** The provider's adapter against a double made from its documentation; nobody called the real one. */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { after, test } from "node:test";
import { conformance } from "./conformance.ts";
import { rekognition, sign } from "./rekognition.ts";

const servers: Server[] = [];
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

type Called = { action: string; authorization: string; input: Record<string, unknown> };
type Fault = { status: number; body: string } | "silent";

/** Sessions by id: what a capture came to. Pictures are words here: the same word is the same face. */
const sessions: Record<string, Record<string, unknown>> = {
  live: { Status: "SUCCEEDED", Confidence: 99.1, ReferenceImage: { Bytes: word("collins") } },
  "a picture held up": {
    Status: "SUCCEEDED",
    Confidence: 12,
    ReferenceImage: { Bytes: word("collins") },
  },
  unfinished: { Status: "IN_PROGRESS" },
  "run out": { Status: "EXPIRED" },
  "without a picture": { Status: "SUCCEEDED", Confidence: 99 },
  "two people": {
    Status: "SUCCEEDED",
    Confidence: 99,
    ReferenceImage: { Bytes: word("collins and hopper") },
  },
};
function word(text: string) {
  return Buffer.from(text).toString("base64");
}
const facesOf = (image: unknown) =>
  Buffer.from((image as { Bytes: string }).Bytes, "base64")
    .toString()
    .split(" and ")
    .filter(Boolean);

async function open(fault?: Fault) {
  const called: Called[] = [];
  const server = createServer((request, reply) => {
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const action = String(request.headers["x-amz-target"]).replace("RekognitionService.", "");
      const input = JSON.parse(Buffer.concat(parts).toString());
      called.push({ action, input, authorization: String(request.headers.authorization) });
      if (fault === "silent") return;
      const send = (status: number, body: unknown) =>
        reply
          .writeHead(status, { "content-type": "application/x-amz-json-1.1" })
          .end(typeof body === "string" ? body : JSON.stringify(body));
      if (fault) return send(fault.status, fault.body);
      if (action === "CreateFaceLivenessSession") return send(200, { SessionId: "live" });
      if (action === "GetFaceLivenessSessionResults") {
        const found = sessions[String(input.SessionId)];
        return found
          ? send(200, { SessionId: input.SessionId, ...found })
          : send(400, { __type: "SessionNotFoundException", Message: "no such session" });
      }
      const [source, target] = [facesOf(input.SourceImage), facesOf(input.TargetImage)];
      if (source.length === 0 || target.length === 0)
        return send(400, { __type: "InvalidParameterException", Message: "no face" });
      send(200, {
        FaceMatches: target
          .slice(0, 1)
          .map((face) => ({ Similarity: face === source[0] ? 99.7 : 3.2, Face: {} })),
        UnmatchedFaces: target.slice(1).map(() => ({})),
      });
    });
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  const verifier = rekognition({
    ...{ region: "eu-test-1", keyId: "AKIDEXAMPLE", secret: "secret", attested: true },
    url: `http://127.0.0.1:${port}/`,
    now: () => new Date("2026-03-02T00:00:00.000Z"),
  });
  return { verifier, called };
}

const bytes = (text: string) => Buffer.from(text);
const given = (token: string) => async () => ({
  client: { kind: "sdk", provider: "aws-face-liveness", token } as const,
  ...{ steps: [], frames: [] },
});
const no = (token: string) => ({ expect: "inconclusive" as const, given: given(token) });

conformance("rekognition", async () => ({
  verifier: (await open()).verifier,
  captures: async () => Array(3).fill(bytes("collins")),
  other: async () => Array(3).fill(bytes("hopper")),
  poor: {
    "another person among them": async () => ["collins", "collins", "hopper"].map(bytes),
    "two people": async () => ["collins", "collins and hopper", "collins"].map(bytes),
    nobody: async () => ["", "", ""].map(bytes),
  },
  checks: {
    live: { expect: "match", given: given("live") },
    ...Object.fromEntries(
      [...Object.keys(sessions).slice(1), "of nobody"].map((token) => [token, no(token)]),
    ),
    "pictures of our own pages": {
      expect: "inconclusive",
      given: async () => ({ client: { kind: "frames" }, steps: [], frames: [bytes("collins")] }),
    },
  },
  faults: Object.fromEntries(
    Object.entries({
      "too many calls": { status: 400, body: '{"__type":"ThrottlingException"}' },
      "not allowed": { status: 400, body: '{"__type":"AccessDeniedException"}' },
      "a fault of theirs": { status: 500, body: '{"__type":"InternalServerError"}' },
      "a page instead of an answer": { status: 200, body: "<html>" },
      "no answer at all": "silent",
    } satisfies Record<string, Fault>).map(([what, fault]) => [
      what,
      async () => (await open(fault)).verifier,
    ]),
  ),
}));

test("a session is asked for before the capture, and each request is signed for its day, region and service", async () => {
  const { verifier, called } = await open();
  const client = await verifier.start(AbortSignal.timeout(5000));
  assert.deepEqual(client, { kind: "sdk", provider: "aws-face-liveness", token: "live" });
  assert.equal(called[0]?.action, "CreateFaceLivenessSession");
  assert.match(
    called[0]?.authorization ?? "",
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20260302\/eu-test-1\/rekognition\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$/,
  );
});

// The published test suite of Signature Version 4, case `post-x-www-form-urlencoded`.
test("the signature is that of the published test suite", () => {
  const made = sign(
    {
      ...{ region: "us-east-1", service: "service", keyId: "AKIDEXAMPLE" },
      secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    },
    {
      "content-type": "application/x-www-form-urlencoded",
      host: "example.amazonaws.com",
      "x-amz-date": "20150830T123600Z",
    },
    "Param1=value1",
  );
  assert.match(made, /Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a$/);
});
