/**
 * An authenticator in software (Web Authentication Level 3): makes a passkey and answers with it, as a
 * browser would hand it on. It can also lie, in the ways that tests need.
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

type Value = number | string | Buffer | Map<number | string, Value>;

/** CBOR (RFC 8949), as much as an authenticator says. */
function cbor(value: Value): Buffer {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string")
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const pairs = [...value].flatMap(([key, each]) => [cbor(key), cbor(each)]);
  return Buffer.concat([head(5, value.size), ...pairs]);
}
function head(major: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(major << 5) | count]);
  if (count < 256) return Buffer.from([(major << 5) | 24, count]);
  return Buffer.from([(major << 5) | 25, count >> 8, count & 255]);
}

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest();
const base64url = (data: Buffer | string) => Buffer.from(data).toString("base64url");

export type Lies = {
  origin?: string;
  rpId?: string;
  challenge?: string;
  /** The user showed neither finger nor face nor PIN. */
  unverified?: boolean;
  counter?: number;
  userHandle?: string;
  /** The ceremony that it says it was. */
  type?: string;
  /** The flags as they are, for those that no authenticator may send together. */
  flags?: number;
  /** Within a frame of another site. */
  framed?: boolean;
};

export type Authenticator = ReturnType<typeof authenticator>;

/** `synced`: its passkey may be copied to other devices of its owner. */
export function authenticator(origin: string, { synced = false } = {}) {
  const backup = synced ? 0x18 : 0;
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const id = randomBytes(16);
  let counter = 0;
  let handle = "";

  const clientData = (type: string, challenge: string, lies: Lies) =>
    Buffer.from(
      JSON.stringify({
        ...{ type: lies.type ?? type, challenge: lies.challenge ?? challenge },
        ...{ origin: lies.origin ?? origin, crossOrigin: lies.framed ?? false },
      }),
    );
  const authData = (rpId: string, flags: number, lies: Lies) => {
    counter = lies.counter ?? counter + 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count]);
  };
  const said = (response: Record<string, string>) => ({
    ...{ id: base64url(id), rawId: base64url(id), type: "public-key" },
    ...{ response, clientExtensionResults: {} },
  });

  return {
    /** Answers `navigator.credentials.create`. */
    create(options: any, lies: Lies = {}) {
      handle = options.user.id;
      const key = new Map<number, Value>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, "base64url")],
        [-3, Buffer.from(y, "base64url")],
      ]);
      // Present, verified, and a key follows.
      const flags = (lies.unverified ? 0x41 : 0x45) | backup;
      const data = Buffer.concat([
        authData(lies.rpId ?? options.rp.id, lies.flags ?? flags, lies),
        ...[Buffer.alloc(16), Buffer.from([0, id.length]), id, cbor(key)],
      ]);
      const attestation = new Map<string, Value>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", data],
      ]);
      return said({
        clientDataJSON: base64url(clientData("webauthn.create", options.challenge, lies)),
        attestationObject: base64url(cbor(attestation)),
      });
    },
    /** Answers `navigator.credentials.get`. */
    get(options: any, lies: Lies = {}) {
      const flags = (lies.unverified ? 0x01 : 0x05) | backup;
      const data = authData(lies.rpId ?? options.rpId, lies.flags ?? flags, lies);
      const client = clientData("webauthn.get", options.challenge, lies);
      const signature = sign("sha256", Buffer.concat([data, sha256(client)]), privateKey);
      return said({
        clientDataJSON: base64url(client),
        ...{ authenticatorData: base64url(data), signature: base64url(signature) },
        userHandle: lies.userHandle ?? handle,
      });
    },
  };
}
