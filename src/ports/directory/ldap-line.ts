/**
 * One connection to an LDAP server for one call: guarded, bounded in time and size, and never made anew. The
 * library would connect again by itself when a server hangs up, without TLS and without a name.
 */
import net from "node:net";
import tls from "node:tls";
import { Client, ResultCodeError } from "ldapts";
import { ambiguous, DirectoryFailed, unknownAccount, unreadable } from "./directory.ts";
import { isThisMachine } from "./wire.ts";

export type LineSettings = {
  /** `ldaps:` or `ldap:`, which begins with StartTLS unless it is on this machine. A host and a port. */
  url: string;
  /** Who asks, and its password. Neither is empty: a bind without a password is nobody's (RFC 4513 section 5.1.2). */
  bindDn: string;
  password: string;
  /** StartTLS on this machine too. */
  startTls?: boolean;
  /** Certificates to trust instead of the system's. */
  ca?: string;
  timeoutMs?: number;
};

const ANSWER_BYTES_MAX = 1024 * 1024;

/** Throws when the settings would send a password in the clear, or none. */
export function checkLine({ url, bindDn, password }: LineSettings): URL {
  const address = new URL(url);
  if (address.protocol !== "ldap:" && address.protocol !== "ldaps:")
    throw new Error("The directory's address begins with ldaps: or ldap:.");
  if (!address.hostname || /[^/]/.test(address.pathname) || address.search || address.username)
    throw new Error("The directory's address is a host and a port.");
  if (bindDn === "" || password === "")
    throw new Error("A name and a password to bind with are needed.");
  return address;
}

/** Runs `work` on a bound connection, and ends it. Throws `DirectoryFailed` only. */
export async function onLine<T>(
  settings: LineSettings,
  signal: AbortSignal,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw new DirectoryFailed("aborted", true);
  const { bindDn, password, timeoutMs = 10_000, ca } = settings;
  const address = checkLine(settings);
  const secure = address.protocol === "ldaps:";
  const startTls = !secure && (settings.startTls || !isThisMachine(address.hostname));
  const host = address.hostname.replace(/^\[|\]$/g, "");
  const tlsOptions = {
    minVersion: "TLSv1.2" as const,
    ...(net.isIP(host) ? { host } : { servername: host }),
    ...(ca !== undefined && { ca }),
  };
  const over = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, over]);
  const sockets: net.Socket[] = [];
  let overfull = false;
  const guarded = <S extends net.Socket>(socket: S): S => {
    let size = 0;
    socket.on("data", (part) => {
      size += part.length;
      overfull ||= size > ANSWER_BYTES_MAX;
      if (overfull) socket.destroy();
    });
    sockets.push(socket);
    return socket;
  };
  const once = (socket: () => net.Socket) => {
    if (sockets.length > 0) throw new DirectoryFailed("unreachable", true);
    return guarded(socket());
  };
  const client = new Client({
    url: address.href,
    ...(secure && { tlsOptions }),
    createConnection: ((port: number, to: string) =>
      once(() => net.connect(port, to))) as typeof net.connect,
    createSecureConnection: ((first: number | tls.ConnectionOptions, to: string) =>
      typeof first === "number"
        ? once(() => tls.connect(first, to, tlsOptions))
        : guarded(tls.connect(first))) as typeof tls.connect,
  });
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  const cut = new Promise<never>((_, fail) => {
    either.addEventListener("abort", () => {
      hangUp();
      fail(new DirectoryFailed(signal.aborted ? "aborted" : "timeout", true));
    });
  });
  const done = (async () => {
    if (startTls) await client.startTLS(tlsOptions);
    await client.bind(bindDn, password);
    const answer = await work(client);
    await client.unbind().catch(() => {});
    return answer;
  })();
  try {
    return await Promise.race([done, cut]);
  } catch (error) {
    if (overfull) throw unreadable();
    throw failureOf(error);
  } finally {
    // What is still under way ends with its connection, and its failure has been told.
    done.catch(() => {});
    hangUp();
  }
}

/** RFC 4511 appendix A. A referral (10) is not followed: it would take the password to another host. */
function failureOf(error: unknown): DirectoryFailed {
  if (error instanceof DirectoryFailed) return error;
  if (!(error instanceof ResultCodeError)) return new DirectoryFailed("unreachable", true);
  const { code } = error;
  if (code === 10) return new DirectoryFailed("redirected", true);
  if (code === 4) return ambiguous();
  if (code === 32) return unknownAccount();
  if ([7, 8, 13, 48, 49, 50].includes(code)) return new DirectoryFailed("key-refused", false);
  if ([1, 3, 11, 51, 52, 80].includes(code)) return new DirectoryFailed("busy", true);
  return new DirectoryFailed("refused", false);
}
