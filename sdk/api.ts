/**
 * The calls of a Rightful server, with their types. Written from its OpenAPI document by `scripts/sdk.ts`;
 * never by hand. What `answer: unknown` is stands in docs/guide.
 */

export type Api = {
  /** Whose portal this is. */
  "GET /v1/portal": {
    answer: unknown;
  };
  /** The server's time, which every countdown follows. */
  "GET /v1/clock": {
    answer: unknown;
  };
  /** The process is alive. */
  "GET /healthz": {
    answer: unknown;
  };
  /** The process can do its work. */
  "GET /readyz": {
    answer: unknown;
  };
  /** Create or update an account of the embedded directory. */
  "PUT /v1/accounts/{accountId}": {
    params: { accountId: string };
    body: { name: string; phone?: string; email?: string; accountName?: string; birthday?: string; locale?: "en" | "zh"; balanceHigh?: boolean; verifiedAt?: string };
    answer: unknown;
  };
  /** Erase an account after 14 days, in which its owner can stop it. */
  "DELETE /v1/accounts/{accountId}": {
    params: { accountId: string };
    answer: unknown;
  };
  /** Freeze an account: after a 201 no decision allows and no debit commits. */
  "POST /v1/accounts/{accountId}/holds": {
    params: { accountId: string };
    body: { reason: "suspected-takeover" | "wallet"; scope?: "outgoing" | "sign-in" | "everything"; note?: string; expiresAt?: string };
    answer: unknown;
  };
  /** The holds that stand, and what they forbid together. */
  "GET /v1/accounts/{accountId}/holds": {
    params: { accountId: string };
    answer: unknown;
  };
  /** End a hold of the wallet's own. */
  "POST /v1/holds/{holdId}/release": {
    params: { holdId: string };
    answer: unknown;
  };
  /** Check a credential of the embedded directory and remember the device. */
  "POST /v1/sign-ins": {
    body: { identifier: string; password: string; deviceId: string; deviceName?: string; city?: string };
    answer: { account: { id: string; locale: string }; session: { id: string; startedAt: string } };
  };
  /** Is this sign-in still good? */
  "GET /v1/accounts/{accountId}/sign-ins/{sessionId}": {
    params: { accountId: string; sessionId: string };
    answer: { id: string; accountId: string; startedAt: string };
  };
  /** Sign out. */
  "DELETE /v1/accounts/{accountId}/sign-ins/{sessionId}": {
    params: { accountId: string; sessionId: string };
    answer: unknown;
  };
  /** Sign out everywhere. */
  "DELETE /v1/accounts/{accountId}/sign-ins": {
    params: { accountId: string };
    answer: unknown;
  };
  /** A one-time address that signs the wallet's user in to the security centre. */
  "POST /v1/accounts/{accountId}/handoffs": {
    params: { accountId: string };
    body?: { deviceId?: string };
    answer: { url: string; expiresAt: string };
  };
  /** Open a hand-off (the page at /handoff does this). */
  "POST /v1/handoffs": {
    body: { token: string };
    answer: unknown;
  };
  /** A one-time token for the wallet's “forgot password?” link. */
  "POST /v1/device-tokens": {
    body: { deviceId: string };
    answer: { token: string; expiresAt: string };
  };
  /** Begin to sign in with a passkey: what the browser asks the authenticator. */
  "POST /v1/desk/sign-ins/options": {
    answer: unknown;
  };
  /** Sign in at the desk with the passkey's answer; sets the cookie. */
  "POST /v1/desk/sign-ins": {
    body: { response: { id: string; rawId: string; type: "public-key"; authenticatorAttachment?: string | null; clientExtensionResults: Record<string, unknown>; response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: string | null } & Record<string, unknown> } };
    answer: unknown;
  };
  /** Open an invitation to the desk: whose it is, and what the authenticator is asked. */
  "POST /v1/desk/invitations/options": {
    body: { token: string; code?: string };
    answer: unknown;
  };
  /** Bind a passkey by an invitation, once, and sign in; sets the cookie. */
  "POST /v1/desk/invitations/passkeys": {
    body: { token: string; code?: string; response: { id: string; rawId: string; type: "public-key"; authenticatorAttachment?: string | null; clientExtensionResults: Record<string, unknown>; response: { clientDataJSON: string; attestationObject: string } & Record<string, unknown> } };
    answer: unknown;
  };
  /** The public key that signs checkpoints and exports of the audit. */
  "GET /v1/audit/key": {
    answer: unknown;
  };
  /** What a contact is asked; opening it does nothing. */
  "GET /v1/contact-approvals/{token}": {
    params: { token: string };
    answer: unknown;
  };
  /** A contact answers; after yes, with the code to read out to the owner. */
  "POST /v1/contact-approvals/{token}": {
    params: { token: string };
    body: { answer: "yes" | "no" | "unsure" | "stop" };
    answer: unknown;
  };
  /** A contact's own page: whether they are one; opening it does nothing. */
  "GET /v1/contact-invitations/{token}": {
    params: { token: string };
    answer: unknown;
  };
  /** A contact says yes, or does not want to be asked, or wants their data gone. */
  "POST /v1/contact-invitations/{token}": {
    params: { token: string };
    body: { answer: "yes" | "stop" | "erase" };
    answer: unknown;
  };
  /** This number is mine now: first alone, then with its code; the same answer whether an account had it or not. */
  "POST /v1/number-claims": {
    body: { phone: string; code?: string; locale?: "en" | "zh" };
    answer: unknown;
  };
  /** Begin a claim to an account, and ask for a first code; the same answer for any identifier. */
  "POST /v1/recoveries": {
    body: { identifier: string; situation: "forgot-password" | "lost-phone" | "account-stolen"; locale?: "en" | "zh"; deviceToken?: string; proof?: "sms-code" | "email-code" };
    answer: unknown;
  };
  /** The recovery (`current`: the one of this browser). */
  "GET /v1/recoveries/{recoveryId}": {
    params: { recoveryId: string };
    answer: unknown;
  };
  /** Ask for a code. */
  "POST /v1/recoveries/{recoveryId}/challenges": {
    params: { recoveryId: string };
    body: { proof: "sms-code" | "email-code" | "passkey" | "recovery-code" | "authenticator-code" | "face" | "contact-approval" | "known-device" | "device-approval" | "agent-review" };
    answer: unknown;
  };
  /** Give a proof. */
  "POST /v1/recoveries/{recoveryId}/proofs": {
    params: { recoveryId: string };
    body: { proof: "sms-code" | "email-code" | "passkey" | "recovery-code" | "authenticator-code" | "face" | "contact-approval" | "known-device" | "device-approval" | "agent-review"; challengeId?: string; code?: string; response?: Record<string, unknown>; frames?: (string)[] };
    answer: unknown;
  };
  /** The number I have now, for a phone that was lost: first alone, then with its code. */
  "POST /v1/recoveries/{recoveryId}/phone": {
    params: { recoveryId: string };
    body: { phone: string; code?: string };
    answer: unknown;
  };
  /** Choose between accounts that share a number. */
  "POST /v1/recoveries/{recoveryId}/account": {
    params: { recoveryId: string };
    body: { choice: string };
    answer: unknown;
  };
  /** Set a new password and get the account back; with the last proof, if it is missing. */
  "POST /v1/recoveries/{recoveryId}/completion": {
    params: { recoveryId: string };
    body: { newPassword: string; proof?: { proof: "sms-code" | "email-code" | "passkey" | "recovery-code" | "authenticator-code" | "face" | "contact-approval" | "known-device" | "device-approval" | "agent-review"; challengeId?: string; code?: string; response?: Record<string, unknown>; frames?: (string)[] } };
    answer: unknown;
  };
  /** Stop this recovery. */
  "POST /v1/recoveries/{recoveryId}/cancellation": {
    params: { recoveryId: string };
    answer: unknown;
  };
  /** Somebody is telling me what to do: nothing is loosened for half an hour. */
  "POST /v1/recoveries/{recoveryId}/guided": {
    params: { recoveryId: string };
    answer: unknown;
  };
  /** End a freeze of mine, once the proofs of a path suffice and its wait is over. */
  "POST /v1/recoveries/{recoveryId}/holds/{holdId}/release": {
    params: { recoveryId: string; holdId: string };
    answer: unknown;
  };
  /** “This wasn't me”, from any message. */
  "POST /v1/not-me": {
    body: { token: string; answer?: "stop" | "mine" };
    answer: unknown;
  };
  /** A link that goes on with this claim in another browser: once, within ten minutes. */
  "POST /v1/recoveries/{recoveryId}/elsewhere": {
    params: { recoveryId: string };
    answer: unknown;
  };
  /** Go on here with a claim that was begun in another browser, which then holds it no more. */
  "POST /v1/elsewhere": {
    body: { token: string };
    answer: unknown;
  };
  /** AuthZEN 1.0: may this go ahead, now? Permitted money is reserved by the resource's id. */
  "POST /access/v1/evaluation": {
    body: { subject: { type: string; id: string; properties?: Record<string, unknown> } & Record<string, unknown>; action: { name: string; properties?: Record<string, unknown> } & Record<string, unknown>; resource: { type: string; id: string; properties?: Record<string, unknown> } & Record<string, unknown>; context?: Record<string, unknown> } & Record<string, unknown>;
    answer: { decision: boolean; context: { code: string; reason_user: { en: string; zh: string }; until?: string; reservation?: { id: string; expires_at: string }; advice?: { delay_arrival_hours?: number } & Record<string, unknown> } & Record<string, unknown> };
  };
  /** AuthZEN 1.0: several at once, in order; each counts those permitted before it. */
  "POST /access/v1/evaluations": {
    body?: { subject?: { type: string; id: string; properties?: Record<string, unknown> } & Record<string, unknown>; action?: { name: string; properties?: Record<string, unknown> } & Record<string, unknown>; resource?: { type: string; id: string; properties?: Record<string, unknown> } & Record<string, unknown>; context?: Record<string, unknown>; evaluations?: ({ subject?: { type: string; id: string; properties?: Record<string, unknown> } & Record<string, unknown>; action?: { name: string; properties?: Record<string, unknown> } & Record<string, unknown>; resource?: { type: string; id: string; properties?: Record<string, unknown> } & Record<string, unknown>; context?: Record<string, unknown> } & Record<string, unknown>)[]; options?: { evaluations_semantic?: "execute_all" | "deny_on_first_deny" | "permit_on_first_permit" } & Record<string, unknown> } & Record<string, unknown>;
    answer: unknown;
  };
  /** AuthZEN 1.0: where decisions are asked for. */
  "GET /.well-known/authzen-configuration": {
    answer: unknown;
  };
  /** Report transactions, one JSON object a line, 10000 lines at most; repeats count once. */
  "POST /v1/transactions": {
    body?: string;
    answer: { accepted: number; duplicates: number; refused: ({ line: number; code: string } & Record<string, unknown>)[] };
  };
  /** Come back to a case from another browser: the reference first, then with the code that its contact was sent; the same answer for any reference. */
  "POST /v1/case-returns": {
    body: { reference: string; code?: string };
    answer: unknown;
  };
  /** Ask for people to review this claim; a second time it is the same case. */
  "POST /v1/recoveries/{recoveryId}/case": {
    params: { recoveryId: string };
    body: { story: string; contact?: string };
    answer: unknown;
  };
  /** My case: where it stands, until when, what is asked of me, how it was decided. */
  "GET /v1/recoveries/{recoveryId}/case": {
    params: { recoveryId: string };
    answer: unknown;
  };
  /** Answer what the desk asked; whether it was right is not told. */
  "POST /v1/recoveries/{recoveryId}/case/answers": {
    params: { recoveryId: string };
    body: { answers: ({ id: string; choice: string })[] };
    answer: unknown;
  };
  /** Ask once for other people to decide; the claim begins again under a new token. */
  "POST /v1/recoveries/{recoveryId}/case/appeal": {
    params: { recoveryId: string };
    body: { why: string };
    answer: unknown;
  };
  /** My files: what came in, how each stands, and where an unfinished one can go on. */
  "GET /v1/recoveries/{recoveryId}/case/evidence": {
    params: { recoveryId: string };
    answer: unknown;
  };
  /** One of my files; its HEAD says by tus 1.0.0 where the upload stands. */
  "GET /v1/recoveries/{recoveryId}/case/evidence/{evidenceId}": {
    params: { recoveryId: string; evidenceId: string };
    answer: unknown;
  };
  /** Take a file back, while nobody decides on it. */
  "DELETE /v1/recoveries/{recoveryId}/case/evidence/{evidenceId}": {
    params: { recoveryId: string; evidenceId: string };
    answer: undefined;
  };
  /** The chat of my case; `after`: only what came after this number. */
  "GET /v1/recoveries/{recoveryId}/case/messages": {
    params: { recoveryId: string };
    query?: { after?: string };
    answer: unknown;
  };
  /** Write to customer service; the same `id` again is the same message. `sure`: it is no code, password or card number. */
  "POST /v1/recoveries/{recoveryId}/case/messages": {
    params: { recoveryId: string };
    body: { id: string; text: string; sure?: boolean };
    answer: unknown;
  };
  /** Messages up to this number are on my screen: nobody need tell me of them elsewhere. */
  "POST /v1/recoveries/{recoveryId}/case/messages/seen": {
    params: { recoveryId: string };
    body: { seq: number };
    answer: unknown;
  };
  /** Do not erase the account after all. */
  "DELETE /v1/accounts/{accountId}/erasure": {
    params: { accountId: string };
    answer: unknown;
  };
  /** Is this really us? A link, a message, a number, an address, or the code of somebody who calls; nothing is opened or kept. */
  "POST /v1/checks": {
    body?: { url?: string; text?: string; phone?: string; email?: string; sender?: string; agentCode?: string };
    answer: unknown;
  };
  /** Many at once, in the same order: for every message that a wallet shows. */
  "POST /v1/checks/batch": {
    body: { checks: ({ url?: string; text?: string; phone?: string; email?: string; sender?: string })[] };
    answer: unknown;
  };
  /** Report what came: a link, a message, a number or an address. Counted and looked at by people; no report changes a verdict. */
  "POST /v1/scam-reports": {
    body?: { url?: string; text?: string; phone?: string; email?: string; sender?: string; clicked?: boolean; paid?: boolean; gaveCode?: boolean };
    answer: unknown;
  };
  /** Help-centre articles: all, those of a situation, or those that answer a question. */
  "GET /v1/guides": {
    query?: { q?: string; situation?: string; lang?: "en" | "zh" };
    answer: unknown;
  };
  /** One article, as HTML of six plain constructions; its numbers are the policy's. */
  "GET /v1/guides/{slug}": {
    params: { slug: string };
    query?: { lang?: "en" | "zh" };
    answer: unknown;
  };
  /** Hot topics of the last days: rank, discussions, main focus, trend, guide. */
  "GET /v1/topics": {
    query?: { days?: string; lang?: "en" | "zh" };
    answer: unknown;
  };
  /** Push posts for hot topics, one JSON object a line, 10000 lines at most; repeats count once, bad lines come back with their number. */
  "POST /v1/posts": {
    body?: string;
    answer: unknown;
  };
  /** Measured success and time by way, with the number of cases and its interval. */
  "GET /v1/insights/methods": {
    query?: { days?: string };
    answer: unknown;
  };
  /** Where a password is changed. */
  "GET /.well-known/change-password": {
    answer: unknown;
  };
  /** The keys that sign evidence packs, those of earlier packs included. */
  "GET /.well-known/rightful-pack-keys.json": {
    answer: unknown;
  };
  /** What this transmitter of Shared Signals offers. */
  "GET /.well-known/ssf-configuration": {
    answer: unknown;
  };
  /** The keys that security event tokens are signed with. */
  "GET /jwks.json": {
    answer: unknown;
  };
  /** Our official channels, signed: a flattened JWS by a key of /jwks.json. */
  "GET /.well-known/official-channels.json": {
    answer: unknown;
  };
  /** Create a stream. */
  "POST /ssf/streams": {
    body?: { delivery?: { method: string; endpoint_url?: string | null; authorization_header?: string } & Record<string, unknown>; events_requested?: (string)[]; description?: string } & Record<string, unknown>;
    answer: unknown;
  };
  /** One stream, or all of this caller's. */
  "GET /ssf/streams": {
    query?: { stream_id?: string };
    answer: unknown;
  };
  /** Change a part of a stream. */
  "PATCH /ssf/streams": {
    body: { stream_id: string; delivery?: { method: string; endpoint_url?: string | null; authorization_header?: string } & Record<string, unknown>; events_requested?: (string)[]; description?: string } & Record<string, unknown>;
    answer: unknown;
  };
  /** Replace a stream's configuration. */
  "PUT /ssf/streams": {
    body: { stream_id: string; delivery?: { method: string; endpoint_url?: string | null; authorization_header?: string } & Record<string, unknown>; events_requested?: (string)[]; description?: string } & Record<string, unknown>;
    answer: unknown;
  };
  /** End a stream, and what waits in it. */
  "DELETE /ssf/streams": {
    query: { stream_id: string };
    answer: undefined;
  };
  /** Whether a stream is enabled. */
  "GET /ssf/status": {
    query: { stream_id: string };
    answer: unknown;
  };
  /** Enable, pause or disable a stream. */
  "POST /ssf/status": {
    body: { stream_id: string; status: "enabled" | "paused" | "disabled"; reason?: string } & Record<string, unknown>;
    answer: unknown;
  };
  /** Signal an account again (all are, from the start). */
  "POST /ssf/subjects/add": {
    body: { stream_id: string; subject: { format: string; iss?: string; sub?: string; id?: string } & Record<string, unknown> } & Record<string, unknown>;
    answer: unknown;
  };
  /** Signal an account no more, after a time of grace. */
  "POST /ssf/subjects/remove": {
    body: { stream_id: string; subject: { format: string; iss?: string; sub?: string; id?: string } & Record<string, unknown> } & Record<string, unknown>;
    answer: undefined;
  };
  /** Ask for a verification event. */
  "POST /ssf/verification": {
    body: { stream_id: string; state?: string } & Record<string, unknown>;
    answer: undefined;
  };
  /** Fetch signals, and say which ones were taken. */
  "POST /ssf/streams/{streamId}/poll": {
    params: { streamId: string };
    body?: { maxEvents?: number; returnImmediately?: boolean; ack?: (string)[]; setErrs?: Record<string, { err: string; description?: string } & Record<string, unknown>> } & Record<string, unknown>;
    answer: unknown;
  };
  /** Add a webhook; the answer holds its secret, once. */
  "POST /v1/webhooks": {
    body: { url: string; events?: (string)[] };
    answer: unknown;
  };
  /** This caller's webhooks. */
  "GET /v1/webhooks": {
    answer: unknown;
  };
  /** End a webhook, and what waits for it. */
  "DELETE /v1/webhooks/{webhookId}": {
    params: { webhookId: string };
    answer: undefined;
  };
  /** A new secret, shown once; the old one signs beside it for a day. */
  "POST /v1/webhooks/{webhookId}/secret": {
    params: { webhookId: string };
    answer: unknown;
  };
  /** Send a message to try it. */
  "POST /v1/webhooks/{webhookId}/test": {
    params: { webhookId: string };
    answer: unknown;
  };
  /** What was sent, is waiting or was given up, newest first. */
  "GET /v1/webhooks/{webhookId}/deliveries": {
    params: { webhookId: string };
    query?: { before?: string };
    answer: unknown;
  };
  /** Send a message again, with its id. */
  "POST /v1/webhooks/{webhookId}/deliveries/{deliveryId}/redelivery": {
    params: { webhookId: string; deliveryId: string };
    answer: unknown;
  };
};

/** The stable codes of refusals: decide by these, never by a sentence (docs/reference/problems.md). */
export type ProblemCode =
  | "account-erased"
  | "already-done"
  | "another-recovery"
  | "appeal-used"
  | "bad-account-id"
  | "bad-answer"
  | "bad-contact"
  | "bad-endpoint"
  | "bad-hold"
  | "bad-idempotency-key"
  | "bad-identifier"
  | "bad-input"
  | "bad-lines"
  | "bad-posts"
  | "bad-reference"
  | "broken"
  | "case-ended"
  | "contested"
  | "ended"
  | "erasure-refused"
  | "gone"
  | "guided"
  | "held"
  | "in-progress"
  | "key-reused"
  | "looks-secret"
  | "message-id-used"
  | "no-account"
  | "no-appeal"
  | "no-case"
  | "no-choice"
  | "no-erasure"
  | "no-file"
  | "no-guide"
  | "no-hold"
  | "no-recovery"
  | "no-stream"
  | "no-webhook"
  | "none-signed-in"
  | "not-a-phone"
  | "not-allowed"
  | "not-found"
  | "not-in-this-version"
  | "not-proven"
  | "not-ready"
  | "not-signed-in"
  | "not-yours-to-release"
  | "other-site"
  | "paused"
  | "phone-not-asked"
  | "prove-first"
  | "resting"
  | "session-ended"
  | "sign-in-refused"
  | "switched-off"
  | "too-early"
  | "too-large"
  | "too-many"
  | "too-many-messages"
  | "too-many-subscribers"
  | "too-soon"
  | "try-again"
  | "waiting"
  | "weak-password"
  | "wrong-code"
  | "wrong-password"
  | "wrong-type";

/** Calls whose body is text: one JSON object a line. */
export const lines: ReadonlySet<string> = new Set([
  "POST /v1/transactions",
  "POST /v1/posts",
]);
