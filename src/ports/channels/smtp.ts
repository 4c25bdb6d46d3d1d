import { createHash } from "node:crypto";
import { createTransport } from "nodemailer";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { type Channel, type Message, orAbort, SendFailed } from "./channels.ts";

export type SmtpSettings = {
  /** `smtps://user:password@host:465` or `smtp://host:587`. */
  url: string;
  /** Like `Harbour Wallet <no-reply@wallet.example>`. */
  from: string;
  /** With `smtp:`, refuse to send before STARTTLS. Only a server on this machine may do without. */
  requireTls?: boolean;
  timeoutMs?: number;
  connectionsMax?: number;
  /** Certificates to trust instead of the system's. */
  ca?: string;
};

/** How the server is reached, whether something is sent or not. */
function lineOf({ url, requireTls = true, timeoutMs = 15_000, ca }: SmtpSettings) {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === "smtps:";
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port ? Number(port) : secure ? 465 : 587,
    secure,
    requireTLS: !secure && requireTls,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    ...(ca !== undefined && { tls: { ca } }),
  };
}

/**
 * E-mail by SMTP. SMTP has no idempotency key: a connection cut after DATA leaves it unknown whether
 * the server took the message. Retries carry the same Message-ID, by which mailboxes drop doubles.
 */
export function smtp(settings: SmtpSettings): Channel & { close(): void } {
  const { url, from, connectionsMax = 4 } = settings;
  const { username, password } = new URL(url);
  const domain = /@([a-z0-9.-]+)>?\s*$/i.exec(from)?.[1]?.toLowerCase() ?? "localhost";
  const transport = createTransport({
    pool: true,
    maxConnections: connectionsMax,
    ...lineOf(settings),
    ...(username
      ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }
      : {}),
    // A message is text; whatever it holds, no file and no address is read to build it.
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return {
    name: "smtp",
    close: () => transport.close(),
    async send(message, signal) {
      if (signal.aborted) throw new SendFailed("aborted", true);
      const html = message.html ?? plainHtml(message);
      if (!isOneAddress(message.to)) throw new SendFailed("rejected-recipient", false);
      if (loadsRemote(html)) throw new SendFailed("bad-message", false);
      const sending = transport.sendMail({
        from,
        to: { name: "", address: message.to },
        // A line break would begin another header.
        subject: (message.subject ?? "").replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim(),
        text: message.text,
        html,
        messageId: messageId(message.id, domain),
        headers: { "Auto-Submitted": "auto-generated", "Content-Language": message.locale },
      });
      try {
        // When called off, the connection ends by its own time-out; should the server still take the
        // message, the Message-ID marks the retry as its double.
        const { response } = (await orAbort(sending, signal)) as { response?: string };
        return { providerId: response?.slice(0, 200) ?? null };
      } catch (error) {
        throw error instanceof SendFailed ? error : failure(error);
      }
    },
  };
}

/**
 * Connects, says EHLO and begins TLS; signs nobody in and sends nothing. What the line is, in a few words, or
 * `SendFailed`.
 */
export function probeSmtp(settings: SmtpSettings, signal: AbortSignal): Promise<string> {
  const connection = new SMTPConnection(lineOf(settings));
  const opened = new Promise<string>((done, fail) => {
    connection.on("error", fail);
    connection.on("end", () => fail(new SendFailed("unreachable", true)));
    connection.connect(() =>
      done(connection.secure ? "answers, encrypted" : "answers, in the clear"),
    );
  });
  return orAbort(opened, signal)
    .catch((error: unknown) => {
      throw error instanceof SendFailed ? error : failure(error);
    })
    .finally(() => connection.close());
}

/** RFC 5321 section 4.2.1: 4yz may be tried again, 5yz may not. A refused sign-in is ours to repair. */
function failure(error: unknown): SendFailed {
  type Told = { code?: string; responseCode?: number; message?: string };
  const { code = "", responseCode = 0, message = "" } = error as Told;
  if (code === "EAUTH" || code === "ENOAUTH") return new SendFailed("sign-in", true);
  // One that is not trusted comes as an error of the socket, in Node's words.
  if (code === "ETLS" || /certificate/i.test(message)) return new SendFailed("tls", true);
  if (code === "EENVELOPE" && responseCode >= 500)
    return new SendFailed("rejected-recipient", false);
  if (code === "EENVELOPE" && responseCode === 0) return new SendFailed("bad-message", false);
  if (responseCode >= 500) return new SendFailed("refused", false);
  if (responseCode >= 400) return new SendFailed("busy", true);
  return new SendFailed(code === "ETIMEDOUT" ? "timeout" : "unreachable", true);
}

/** The id is hashed, so that a header never shows one of ours and never holds a strange character. */
const messageId = (id: string, domain: string) =>
  `<${createHash("sha256").update(id).digest("hex").slice(0, 40)}@${domain}>`;

const isOneAddress = (to: string) =>
  /^[^\s@<>,;:"()[\]\\\p{Cc}]+@[^\s@<>,;:"()[\]\\\p{Cc}]+$/u.test(to);

/** Pictures and styles from elsewhere tell a stranger when and where a message was read. */
const loadsRemote = (html: string) =>
  /<(?:img|link|script|iframe|object|embed|video|audio|source|form|base|meta|svg)\b|\b(?:src|background|poster)\s*=|url\s*\(|@import/i.test(
    html,
  );

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const asText = (text: string) => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);

/** The text as HTML and no more: the same words, readable in large letters, nothing loaded. */
function plainHtml({ text, subject = "", locale }: Message): string {
  const paragraphs = text
    .split(/\n{2,}/)
    .map((part) => `<p>${asText(part).replaceAll("\n", "<br>")}</p>`)
    .join("\n");
  const lang = locale === "zh" ? "zh-Hans" : "en";
  return `<!doctype html><html lang="${lang}"><head><title>${asText(subject)}</title></head><body style="font:16px/1.6 sans-serif">\n${paragraphs}\n</body></html>`;
}
