/**
 * Fifty ways to slip another host into an answer: T19 sends each to every route that produces a link.
 * All of them name `evil.example` or an address that no installation has.
 */
export type Payload = {
  name: string;
  headers?: Record<string, string>;
  /** Put in front of the path: the absolute form of a request line, or too many slashes. */
  before?: string;
  /** Added to the path as its query. */
  query?: string;
};

const EVIL = "evil.example";
const header = (name: string, value: string): Payload => ({
  name: `${name}: ${value}`,
  headers: { [name]: value },
});
const query = (query: string): Payload => ({ name: `?${query}`, query });
const before = (before: string): Payload => ({ name: `${before}/...`, before });

export const payloads: readonly Payload[] = [
  // The name of the host, spelt in the ways in which servers have been known to fall for it.
  header("host", EVIL),
  header("host", `${EVIL}:443`),
  header("host", `localhost.${EVIL}`),
  header("host", `localhost@${EVIL}`),
  header("host", `127.0.0.1.${EVIL}`),
  header("host", `${EVIL}#localhost`),
  header("host", `${EVIL}/localhost`),
  header("host", "0x7f000001.evil.example:80"),
  // What proxies add, and what somebody adds who plays one.
  header("x-forwarded-host", EVIL),
  header("x-forwarded-host", `localhost, ${EVIL}`),
  header("x-forwarded-host", `${EVIL}, localhost`),
  header("x-forwarded-host", `${EVIL}:8700`),
  header("x-forwarded-server", EVIL),
  header("x-forwarded-proto", "https"),
  header("x-forwarded-proto", "gopher"),
  header("x-forwarded-proto", `https://${EVIL}/`),
  header("x-forwarded-port", "6666"),
  header("x-forwarded-prefix", `//${EVIL}`),
  header("x-forwarded-for", EVIL),
  header("forwarded", `host=${EVIL}`),
  header("forwarded", `for=192.0.2.1;host=${EVIL};proto=https`),
  header("x-host", EVIL),
  header("x-http-host-override", EVIL),
  header("x-original-host", EVIL),
  header("x-original-url", `https://${EVIL}/recover/code`),
  header("x-rewrite-url", `https://${EVIL}/recover/code`),
  header("x-real-ip", EVIL),
  header("via", `1.1 ${EVIL}`),
  // Where the request says it comes from.
  header("origin", `https://${EVIL}`),
  header("origin", "null"),
  header("referer", `https://${EVIL}/`),
  header("referer", `https://${EVIL}/not-me#token`),
  // The whole address in the request line, and paths that another program reads as one.
  before(`http://${EVIL}`),
  before(`https://${EVIL}:8443`),
  before(`//${EVIL}`),
  before(`///${EVIL}`),
  before(`/\\${EVIL}`),
  before(`/%2f%2f${EVIL}`),
  before(`/.//${EVIL}`),
  // Where to go next.
  query(`next=https://${EVIL}`),
  query(`next=//${EVIL}`),
  query(`return=https://${EVIL}/`),
  query(`return_to=/%5c${EVIL}`),
  query(`redirect_uri=https://${EVIL}`),
  query(`redirect=https:${EVIL}`),
  query(`url=//${EVIL}/%2f..`),
  query(`continue=javascript:location='//${EVIL}'`),
  query(`lang=en&next=//${EVIL}`),
  query(`lang=//${EVIL}`),
  query(`large=1&return=https://${EVIL}`),
];
