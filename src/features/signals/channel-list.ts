/**
 * The official channels, signed, so that anybody can ask "is this you?" without asking us: a JWS in its flattened
 * JSON form (RFC 7515 section 7.2.2), by a key of `/jwks.json`. Whoever keeps it looks again before `exp`.
 */
import type { World } from "../../core/world.ts";
import { officialChannels } from "../registry/index.ts";
import { signer } from "./keys.ts";
import { signed } from "./tokens.ts";

const WEEK_S = 7 * 86_400;

export async function channelList(world: World) {
  const { kid, key } = await signer(world);
  const iat = Math.floor(world.wallNow().getTime() / 1000);
  const claims = { iss: world.config.url, iat, exp: iat + WEEK_S, ...officialChannels(world) };
  const header = { alg: "RS256", kid, typ: "official-channels+jws" };
  const [protectedHeader, payload, signature] = (await signed(header, claims, key)).split(".");
  return { protected: protectedHeader, payload, signature };
}
