/** What counts as one network for a limit: an IPv4 address, or the /64 that an IPv6 customer is given. */
import { isIPv6 } from "node:net";

/**
 * The network of an address, as text. Whoever has one IPv6 address has the 2^64 beside it (RFC 6177), so
 * that an address of its own for each request would pass every limit. An IPv4 address written as IPv6
 * (RFC 4291 section 2.5.5.2) is that IPv4 address. What is no address is a network by itself.
 */
export function networkOf(address: string): string {
  const bare = address.split("%")[0] ?? "";
  if (!isIPv6(bare)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped) return mapped;
  // The URL parser writes every spelling of an address in one way (RFC 5952).
  const short = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [head = "", tail] = short.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [left, right] = [groups(head), groups(tail ?? "")];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const all = [...left, ...Array<string>(zeros).fill("0"), ...right];
  // ::ffff:a.b.c.d in hexadecimal is the same IPv4 address.
  if (all.slice(0, 5).every((group) => group === "0") && all[5] === "ffff") {
    const bytes = all.slice(6).flatMap((group) => {
      const number = Number.parseInt(group, 16);
      return [number >> 8, number & 255];
    });
    return bytes.join(".");
  }
  return `${all.slice(0, 4).join(":")}::/64`;
}

type Trusting = { trustProxy: boolean; countryHeader: string };
/** ISO 3166, or empty. Only a proxy in front may say it: a caller would say what suits. `XX` and `T1` are none. */
export function countryOf(
  { trustProxy, countryHeader }: Trusting,
  headers: Readonly<Record<string, unknown>>,
): string {
  if (!trustProxy || !countryHeader) return "";
  const said = String(headers[countryHeader] ?? "").toUpperCase();
  return /^[A-Z]{2}$/.test(said) && said !== "XX" ? said : "";
}
