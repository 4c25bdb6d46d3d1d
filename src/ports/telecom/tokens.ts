/** OAuth 2.0 client credentials (RFC 6749 section 4.4): one token a scope, kept until near its end. */
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Operator } from "./telecom.ts";
import { Failed, postBounded } from "./wire.ts";

export type Tokens = {
  get(scope: string, signal: AbortSignal): Promise<string>;
  /** It was refused: the next one is asked for anew. */
  drop(scope: string): void;
};

const shape = Type.Object({
  access_token: Type.String({ minLength: 1, maxLength: 8192 }),
  token_type: Type.String(),
  expires_in: Type.Optional(Type.Number({ minimum: 0 })),
});
/** A token is given up this long before its end, so that none runs out on the way. */
const EARLY_MS = 30_000;
/** RFC 6749 section 5.1 lets a server leave the life of a token out. */
const UNSAID_SECONDS = 60;
/** A token asked for may serve many; it must not end with the request that asked first. */
const TOKEN_MS = 2000;

export function tokensOf({ tokenUrl, clientId, clientSecret }: Operator, now: () => Date): Tokens {
  const kept = new Map<string, { token: string; until: number }>();
  const asking = new Map<string, Promise<string>>();
  const basic = Buffer.from(
    `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`,
  ).toString("base64");

  async function fresh(scope: string): Promise<string> {
    const body = new URLSearchParams({ grant_type: "client_credentials", scope }).toString();
    const said = await postBounded(tokenUrl, body, AbortSignal.timeout(TOKEN_MS), {
      authorization: `Basic ${basic}`,
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
    });
    if (!Value.Check(shape, said) || said.token_type.toLowerCase() !== "bearer")
      throw new Failed("malformed-token");
    const life = (said.expires_in ?? UNSAID_SECONDS) * 1000;
    kept.set(scope, { token: said.access_token, until: now().getTime() + life - EARLY_MS });
    return said.access_token;
  }

  return {
    async get(scope, signal) {
      const { token, until } = kept.get(scope) ?? { token: "", until: 0 };
      if (token && now().getTime() < until) return token;
      let one = asking.get(scope);
      if (!one) {
        one = fresh(scope).finally(() => asking.delete(scope));
        asking.set(scope, one);
      }
      return Promise.race([one, ended(signal)]);
    },
    drop: (scope) => void kept.delete(scope),
  };
}

const ended = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    const stop = () => reject(new Failed("timeout"));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
