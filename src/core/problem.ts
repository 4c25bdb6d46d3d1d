/**
 * A refusal that a person can understand: an RFC 9457 problem document with a stable code.
 * A refusal is not a bug: it is thrown on purpose, carried to the caller as it is, and never logged
 * as an error.
 */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, title: string, more: Record<string, unknown>) {
    super(title);
    this.name = "Problem";
    this.code = code;
    this.status = status;
    this.title = title;
    this.more = more;
  }
}

/** One field at fault: a JSON pointer (RFC 6901) and a sentence. */
export type FieldError = { pointer: string; detail: string };

/**
 * Declares a kind of refusal. The returned function makes one, with members of its own
 * (`until`, `triesLeft`, `errors`, ...) beside those of RFC 9457 section 3.1.
 */
export const problem =
  (code: string, status: number, title: string) =>
  (more: Record<string, unknown> = {}) =>
    new Problem(code, status, title, more);

/** The body of the answer: `application/problem+json`. `type` resolves in the documentation. */
export const problemBody = ({ code, status, title, more }: Problem) => ({
  type: `/docs/problems#${code}`,
  title,
  status,
  code,
  detail: title,
  ...more,
});

export const NotFound = problem("not-found", 404, "There is nothing here.");
export const NotSignedIn = problem("not-signed-in", 401, "Sign in first.");
export const NotAllowed = problem("not-allowed", 403, "You may not do this.");
export const BadInput = problem(
  "bad-input",
  400,
  "Something in this request is not as we expect it.",
);
