/**
 * Passkeys (Web Authentication Level 3), as staff's and owners' need them alike: what a browser is asked,
 * and what an answer is worth. The relying party, the algorithms and the demand for user verification stand
 * here once. The library is read when it is first needed: most servers start more often than a passkey is used.
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { World } from "./world.ts";

const library = () => import("@simplewebauthn/server");
const rpId = (world: World) => new URL(world.config.url).hostname;
/** COSE: EdDSA, ES256, RS256. */
const algorithms = [-8, -7, -257];

/** Base64url of what names a credential, and its COSE key. */
export type KnownKey = { credential: string; publicKey: string };

type Created = {
  /** Base64url, like the challenge in the answer. */
  challenge: Buffer;
  timeoutMs: number;
  /** The handle comes back with each use of a discoverable passkey: 64 bytes at most, no personal data. */
  user: { handle: string | Buffer; name: string };
  /** Credentials that this authenticator need not make again. */
  exclude?: readonly string[];
};

/** What `navigator.credentials.create` wants. */
export async function creationOptions(world: World, asked: Created) {
  const { generateRegistrationOptions } = await library();
  const { user, challenge, timeoutMs, exclude = [] } = asked;
  return generateRegistrationOptions({
    ...{ rpName: world.config.operatorName, rpID: rpId(world), timeout: timeoutMs },
    ...{ userName: user.name, userDisplayName: user.name },
    userID: new Uint8Array(Buffer.from(user.handle)),
    ...{ challenge: new Uint8Array(challenge), attestationType: "none" },
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: exclude.map((id) => ({ id })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

/** What `navigator.credentials.get` wants. Without `allow` it names nobody. */
export async function requestOptions(
  world: World,
  { challenge, timeoutMs, allow }: Pick<Created, "challenge" | "timeoutMs"> & { allow?: string[] },
) {
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    ...{ rpID: rpId(world), challenge: new Uint8Array(challenge), timeout: timeoutMs },
    userVerification: "required",
    ...(allow && { allowCredentials: allow.map((id) => ({ id })) }),
  });
}

function clientData(clientDataJSON: string): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString());
    return isRecord(said) ? said : {};
  } catch {
    return {};
  }
}

/** The challenge that an answer says it is to; empty when it cannot be read. */
export function challengeOf(clientDataJSON: string): string {
  const { challenge } = clientData(clientDataJSON);
  return typeof challenge === "string" ? challenge : "";
}

/** Section 7.2 steps 13 and 14: made within a frame of another site, which none of our pages allows. */
const isFramed = (clientDataJSON: string) => {
  const { crossOrigin, topOrigin } = clientData(clientDataJSON);
  return crossOrigin === true || topOrigin !== undefined;
};

/** What the user handle of an answer says; empty when there is none. */
export const handleOf = ({ response }: AuthenticationResponseJSON) =>
  Buffer.from(response.userHandle ?? "", "base64url").toString();

const TEXT_MAX = 65_536;
const isText = (value: unknown) => typeof value === "string" && value.length <= TEXT_MAX;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What somebody sent, when it has the shape of either answer (section 5.1); null for anything else. */
function shaped(sent: unknown, fields: readonly string[]) {
  if (!isRecord(sent) || !isText(sent.id) || !isText(sent.rawId) || !isRecord(sent.response))
    return null;
  const { id, rawId, type, response } = sent;
  if (type !== "public-key" || !fields.every((field) => isText(response[field]))) return null;
  return { id, rawId, type, response, clientExtensionResults: {} } as unknown;
}
export function readAnswer(sent: unknown): AuthenticationResponseJSON | null {
  const fields = ["clientDataJSON", "authenticatorData", "signature"];
  const answer = shaped(sent, fields) as AuthenticationResponseJSON | null;
  const handle: unknown = answer?.response.userHandle;
  return handle === undefined || handle === null || isText(handle) ? answer : null;
}
export const readCreated = (sent: unknown) =>
  shaped(sent, ["clientDataJSON", "attestationObject"]) as RegistrationResponseJSON | null;

export type Verified = { counter: number; deviceBound: boolean };

/** What came with a good signature by this key; null when it is none. The counter is judged by `isCopied`. */
export async function verifyAnswer(
  world: World,
  response: AuthenticationResponseJSON,
  { credential, publicKey }: KnownKey,
): Promise<Verified | null> {
  const { verifyAuthenticationResponse } = await library();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      ...{ expectedChallenge: challengeOf(response.response.clientDataJSON) },
      ...{ expectedOrigin: world.config.url, expectedRPID: rpId(world) },
      requireUserVerification: true,
      // The counter is judged by the caller, under the lock.
      credential: {
        ...{ id: credential, counter: 0 },
        publicKey: new Uint8Array(Buffer.from(publicKey, "base64url")),
      },
    });
    const { newCounter, credentialDeviceType } = authenticationInfo;
    return verified && !isFramed(response.response.clientDataJSON)
      ? { counter: newCounter, deviceBound: credentialDeviceType === "singleDevice" }
      : null;
  } catch {
    return null;
  }
}

export type Made = KnownKey & Verified & { transports: readonly string[] };

/** The passkey that was made; null when the answer is not quite right. */
export async function verifyCreated(
  world: World,
  response: RegistrationResponseJSON,
): Promise<Made | null> {
  const { verifyRegistrationResponse } = await library();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      ...{ expectedChallenge: challengeOf(response.response.clientDataJSON) },
      ...{ expectedOrigin: world.config.url, expectedRPID: rpId(world) },
      ...{ requireUserVerification: true, supportedAlgorithmIDs: algorithms },
    });
    if (!verified || isFramed(response.response.clientDataJSON)) return null;
    const { id, publicKey, counter } = registrationInfo.credential;
    const said: unknown = response.response.transports;
    const transports = Array.isArray(said) ? said.filter((each) => typeof each === "string") : [];
    return {
      ...{ credential: id, publicKey: Buffer.from(publicKey).toString("base64url"), counter },
      deviceBound: registrationInfo.credentialDeviceType === "singleDevice",
      transports,
    };
  } catch {
    return null;
  }
}

/**
 * Section 7.2 step 22: a counter that does not grow says that a passkey was copied. Both zero: this
 * authenticator counts nothing.
 */
export const isCopied = (before: number, now: number) => (before > 0 || now > 0) && now <= before;
