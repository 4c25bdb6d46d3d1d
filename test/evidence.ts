/** Files as a claimant's program sends them: the public API only, and tus as its page says. */
import assert from "node:assert/strict";
import sharp from "sharp";
import type { OpenCase } from "./cases.ts";
import type { Reply, TestWorld } from "./world.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
export const metadata = (of: Record<string, string>) =>
  Object.entries(of)
    .map(([name, value]) => `${name} ${base64(value)}`)
    .join(",");

export function sender(world: TestWorld, { token, caseAt }: OpenCase) {
  const at = `${caseAt}/evidence`;
  const begin = (length: number, of: Record<string, string>, more = {}) =>
    world.call("POST", at, undefined, {
      bearer: token,
      headers: {
        "tus-resumable": "1.0.0",
        "upload-length": String(length),
        "upload-metadata": metadata(of),
        ...more,
      },
    });
  const go = (id: string, offset: number, bytes: Buffer, more = {}) =>
    world.call("PATCH", `${at}/${id}`, bytes, {
      bearer: token,
      headers: {
        "tus-resumable": "1.0.0",
        "upload-offset": String(offset),
        "content-type": "application/offset+octet-stream",
        ...more,
      },
    });
  const head = (id: string) => world.call("HEAD", `${at}/${id}`, undefined, { bearer: token });
  /** A whole file, and what came of it. */
  const send = async (bytes: Buffer, kind = "id-front", filename = "photo.jpg") => {
    const begun = await begin(bytes.length, { kind, filename });
    assert.equal(begun.status, 201, JSON.stringify(begun.body));
    const { id } = begun.body.evidence;
    const gone = await go(id, 0, bytes);
    assert.equal(gone.status, 204, JSON.stringify(gone.body));
    return id as string;
  };
  const list = async () => {
    const { status, body } = await world.as(token).get(at);
    assert.equal(status, 200, JSON.stringify(body));
    return body.files as any[];
  };
  const one = async (id: string) => (await list()).find((file) => file.id === id);
  return { at, begin, go, head, send, list, one };
}

/** A small picture; `text` makes it another one. */
export const jpeg = (text = "a", width = 900, height = 600): Promise<Buffer> =>
  sharp({
    create: {
      ...{ width, height, channels: 3 },
      background: { r: text.charCodeAt(0), g: text.length * 40, b: 128 },
    },
  })
    .jpeg()
    .withExif({
      IFD0: { Software: "Camera of a test" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "31/1 13/1 50/1" },
    })
    .toBuffer();

/** A page that says so. */
export const pdf = (text = "Bank slip", more = ""): Buffer =>
  Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R${more}>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length ${text.length + 32}>>stream
BT /F1 36 Tf 80 700 Td (${text}) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF`);

export const EICAR = [
  "X5O!P%@AP[4\\PZX54(P^)7CC)7}",
  "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
].join("");

export const ok = (reply: Reply, status = 200) => {
  assert.equal(reply.status, status, JSON.stringify(reply.body));
  return reply.body;
};
