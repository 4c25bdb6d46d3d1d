/**
 * T34: an evidence pack with one bit turned, at a thousand places drawn by chance, and with files left out, added,
 * swapped and signed anew; each is held against the verifier, and against what anybody has: a zip program,
 * OpenSSL and SHA-256. Packs that nobody touched pass. A pack built twice from the same rows is the same.
 */
import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onBuild } from "../../src/features/packs/building.ts";
import { commands } from "../../src/features/packs/guide.ts";
import { hexOf, type Manifest, manifestOf, signerOf } from "../../src/features/packs/manifest.ts";
import { readParts } from "../../src/features/packs/parts.ts";
import { verifyPack } from "../../src/features/packs/verify.ts";
import { filesOf, type Packed, zipOf } from "../../src/features/packs/zip.ts";
import { OLD_CODES } from "../owner.ts";
import { type Packer, packer, report, transaction, unpack } from "../packs.ts";
import { makeWorld, type TestWorld } from "../world.ts";
import { exactly, type Fault, type Figure, noneOf, numbers, seeded } from "./fault.ts";

const FLIPS = { small: 60, full: 1_000 };
const CONTROLS = { small: 2, full: 50 };
const ROWS = { small: 20, full: 200 };
const SEED = 34;

async function anOwner(world: TestWorld, rows: number): Promise<{ id: string; owner: Packer }> {
  const id = await world.account("acc_34", {
    ...{ name: "𠮷田 龑 བོད", phone: "+8613800034034", email: "t34@example.com" },
    recoveryCodes: [...OLD_CODES],
  });
  await report(
    world,
    numbers(rows).map((n) => transaction(id, n, { payee: `王小明 ${n}` })),
  );
  return { id, owner: await packer(world, id) };
}

async function orderOne(world: TestWorld, owner: Packer, n: number) {
  const { body } = await owner.order({ lang: n % 2 === 0 ? "en" : "zh" });
  await world.settle();
  return body.pack.id as string;
}

const rowOf = ({ world }: TestWorld, id: string) =>
  world.db.selectFrom("packs").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

async function bytesOf(world: TestWorld, packId: string): Promise<Buffer> {
  const { accountId, build, sizeBytes } = await rowOf(world, packId);
  const parts: Buffer[] = [];
  for await (const part of readParts(
    ...([world.world, { accountId, packId, build }, sizeBytes ?? 0] as const),
  ))
    parts.push(part);
  return Buffer.concat(parts);
}

/** The same pack once more, from the same rows. */
async function buildAgain({ world }: TestWorld, accountId: string, packId: string) {
  await world.db.updateTable("packs").set({ state: "building" }).where("id", "=", packId).execute();
  const job = { accountId, id: "job_again", kind: "pack-build", attempts: 0, payload: { packId } };
  await onBuild(world, job);
}

const SIGNED = ["manifest.json", "manifest.sig", "public-key.pem"] as const;

/** `openssl` in a folder of the files that it is asked about; null when it ends with a refusal. */
export function openssl(files: Readonly<Record<string, Buffer>>, command: string): string | null {
  const folder = mkdtempSync(join(tmpdir(), "rightful-pack-"));
  try {
    for (const name of [...SIGNED, "SHA256SUMS"])
      if (files[name]) writeFileSync(join(folder, name), files[name]);
    const ran = spawnSync("/bin/sh", ["-c", command], { cwd: folder, encoding: "utf8" });
    if (ran.error) throw ran.error;
    return ran.status === 0 ? ran.stdout.trim() : null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What OpenSSL, SHA-256 and a zip program find: the steps of `how-to-verify.html`. */
export function foundByHand(zip: Buffer, whole: Readonly<Record<string, Buffer>>, key: string) {
  let files: Record<string, Buffer>;
  try {
    files = unpack(zip);
  } catch {
    return "unzip";
  }
  const isSame = (name: string) => files[name]?.equals(whole[name] as Buffer) === true;
  // Unchanged, its answer is known.
  if (!SIGNED.every(isSame)) {
    if (openssl(files, commands.signature) === null) return "signature";
    if (!openssl(files, commands.fingerprint)?.endsWith(key)) return "key";
  }
  const { files: listed }: Manifest = JSON.parse(String(files["manifest.json"]));
  const sums = files.SHA256SUMS ?? Buffer.alloc(0);
  if (listed.find(({ name }) => name === "SHA256SUMS")?.sha256 !== hexOf(sums)) return "sums";
  const lines = String(sums).trim().split("\n");
  const expected = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
  for (const [name, sha256] of expected)
    if (!files[name] || hexOf(files[name]) !== sha256) return "file";
  const more = Object.keys(files).filter((name) => !expected.has(name));
  return more.sort().join() === "SHA256SUMS,manifest.json,manifest.sig" ? null : "more";
}

/** What somebody does who does not turn bits: the name of each, and the file that comes of it. */
function forgeries(zip: Buffer): Record<string, Buffer> {
  const files = filesOf(zip) as Packed[];
  const without = (name: string) => files.filter((each) => each.name !== name);
  const [first, second, ...rest] = files as [Packed, Packed, ...Packed[]];
  const { privateKey } = generateKeyPairSync("ed25519");
  const secret = (privateKey.export({ format: "der", type: "pkcs8" }) as Buffer).subarray(-32);
  const other = signerOf(secret);
  const manifest: Manifest = JSON.parse(String(files.at(-2)?.bytes));
  const { format: _, key, count: __, head: ___, files: links, ...about } = manifest;
  const anew = manifestOf(about, { ...key, fingerprint: other.fingerprint }, links);
  return {
    "bytes before": Buffer.concat([Buffer.from("x"), zip]),
    "bytes behind": Buffer.concat([zip, Buffer.from("x")]),
    "cut off": zip.subarray(0, -1),
    "a file left out": zipOf(without("transactions.json")),
    "the signature left out": zipOf(without("manifest.sig")),
    "a file added": zipOf([...files, { name: "more.txt", bytes: Buffer.from("x") }]),
    "a file twice": zipOf([...files, first]),
    "two files swapped": zipOf([second, first, ...rest]),
    "two contents swapped": zipOf([
      { ...first, bytes: second.bytes },
      { ...second, bytes: first.bytes },
      ...rest,
    ]),
    "signed by somebody else": zipOf(
      files.map((each) =>
        each.name === "manifest.json"
          ? { ...each, bytes: anew }
          : each.name === "manifest.sig"
            ? { ...each, bytes: other.sign(anew) }
            : each.name === "public-key.pem"
              ? { ...each, bytes: Buffer.from(other.publicKeyPem) }
              : each,
      ),
    ),
  };
}

export const T34: Fault = {
  id: "T34",
  title: "an evidence pack is changed in any way, or built twice",
  needs: "own",
  run: async (size, say): Promise<Figure[]> => {
    const world = await makeWorld();
    try {
      const { id, owner } = await anOwner(world, ROWS[size]);
      await owner.prove();
      const packId = await orderOne(world, owner, 0);
      const zip = await bytesOf(world, packId);
      const key = (await rowOf(world, packId)).fingerprint ?? "";
      const whole = unpack(zip);
      say(`a pack of ${zip.length} bytes, ${Object.keys(whole).length} files; seed ${SEED}`);

      await buildAgain(world, id, packId);
      const again = await bytesOf(world, packId);
      const [twice, first] = [unpack(again)["manifest.json"], whole["manifest.json"]];

      const chance = seeded(SEED);
      const byHand = new Map<string, number>();
      let missed = 0;
      for (const _ of numbers(FLIPS[size])) {
        const at = Math.floor(chance() * zip.length * 8);
        const turned = Buffer.from(zip);
        turned[at >> 3] = (turned[at >> 3] ?? 0) ^ (1 << (at & 7));
        if (verifyPack(turned, key).sound) missed++;
        const found = foundByHand(turned, whole, key) ?? "not found";
        byHand.set(found, (byHand.get(found) ?? 0) + 1);
      }
      const unseen = byHand.get("not found") ?? 0;
      say(`by hand: ${[...byHand].map(([how, count]) => `${how} ${count}`).join(", ")}`);

      const passed = Object.entries(forgeries(zip)).filter(
        ([, forged]) => verifyPack(forged, key).sound,
      );
      let wrong = 0;
      for (const n of numbers(CONTROLS[size])) {
        await world.world.db.deleteFrom("packs").where("id", "!=", packId).execute();
        world.skip(1);
        // A session lasts half an hour, a proof five minutes.
        if (n % 200 === 199) await owner.prove(OLD_CODES[1]);
        const clean = await bytesOf(world, await orderOne(world, owner, n));
        const isByHand = foundByHand(clean, unpack(clean), key) === null;
        if (!verifyPack(clean, key).sound || !isByHand) wrong++;
      }
      return [
        noneOf("turned bits that the verifier did not find", missed, FLIPS[size]),
        {
          what: "turned bits that OpenSSL, SHA-256 and a zip program do not find (no file's content)",
          measured: `${unseen} of ${FLIPS[size]}`,
          wanted: "told; each is in the zip's own bookkeeping",
          holds: unseen < FLIPS[size] / 4,
        },
        exactly("forgeries that passed", passed.map(([how]) => how).join(), ""),
        noneOf("packs that nobody touched and that did not pass", wrong, CONTROLS[size]),
        exactly(
          "signature by OpenSSL",
          openssl(whole, commands.signature) ?? "",
          "Signature Verified Successfully",
        ),
        exactly(
          "manifests of a pack built twice are equal",
          String(first?.equals(twice as Buffer)),
          "true",
        ),
        exactly("the whole pack built twice is equal", String(zip.equals(again)), "true"),
      ];
    } finally {
      await world.end();
    }
  },
};
