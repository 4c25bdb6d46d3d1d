/** A browser, as far as a test needs one: a cookie jar, forms by their action, no scripts. */
export type Page = { status: number; html: string; location: string | null; headers: Headers };

export function visitor(base: string, { language = "en" } = {}) {
  const jar = new Map<string, string>();
  let last = "";
  async function ask(path: string, init: RequestInit = {}): Promise<Page> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(new URL(path, base), {
      ...init,
      redirect: "manual",
      headers: { "accept-language": language, cookie, ...(init.headers as object) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    const html = await response.text();
    if (html) last = html;
    return {
      status: response.status,
      html,
      location: response.headers.get("location"),
      headers: response.headers,
    };
  }
  return {
    jar,
    get: (path: string) => ask(path),
    /** Presses the button of a form of the page that is open, with what was typed into it. */
    press: (action: string, typed: Record<string, string> = {}, headers = {}) => {
      const form = last.split("<form").find((part) => part.includes(`action="${action}"`)) ?? "";
      const token = /name="token" value="([^"]+)"/.exec(form)?.[1] ?? "";
      const body = new URLSearchParams({ token, ...typed });
      return ask(action, { method: "POST", body, headers });
    },
  };
}
