/**
 * An evidence pack of 10,000 payments, from asking for it to the moment at which it can be downloaded, against
 * the same rows put on pages by pdfkit the ordinary way, then hashed and zipped: a bare script without database,
 * seals, chain, signature or second font.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { zipSync } from "fflate";
import PDFDocument from "pdfkit";
import { OLD_CODES } from "../test/owner.ts";
import { packer, report, transaction, unpack } from "../test/packs.ts";
import { makeWorld } from "../test/world.ts";
import { atMost, type Bench, median, row, versionOf } from "./bench.ts";

const ROWS = 10_000;
const SECONDS_MAX = 10;
const FONT = "node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf";

type Payment = { id: string; at: string; amount: string; payee: string };

async function bare(payments: readonly Payment[], files: Record<string, Buffer>): Promise<number> {
  const began = performance.now();
  const doc = new PDFDocument({ size: "A4", margin: 40 });
  const chunks: Buffer[] = [];
  doc.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((done) => doc.on("end", done));
  doc.font(readFileSync(FONT) as unknown as string).fontSize(8);
  let y = 40;
  for (const { id, at, amount, payee } of payments) {
    if (y > 780) {
      doc.addPage();
      y = 40;
    }
    for (const [n, text] of [at, amount, payee, id].entries())
      doc.text(text, 40 + n * 130, y, { lineBreak: false });
    y += 14;
  }
  doc.end();
  await ended;
  const all = { ...files, "evidence.pdf": Buffer.concat(chunks) };
  for (const bytes of Object.values(all)) createHash("sha256").update(bytes).digest("hex");
  zipSync(all, { level: 0 });
  return (performance.now() - began) / 1000;
}

export const pack: Bench = {
  name: "pack",
  title: "An evidence pack of 10,000 payments, from asking to ready",
  run: async (say, quick) => {
    const world = await makeWorld();
    try {
      const count = quick ? 1_000 : ROWS;
      const rounds = quick ? 1 : 5;
      const id = await world.account("acc_bench", {
        ...{ phone: "+8613800077001", email: "bench@example.com", recoveryCodes: [...OLD_CODES] },
      });
      const payments = Array.from({ length: count }, (_, n) =>
        transaction(id, n, { payee: `王小明 ${n}` }),
      ) as unknown as Payment[];
      await report(world, payments);
      const owner = await packer(world, id);
      await owner.prove();
      const [ours, limit]: [number[], number[]] = [[], []];
      let bytes = 0;
      let files: Record<string, Buffer> = {};
      for (let turn = 0; turn <= rounds; turn++) {
        await world.world.db.deleteFrom("packs").execute();
        const began = performance.now();
        const asked = await owner.order({ lang: "zh" });
        if (asked.status !== 202) throw new Error(JSON.stringify(asked.body));
        await world.settle();
        const seconds = (performance.now() - began) / 1000;
        const [view] = await owner.list();
        if (view?.state !== "ready") throw new Error(`It is ${view?.state}.`);
        bytes = view.sizeBytes;
        if (turn === 0) {
          files = unpack((await owner.download(view.id)).zip);
          // The download has spent the proof.
          await owner.prove(OLD_CODES[1]);
        }
        const without = await bare(payments, files);
        say(`round ${turn}: ours ${seconds.toFixed(2)} s, bare ${without.toFixed(2)} s`);
        if (turn === 0 && !quick) continue;
        ours.push(seconds);
        limit.push(without);
      }
      return {
        rows: [
          atMost(`${count} payments, from asking to ready`, "s", ours, SECONDS_MAX),
          row("the same rows by a bare script, no database", "s", limit),
          row("ours to bare", "times", [median(ours) / median(limit)]),
          row("size of the pack", "KB", [bytes / 1000]),
        ],
        notes: [
          "Ours: the request, reading and opening every row, pages, CSV and JSON in a thread of its own, hashes, chain, signature, sealed pieces, notices.",
          "Bare: one text a cell by pdfkit, one font, SHA-256 of each file, a zip of stored files in memory.",
        ],
        versions: { pdfkit: versionOf("pdfkit") },
      };
    } finally {
      await world.end();
    }
  },
};
