/**
 * Rightful behind better-auth (1.7): a plugin of one page. Passwords and recovery are Rightful's, sessions are
 * better-auth's, and each stands as long as the other. Copy it, with `sdk/`.
 */
import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint, createAuthMiddleware } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { type Rightful, RightfulError } from "../../sdk/rightful.ts";

type Kept = { rightfulSession?: string; rightfulAccount?: string };

const hidden = { type: "string", required: false, input: false, returned: false } as const;

/** `POST /api/auth/sign-in/rightful` `{identifier, password, deviceId}`; `get-session` and `sign-out` ask Rightful too. */
export const rightfulSignIn = (rightful: Rightful) =>
  ({
    id: "rightful",
    schema: { session: { fields: { rightfulSession: hidden, rightfulAccount: hidden } } },
    endpoints: {
      signInRightful: createAuthEndpoint("/sign-in/rightful", { method: "POST" }, async (ctx) => {
        const { identifier, password, deviceId } = ctx.body ?? {};
        if (![identifier, password, deviceId].every((each) => typeof each === "string"))
          throw new APIError("BAD_REQUEST", { code: "bad-input" });
        const body = { identifier, password, deviceId };
        const begun = await rightful.call("POST /v1/sign-ins", { body }).catch(refused);
        const { id } = begun.account;
        const { internalAdapter } = ctx.context;
        // better-auth knows people by an address; this one leads nowhere (RFC 2606) and is the same each time.
        const email = `${Buffer.from(id).toString("hex")}@rightful.invalid`;
        const known = await internalAdapter.findUserByEmail(email);
        const user =
          known?.user ??
          (await internalAdapter.createUser({ email, name: id }, { method: "rightful" }));
        const session = await internalAdapter.createSession(user.id, false, {
          ...{ rightfulSession: begun.session.id, rightfulAccount: id },
        });
        await setSessionCookie(ctx, { session, user });
        return ctx.json({ account: id });
      }),
    },
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === "/get-session" || path === "/sign-out",
          handler: createAuthMiddleware(async (ctx) => {
            const { adapter, authCookies, internalAdapter, secret } = ctx.context;
            const token = await ctx.getSignedCookie(authCookies.sessionToken.name, secret);
            if (!token) return;
            // As it is kept: what pages may not see is left out of better-auth's own look-up.
            const where = [{ field: "token", value: token }];
            const kept = await adapter.findOne<Kept>({ model: "session", where });
            const { rightfulSession, rightfulAccount } = kept ?? {};
            if (!rightfulSession || !rightfulAccount) return;
            const params = { accountId: rightfulAccount, sessionId: rightfulSession };
            if (ctx.path === "/sign-out") {
              await rightful
                .call("DELETE /v1/accounts/{accountId}/sign-ins/{sessionId}", { params })
                .catch(refused);
              return;
            }
            try {
              await rightful.call("GET /v1/accounts/{accountId}/sign-ins/{sessionId}", { params });
            } catch (error) {
              // Ended there: the owner came back, or signed out everywhere. When nobody answers, nothing is ended.
              if (!(error instanceof RightfulError) || error.code !== "session-ended")
                return refused(error);
              await internalAdapter.deleteSession(token);
            }
          }),
        },
      ],
    },
  }) satisfies BetterAuthPlugin;

function refused(error: unknown): never {
  if (!(error instanceof RightfulError)) throw error;
  const { code, problem } = error;
  if (code === "wrong-password" || code === "bad-identifier")
    throw new APIError("UNAUTHORIZED", { code });
  if (code === "too-many") throw new APIError("TOO_MANY_REQUESTS", { code, until: problem.until });
  if (code === "held") throw new APIError("FORBIDDEN", { code });
  throw new APIError("SERVICE_UNAVAILABLE", { code: "try-again" });
}
