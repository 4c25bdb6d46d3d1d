/** Text messages and e-mail: other people's systems that carry what we have to say, sooner or later. */

export type Message = {
  /** Idempotency key: equal on every retry of one message. */
  id: string;
  channel: "sms" | "email";
  /** E.164 for `sms`, an address for `email`. */
  to: string;
  subject?: string;
  text: string;
  locale: "en" | "zh";
  html?: string;
};

export type Channel = {
  name: string;
  /** Resolves when the other side has taken the message. Throws `SendFailed`, and nothing else. */
  send(message: Message, signal: AbortSignal): Promise<{ providerId: string | null }>;
};

/**
 * `code` is stable, for logs and the desk: `aborted`, `unreachable`, `timeout`, `busy`, `refused`,
 * `rejected-recipient`, `bad-message`, `sign-in`, `tls`, `redirected`, `unreadable-answer`. The message
 * of the error never holds the address or the text. When `retry` is false, trying again cannot help.
 */
export class SendFailed extends Error {
  readonly code: string;
  readonly retry: boolean;
  /** What the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(code: string, retry: boolean, retryAfterMs: number | null = null) {
    super(`Sending failed: ${code}.`);
    this.name = "SendFailed";
    this.code = code;
    this.retry = retry;
    this.retryAfterMs = retryAfterMs;
  }
}

/** For work that knows no signal: lets the caller go at once, whatever becomes of the work. */
export function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<T>();
  const abort = () => reject(new SendFailed("aborted", true));
  signal.addEventListener("abort", abort, { once: true });
  // Its own failure after that concerns nobody any more.
  work.catch(() => {});
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", abort));
}
