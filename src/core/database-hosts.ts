/**
 * The address of the database, as libpq writes it (PostgreSQL manual, 34.1.1.3): one server, or several of
 * which one takes writes: `postgres://user:secret@one:5432,two:5432/rightful?target_session_attrs=read-write`.
 */

export type Hosts = {
  /** One address for each server, in the given order. */
  urls: readonly string[];
  /** Is the one that takes writes looked for? Else the only server is taken as it is. */
  seeks: boolean;
};

const PARTS = /^(postgres(?:ql)?:\/\/)([^/?#]*@)?([^/?#]*)(\/[^?#]*)?(\?[^#]*)?$/;
const WRITER = ["read-write", "primary"];

/** Throws when it is no such address, or asks for servers that take no writes. Its text never shows the password. */
export function hostsOf(url: string): Hosts {
  const [, scheme = "", user = "", hosts = "", path = "", query = ""] = PARTS.exec(url) ?? [];
  // What we do not read ourselves goes to the driver as it is: a socket's folder, for example.
  if (!scheme) return { urls: [url], seeks: false };
  const asked = new URLSearchParams(query);
  const wanted = asked.get("target_session_attrs");
  if (wanted !== null && !WRITER.includes(wanted))
    throw new Error("target_session_attrs is read-write (or primary): everything here writes");
  asked.delete("target_session_attrs");
  const names = hosts.split(",");
  if (
    names.length > 1 &&
    names.some((name) => !/^[^:@\s]+(:\d{1,5})?$|^\[.+\](:\d{1,5})?$/.test(name))
  )
    throw new Error("several servers are written as one:5432,two:5432");
  // As it was written, where there is nothing to take out.
  const rest = wanted === null ? query : asked.size > 0 ? `?${asked}` : "";
  return {
    urls: names.map((name) => `${scheme}${user}${name}${path}${rest}`),
    seeks: names.length > 1 || wanted !== null,
  };
}
