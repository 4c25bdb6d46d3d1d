/**
 * Keeps the help readable without a network. Whatever else this origin serves is none of its business: it
 * answers for the pages of the help and the files that they are made of, and fetches its copies without
 * cookies, so that nothing of an account can be in one. One set of copies a version and language; older ones
 * are removed. Online, the network answers.
 */
type Life = Event & { waitUntil(work: Promise<unknown>): void };
type Asked = Life & { request: Request; respondWith(answer: Promise<Response>): void };
type Keeper = {
  addEventListener(type: "install" | "activate", hear: (event: Life) => void): void;
  addEventListener(type: "fetch", hear: (event: Asked) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};
/** Written before this script by the server: what belongs to the help of this version. */
declare const COPY: { version: string; files: string[]; pages: string[] };

const worker = self as unknown as Keeper;
const lang = new URL(location.href).searchParams.get("lang") === "zh" ? "zh" : "en";
const PREFIX = "help ";
const NAME = `${PREFIX}${lang} ${COPY.version}`;
const OLD_MS = 12 * 3_600_000;
const LATE_MS = 8_000;

const isHelp = (path: string) => path === "/help" || path.startsWith("/help/");

async function copy(path: string): Promise<void> {
  const reply = await fetch(path, {
    credentials: "omit",
    cache: "no-cache",
    redirect: "error",
    headers: { "accept-language": lang },
  });
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  await (await caches.open(NAME)).put(path, reply);
}

/** One after the other: somebody may be reading meanwhile, on a poor line. */
async function copyAll(paths: string[]): Promise<void> {
  for (const path of paths) await copy(path);
}

/** What was copied, marked as a copy; the page then says so, and of when it is. */
async function fromCopy(path: string): Promise<Response | undefined> {
  const kept = await caches.open(NAME);
  const found = (await kept.match(path)) ?? (await kept.match("/help"));
  if (!found) return undefined;
  const text = (await found.text()).replace("<html ", "<html data-copy ");
  return new Response(text, { headers: found.headers });
}

async function page({ request, waitUntil }: Pick<Asked, "request" | "waitUntil">) {
  const { pathname } = new URL(request.url);
  try {
    const reply = await fetch(request, { signal: AbortSignal.timeout(LATE_MS) });
    if (reply.status < 500) {
      waitUntil(renew().catch(() => {}));
      return reply;
    }
    return (await fromCopy(pathname)) ?? reply;
  } catch (error) {
    const found = await fromCopy(pathname);
    if (!found) throw error;
    return found;
  }
}

/** Hot topics change: copies are made anew twice a day, while there is a network. */
async function renew(): Promise<void> {
  const found = await (await caches.open(NAME)).match("/help");
  const madeAt = Date.parse(found?.headers.get("date") ?? "");
  if (!(Date.now() - madeAt < OLD_MS)) await copyAll(COPY.pages);
}

async function file(request: Request): Promise<Response> {
  const found = await (await caches.open(NAME)).match(new URL(request.url).pathname);
  return found ?? fetch(request);
}

worker.addEventListener("install", (event) =>
  event.waitUntil(copyAll([...COPY.files, ...COPY.pages]).then(() => worker.skipWaiting())),
);

worker.addEventListener("activate", (event) =>
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith(PREFIX) && name !== NAME))
      .then((names) => Promise.all(names.map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  ),
);

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  // A change of language or type is the server's: it sets a cookie.
  const isDisplay = url.searchParams.has("lang") || url.searchParams.has("large");
  if (request.mode === "navigate" && isHelp(url.pathname) && !isDisplay)
    event.respondWith(page({ request, waitUntil: (work) => event.waitUntil(work) }));
  else if (COPY.files.includes(url.pathname)) event.respondWith(file(request));
});
