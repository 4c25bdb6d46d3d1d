/** Files made to harm whoever opens them: each is "cannot be shown", and this process does not notice. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { jpeg, pdf } from "../../../test/evidence.ts";
import { heicPhoto } from "../../../test/heic.ts";
import { childFlags, makeView } from "./pictures.ts";

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const chunk = (type: string, data: Buffer) => {
  const body = Buffer.concat([Buffer.from(type), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
};
/** A PNG that says how large it is and holds as many zeros as it says, in very few bytes. */
function pngBomb(side: number): Buffer {
  const zeros = deflateSync(Buffer.alloc(Math.min((side + 1) * side, 50_000_000)));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", Buffer.concat([u32(side), u32(side), Buffer.from([8, 0, 0, 0, 0])])),
    chunk("IDAT", zeros),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A page whose content unpacks to far more than it is. */
function pdfBomb(): Buffer {
  const drawn = Buffer.from("0 0 m 600 800 l S ".repeat(3_000_000));
  const packed = deflateSync(drawn);
  return Buffer.concat([
    Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj
4 0 obj<</Filter/FlateDecode/Length ${packed.length}>>stream
`),
    packed,
    Buffer.from("\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"),
  ]);
}

describe("a file that cannot be shown", () => {
  const whole = jpeg("x", 2000, 1500);
  const table: [string, () => Buffer | Promise<Buffer>, string][] = [
    ["a photo that stops in the middle", async () => (await whole).subarray(0, 6000), "image/jpeg"],
    ["two bytes and noise", () => Buffer.from(`\xff\xd8\xff${"x".repeat(5000)}`), "image/jpeg"],
    ["a picture of 900 million pixels", () => pngBomb(30_000), "image/png"],
    ["a PDF that is none", () => Buffer.from("%PDF-1.4 and nothing more"), "application/pdf"],
    [
      "a PDF without a page",
      () => Buffer.from(pdf().toString().replace("/Kids[3 0 R]/Count 1", "/Kids[]/Count 0")),
      "application/pdf",
    ],
    [
      "a HEIC that stops in the middle",
      () => heicPhoto(256, 256, () => 90).subarray(0, 9000),
      "image/heic",
    ],
    ["a HEIC that is none", () => Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "image/heic"],
    [
      "drawing instructions, which are never read",
      () => Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"),
      "image/png",
    ],
    ["a type that nobody reads", () => Buffer.from("x"), "text/html"],
  ];
  for (const [what, bytes, type] of table)
    test(what, async () => {
      assert.equal(await makeView(await bytes(), type), null);
    });

  // Guard taken out once (the timer in run): this one went on for as long as it liked.
  test("a PDF that draws for ever is ended after its time", async () => {
    assert.equal(await makeView(pdfBomb(), "application/pdf", { timeMs: 2500 }), null);
  });

  // Every sample 0: a byte has to be taken out every third one, which this decoder does by moving all the rest.
  test("a HEIC that keeps the decoder busy is ended after its time", async () => {
    const slow = heicPhoto(2048, 2048, () => 0);
    assert.equal(await makeView(slow, "image/heic", { timeMs: 2500 }), null);
  });

  test("a picture that asks for more memory than there is for it ends its own process, not this one", async () => {
    const large = await sharp({
      create: { width: 7000, height: 7000, channels: 3, background: "#777777" },
    })
      .png()
      .toBuffer();
    assert.equal(await makeView(large, "image/png", { memoryKib: 120_000 }), null);
    // With the memory that it has, the same one is shown.
    assert.ok(await makeView(large, "image/png"));
  });
});

test("what draws a stranger's file can read nothing of ours, write nothing and start nothing", () => {
  const tries = [
    "require('fs').readFileSync('package-lock.json')",
    "require('fs').readFileSync('/etc/passwd')",
    "require('fs').writeFileSync('node_modules/x', 'x')",
    "require('child_process').execSync('true')",
    "new (require('worker_threads').Worker)('1', { eval: true })",
  ];
  for (const code of tries) {
    const { status, stderr } = spawnSync(process.execPath, [...childFlags, "-e", code], {
      env: {},
    });
    assert.notEqual(status, 0, code);
    assert.match(stderr.toString(), /ERR_ACCESS_DENIED/, code);
  }
});

describe("a picture that can be shown", () => {
  test("is turned as its camera said, made no larger than a screen, and loses what stood behind it", async () => {
    const sideways = await sharp({
      create: { width: 3000, height: 1000, channels: 3, background: "#123456" },
    })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const made = await makeView(
      Buffer.concat([sideways, Buffer.from("<script>alert(1)</script>")]),
      "image/jpeg",
    );
    const [view] = made?.pages ?? [];
    assert.deepEqual([view?.width, view?.height], [800, 2400]);
    assert.ok(!view?.bytes.includes("<script"));
  });

  test("a HEIC photo with a location comes out as a picture without one", async () => {
    const photo = heicPhoto(640, 480, (plane, x, y) => (plane === 0 ? 32 + ((x + y) % 180) : 128));
    const made = await makeView(photo, "image/heic");
    assert.deepEqual(
      [made?.facts.hadLocation, made?.facts.madeBy, made?.facts.takenAt],
      [true, "Test Phone 1", "2026-02-28T09:30:00.000Z"],
    );
    assert.deepEqual([made?.pages[0]?.width, made?.pages[0]?.height], [640, 480]);
    assert.ok(!made?.pages[0]?.bytes.includes("Test Phone"));
  });

  test("many at once wait for their turn, and each comes out", async () => {
    const small = await jpeg("q", 300, 200);
    const all = await Promise.all(Array.from({ length: 6 }, () => makeView(small, "image/jpeg")));
    assert.ok(all.every((made) => made?.pages.length === 1));
  });
});
