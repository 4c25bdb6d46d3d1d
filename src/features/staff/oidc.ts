/**
 * Sign-in by the house's own identity provider: OpenID Connect Core 1.0, code flow with PKCE (RFC 7636),
 * state and nonce. Who may enter stands in the staff rows (issuer and subject): a right answer of the
 * provider about anybody else opens nothing, and makes nobody a member.
 */
import type { Configuration } from "openid-client";
import { makeToken, readToken } from "../../core/tokens.ts";
import type { World } from "../../core/world.ts";
import { listStaff, signInStaff } from "./actions.ts";
import { giveChallenge, spendSignIn, takeChallenge } from "./challenges.ts";
import * as rules from "./rules.ts";

export const PROVIDER_MINUTES = 10;
const TIMEOUT_S = 10;
/** What the provider says of itself and its keys is asked again after this long. */
const KNOWN_FOR_MS = 3_600_000;

type Settings = World["config"];
let known: { of: string; at: number; provider: Promise<Configuration> } | undefined;

/** Read once an hour. Throws `no-provider` when none is configured. */
async function providerOf(world: World): Promise<Configuration> {
  const { oidcIssuer, oidcClientId } = world.config;
  if (oidcIssuer === "" || oidcClientId === "") throw rules.NoProvider();
  const of = `${oidcIssuer} ${oidcClientId}`;
  const at = world.wallNow().getTime();
  if (known?.of !== of || at - known.at > KNOWN_FOR_MS) {
    const provider = discover(world.config);
    known = { of, at, provider };
    // One that failed is not remembered.
    provider.catch(() => {
      known = undefined;
    });
  }
  return known.provider;
}

async function discover({ oidcIssuer, oidcClientId, oidcClientSecret, demo }: Settings) {
  const { discovery, allowInsecureRequests } = await import("openid-client");
  const issuer = new URL(oidcIssuer);
  // A provider on this very machine, in the demo and in tests; elsewhere TLS or nothing.
  const isNear = demo && ["localhost", "127.0.0.1"].includes(issuer.hostname);
  return discovery(issuer, oidcClientId, oidcClientSecret, undefined, {
    timeout: TIMEOUT_S,
    ...(isNear && { execute: [allowInsecureRequests] }),
  });
}

const callbackOf = (world: World) => `${world.config.url}/v1/desk/sign-ins/provider/callback`;

/** Where the browser goes, and what it must bring back: sealed, so that it can neither be read nor made. */
export async function beginAtProvider(world: World) {
  await spendSignIn(world);
  const provider = await providerOf(world);
  const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await import("openid-client");
  const state = (await giveChallenge(world, "provider", PROVIDER_MINUTES)).toString("base64url");
  const nonce = world.bytes(24).toString("base64url");
  const verifier = world.bytes(32).toString("base64url");
  const url = buildAuthorizationUrl(provider, {
    ...{ redirect_uri: callbackOf(world), scope: "openid", state, nonce },
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const until = new Date(world.now().getTime() + PROVIDER_MINUTES * 60_000);
  return { url: url.href, cookie: makeToken(world, "provider", { state, nonce, verifier }, until) };
}

/**
 * The way back. `query`: as the provider sent it. Throws `sign-in-refused` whatever was wrong: another
 * browser, a state that was used, a code that was not ours, somebody who is none of the desk.
 */
export async function finishAtProvider(world: World, cookie: string | undefined, query: string) {
  const facts = cookie ? readToken(world, "provider", cookie) : null;
  const { state = "", nonce = "", verifier = "" } = facts ?? {};
  if (!state || !(await takeChallenge(world, "provider", state))) throw rules.SignInRefused();
  const identity = await identityOf(world, query, { state, nonce, verifier });
  const all = identity ? await listStaff(world) : [];
  const member = all.find(({ oidc }) => isSame(oidc, identity));
  if (!member || member.endedAt) throw rules.SignInRefused();
  return signInStaff(world, member.id, "provider");
}

const isSame = (a: rules.Identity | null, b: rules.Identity | null) =>
  a !== null && b !== null && a.issuer === b.issuer && a.subject === b.subject;

type Kept = { state: string; nonce: string; verifier: string };

/** Who the provider says this is; null when its answer does not hold. */
async function identityOf(world: World, query: string, { state, nonce, verifier }: Kept) {
  const provider = await providerOf(world);
  const { authorizationCodeGrant } = await import("openid-client");
  try {
    const tokens = await authorizationCodeGrant(provider, new URL(`${callbackOf(world)}${query}`), {
      ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    return claims ? { issuer: claims.iss, subject: claims.sub } : null;
  } catch (error) {
    world.log.warn("a sign-in at the identity provider failed", { why: (error as Error).message });
    return null;
  }
}
