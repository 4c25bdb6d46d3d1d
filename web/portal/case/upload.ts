/**
 * Sends files by tus 1.0.0, in small pieces: when the network goes it waits, asks where the file stands, and goes
 * on from there, on this device or on another. Nothing of a file is kept in this browser.
 */
import { type Answer, call } from "../api.ts";
import type { Evidence } from "../evidence.ts";
import type { Refusal } from "../model.ts";

const AT = "/v1/recoveries/current/case/evidence";
const PIECE = 262_144;
const WAIT_MS_MAX = 15_000;
/** The ends of a file tell it from others, and are read at once however large it is. */
const HEAD = 262_144;
const TAIL = 65_536;

export type Sending = {
  key: number;
  kind: string;
  name: string;
  size: number;
  sent: number;
  state: "sending" | "paused" | "failed";
  refusal?: Refusal;
  /** What we think of a photo; nobody is kept from sending it. */
  doubt?: Doubt;
  file: File;
  id?: string;
};
export type Doubt = "small" | "blurred" | "glare";

let all: readonly Sending[] = [];
let last = 0;
const heard = new Set<() => void>();

export const uploads = {
  now: () => all,
  listen: (hear: () => void) => {
    heard.add(hear);
    return () => void heard.delete(hear);
  },
};

function put(next: readonly Sending[]) {
  all = next;
  for (const hear of heard) hear();
}
const change = (key: number, set: Partial<Sending>) =>
  put(all.map((each) => (each.key === key ? { ...each, ...set } : each)));

/** Not shown any more: it has come in, or the person let it be. */
export const forget = (key: number) => put(all.filter((each) => each.key !== key));

/** Begins, or goes on where this very file stopped. `done`: it has come in whole. */
export function send(file: File, kind: string, done: () => void): void {
  const key = ++last;
  const { name, size } = file;
  put([...all, { key, kind, name, size, sent: 0, state: "sending", file }]);
  void judge(file).then((doubt) => doubt && change(key, { doubt }));
  void run(key, done);
}

export function again(key: number, done: () => void): void {
  change(key, { state: "sending" });
  void run(key, done);
}

async function run(key: number, done: () => void) {
  for (let tries = 0; ; tries++) {
    const one = all.find((each) => each.key === key);
    if (!one) return;
    const answer = await goOn(one);
    if (answer.ok) {
      forget(key);
      return done();
    }
    const { refusal } = answer;
    if (refusal.code !== "offline" && refusal.status < 500)
      return change(key, { state: "failed", refusal });
    const now = all.find((each) => each.key === key);
    // Something of it came through: the network is bad, not away.
    if ((now?.sent ?? 0) > one.sent) tries = 0;
    change(key, { state: "paused" });
    await online(Math.min(1000 * 2 ** tries, WAIT_MS_MAX));
    change(key, { state: "sending" });
  }
}

/** Until the browser says that there is a network, or for so long. */
const online = (ms: number) =>
  new Promise<void>((done) => {
    const timer = setTimeout(end, ms);
    function end() {
      clearTimeout(timer);
      removeEventListener("online", end);
      done();
    }
    addEventListener("online", end);
  });

async function goOn(one: Sending): Promise<Answer<null>> {
  const place = one.id ? await placeOf(one.id) : await begin(one);
  if (!place.ok) return place;
  const { id } = place.body;
  let { offset } = place.body;
  change(one.key, { id, sent: offset });
  // Whoever sent the last piece and did not hear of it sends an empty one, and hears.
  do {
    const piece = one.file.slice(offset, offset + PIECE);
    const sent = await ask("PATCH", `${AT}/${id}`, { "Upload-Offset": String(offset) }, piece);
    if (!sent.ok) return sent;
    offset = Number(sent.body.get("upload-offset"));
    change(one.key, { sent: offset });
  } while (offset < one.size);
  return { ok: true, body: null };
}

type Place = { id: string; offset: number };

async function placeOf(id: string): Promise<Answer<Place>> {
  const head = await ask("HEAD", `${AT}/${id}`, {});
  return head.ok
    ? { ok: true, body: { id, offset: Number(head.body.get("upload-offset")) } }
    : head;
}

async function begin({ file, kind, name, size }: Sending): Promise<Answer<Place>> {
  const fingerprint = await fingerprintOf(file);
  const known = await call<Evidence>("GET", AT);
  if (!known.ok) return known;
  const same = known.body.files.find(
    (each) =>
      each.state === "uploading" &&
      each.fingerprint === fingerprint &&
      each.kind === kind &&
      each.sizeBytes === size,
  );
  if (same && fingerprint) return { ok: true, body: { id: same.id, offset: same.receivedBytes } };
  const begun = await ask("POST", AT, {
    "Upload-Length": String(size),
    "Upload-Metadata": Object.entries({ kind, filename: name, fingerprint })
      .map(([key, value]) => `${key} ${base64(value)}`)
      .join(","),
  });
  if (!begun.ok) return begun;
  return { ok: true, body: { id: begun.body.get("location")?.split("/").pop() ?? "", offset: 0 } };
}

async function ask(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Blob,
): Promise<Answer<Headers>> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...{ method, credentials: "same-origin", body: body ?? null },
      headers: {
        ...{ "Tus-Resumable": "1.0.0", ...headers },
        ...(body && { "Content-Type": "application/offset+octet-stream" }),
      },
    });
  } catch {
    return { ok: false, refusal: { code: "offline", status: 0 } };
  }
  if (response.ok) return { ok: true, body: response.headers };
  const said = (await response.json().catch(() => null)) as Partial<Refusal> | null;
  return { ok: false, refusal: { code: "unreadable", ...said, status: response.status } };
}

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Empty where the browser does not offer it (plain http): then a file begins anew. */
async function fingerprintOf(file: File): Promise<string> {
  try {
    const parts = [String(file.size), file.slice(0, HEAD), file.slice(-TAIL)];
    const bytes = await new Blob(parts).arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return "";
  }
}

const SIDE_MIN = 800;
const LOOK = 256;
const FLAT = 40;
const WHITE = 0.1;

/** Is a photo too small, blurred, or full of light? A guess, said and no more. */
async function judge(file: File): Promise<Doubt | null> {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return null;
  try {
    const picture = await createImageBitmap(file);
    if (Math.max(picture.width, picture.height) < SIDE_MIN) return "small";
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = LOOK;
    const drawn = canvas.getContext("2d");
    if (!drawn) return null;
    drawn.drawImage(picture, 0, 0, LOOK, LOOK);
    return doubtOf(drawn.getImageData(0, 0, LOOK, LOOK).data, LOOK);
  } catch {
    return null;
  }
}

/** Pure. `pixels`: RGBA of a square. Edges are measured by how much each pixel differs from those around it. */
export function doubtOf(pixels: Uint8ClampedArray, side: number): Doubt | null {
  const light = (at: number) => pixels[at * 4 + 1] ?? 0;
  let white = 0;
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = 1; y < side - 1; y++)
    for (let x = 1; x < side - 1; x++) {
      const at = y * side + x;
      if (light(at) > 252) white++;
      const edge =
        4 * light(at) - light(at - 1) - light(at + 1) - light(at - side) - light(at + side);
      sum += edge;
      squares += edge * edge;
      count++;
    }
  if (squares / count - (sum / count) ** 2 < FLAT) return "blurred";
  return white / count > WHITE && white / count < 0.5 ? "glare" : null;
}
