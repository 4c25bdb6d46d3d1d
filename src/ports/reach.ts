/** Is somebody there? A connection, with TLS and its certificate where the address says so; nothing is sent. */
import net from "node:net";
import tls from "node:tls";

export class NotReached extends Error {}

const PORTS: Readonly<Record<string, number>> = { "https:": 443, "http:": 80 };

/** Throws NotReached with a word of the system's (`ECONNREFUSED`, `CERT_HAS_EXPIRED`, `ETIMEDOUT`); never the address. */
export function reach(address: string, signal: AbortSignal): Promise<void> {
  const { protocol, hostname, port } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, "");
  const to = { host, port: Number(port) || PORTS[protocol] || 0 };
  return new Promise((done, fail) => {
    const isSecure = protocol === "https:";
    const socket = isSecure
      ? tls.connect({ ...to, ...(net.isIP(host) ? {} : { servername: host }) })
      : net.connect(to);
    const give = (word?: string) => {
      signal.removeEventListener("abort", late);
      socket.destroy();
      if (word) fail(new NotReached(word));
      else done();
    };
    const late = () => give("ETIMEDOUT");
    signal.addEventListener("abort", late);
    if (signal.aborted) return late();
    socket.on(isSecure ? "secureConnect" : "connect", () => give());
    socket.on("error", (error: NodeJS.ErrnoException) => give(error.code ?? "unreachable"));
    socket.on("close", () => give("it hung up"));
  });
}
