/**
 * Where nothing is ever delivered to: this machine, the network behind it, and what only looks like
 * somewhere else. A subscriber names an address; without this it could make us knock at any inner door.
 */
import { lookup } from "node:dns";
import { BlockList, isIP, isIPv4, type LookupFunction } from "node:net";

/** IANA special-purpose registries (RFC 6890 and its successors), and multicast. */
const inner4 = new BlockList();
for (const range of [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"],
  ...["172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"],
  ...["198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
]) {
  const [net = "", bits] = range.split("/");
  inner4.addSubnet(net, Number(bits), "ipv4");
}
/** Of IPv6 only global unicast is outside, and of that not what carries an IPv4 address or is no place. */
const outer6 = new BlockList();
outer6.addSubnet("2000::", 3, "ipv6");
const inner6 = new BlockList();
for (const [net, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  inner6.addSubnet(net, bits, "ipv6");

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** `address`: an IP in text. Loopback only where the configuration says so. */
export function mayReach(address: string, allowLoopback: boolean): boolean {
  const family = isIPv4(address) ? "ipv4" : "ipv6";
  if (!isIP(address)) return false;
  if (allowLoopback && loopback.check(address, family)) return true;
  if (family === "ipv4") return !inner4.check(address, "ipv4");
  return outer6.check(address, "ipv6") && !inner6.check(address, "ipv6");
}

const bare = (host: string) => host.replace(/^\[|\]$/g, "");
const isLocalName = (host: string) => /(^|\.)localhost\.?$/.test(host);

/** Why nothing can be delivered to this address; null when its text alone is no reason. */
export function endpointFault(text: string, allowLoopback: boolean): string | null {
  if (!URL.canParse(text)) return "This is no address.";
  // The parser reads every spelling of an IPv4 address (hex, octal, one number) as what it is.
  const { protocol, username, password, hash, hostname } = new URL(text);
  const host = bare(hostname);
  const local = allowLoopback && (isLocalName(host) || (isIP(host) > 0 && loopbackIs(host)));
  if (protocol !== "https:" && !(local && protocol === "http:")) return "It begins with https:.";
  if (username || password || hash) return "It has no name, password or fragment in it.";
  if (isIP(host) ? !mayReach(host, allowLoopback) : isLocalName(host) && !allowLoopback)
    return "This address is internal.";
  return null;
}
/** This very machine, as a socket names it. */
export const isLoopback = (address: string) => {
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(bare) > 0 && loopbackIs(bare);
};
const loopbackIs = (host: string) => loopback.check(host, isIPv4(host) ? "ipv4" : "ipv6");

export class InnerAddress extends Error {}

export type Resolve = typeof lookup;

/**
 * Looks a name up for the connection that is about to be made: what was checked is what is connected
 * to, so a name that answers differently the next time gains nothing. One inner address refuses all.
 */
export const checkedLookup =
  (allowLoopback: boolean, resolve: Resolve = lookup): LookupFunction =>
  (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const inner = addresses.some(({ address }) => !mayReach(address, allowLoopback));
      if (inner || addresses.length === 0)
        return callback(new InnerAddress("This address is internal."), []);
      if (options.all) return callback(null, addresses);
      const [first] = addresses;
      callback(null, first?.address ?? "", first?.family);
    });
