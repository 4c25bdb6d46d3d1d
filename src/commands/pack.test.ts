import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { hexOf, manifestOf, signerOf } from "../features/packs/manifest.ts";
import { type Packed, zipOf } from "../features/packs/zip.ts";
import { pack } from "./pack.ts";

const folder = await mkdtemp(join(tmpdir(), "rightful-pack-"));
after(() => rm(folder, { recursive: true }));

const signer = signerOf(Buffer.alloc(32, 5));
function aPack(): Packed[] {
  const files = [
    { name: "a.txt", bytes: Buffer.from("what happened") },
    { name: "public-key.pem", bytes: Buffer.from(signer.publicKeyPem) },
  ];
  const listed = files.map(({ name, bytes }) => ({
    ...{ name, type: "text", format: "text/plain", sizeBytes: bytes.length, sha256: hexOf(bytes) },
  }));
  const about = {
    ...{ pack: "pack_1", reference: "K7-4F2Q", operator: "A wallet", server: "http://localhost" },
    ...{ account: "acc", lang: "en", from: "", to: "", signedAt: "2026-03-02T00:00:00.000Z" },
    ...{ record: { seq: 1, hash: "" }, counterAccounts: "masked" },
  };
  const key = { fingerprint: signer.fingerprint, publishedAt: "http://localhost/keys" };
  const manifest = manifestOf(about, key, listed);
  return [
    ...files,
    { name: "manifest.json", bytes: manifest },
    { name: "manifest.sig", bytes: signer.sign(manifest) },
  ];
}

async function run(bytes: Buffer | null, ...more: string[]) {
  const file = join(folder, "a.zip");
  if (bytes) await writeFile(file, bytes);
  const [said, complained]: [string[], string[]] = [[], []];
  const say = (lines: string[]) => (line: string) => void lines.push(line);
  const args = bytes ? ["verify", file, ...more] : more;
  const code = await pack(args, say(said), say(complained));
  return { code, said: said.join("\n"), complained: complained.join("\n") };
}

test("a sound pack ends with 0, says whose key it needs to be, and says nothing more when that was named", async () => {
  const zip = zipOf(aPack());
  const alone = await run(zip);
  assert.equal(alone.code, 0);
  assert.match(alone.said, /4 files, none was changed, added or left out/);
  assert.match(alone.said, /compare it with http:\/\/localhost\/keys/);
  const named = await run(zip, "--fingerprint", signer.fingerprint.toUpperCase());
  assert.equal(named.code, 0);
  assert.equal(named.said.split("\n").length, 1);
  const json = JSON.parse((await run(zip, "--json")).said);
  assert.deepEqual([json.sound, json.keyKnown, json.faults], [true, null, []]);
});

test("what was changed ends with 1 and is named", async () => {
  const files = aPack();
  const changed = files.map((each) =>
    each.name === "a.txt" ? { ...each, bytes: Buffer.from("what happene!") } : each,
  );
  const cases: [Buffer, RegExp][] = [
    [zipOf(changed), /changed {2}A file was changed: a\.txt/],
    [zipOf(files.slice(1)), /missing {2}A file is missing: a\.txt/],
    [zipOf([...files, { name: "b.txt", bytes: Buffer.from("") }]), /extra .*: b\.txt/],
    [Buffer.concat([zipOf(files), Buffer.from("\0")]), /layout/],
    [Buffer.from("nothing"), /no-zip/],
    [Buffer.alloc(0), /no-zip/],
    [zipOf([{ name: "manifest.json", bytes: Buffer.from('{"files":[null]}') }]), /no-manifest/],
  ];
  for (const [zip, words] of cases) {
    const { code, said } = await run(zip);
    assert.equal(code, 1, String(words));
    assert.match(said, words);
  }
  const other = await run(zipOf(files), "--fingerprint", "00".repeat(32));
  assert.equal(other.code, 1);
  assert.match(other.said, /other-key/);
});

test("wrong use, and a file that is not there, end with 2", async () => {
  for (const args of [[], ["verify"], ["check", "x"], ["verify", join(folder, "none.zip")]]) {
    const { code, complained } = await run(null, ...args);
    assert.equal(code, 2, args.join(" "));
    assert.notEqual(complained, "");
  }
});
