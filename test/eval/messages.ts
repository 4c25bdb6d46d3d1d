/**
 * The shield's messages against labelled ones, `sms.csv` (text, label, lang, source): by the measures that its goals are set
 * in, the tuning and the checking part apart, and the speed of one core.
 */
import { join } from "node:path";
import { loadRegistry } from "../../src/features/registry/index.ts";
import { checkMessage } from "../../src/features/shield/message.ts";
import { prepare } from "../../src/features/shield/registry.ts";
import { partOf, percent, rowsOf, tableOf } from "./rows.ts";

export type Message = { text: string; label: string; lang: string; source: string };

export const messagesOf = (folder: string): Message[] =>
  rowsOf(join(folder, "sms.csv")).map(({ text = "", label = "", lang = "", source = "" }) => ({
    ...{ text, label, lang, source },
  }));

/** Texts that differ in their links and digits alone are on one side: they come from one template. */
export const partOfMessage = (text: string) =>
  partOf(
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(
        /(https?\s*:?\s*\/\s*\/\s*)?[a-z0-9-]+(\.[a-z0-9-]+)+(\/[^\s\u4e00-\u9fff，。]*)?/g,
        "u",
      )
      .replace(/\d+/g, "0")
      .replace(/\s+/g, " ")
      .trim(),
  );

type Measure = [name: string, rows: (message: Message) => boolean];
const measures: Measure[] = [
  ["recall, Chinese", ({ label, lang }) => label === "smishing" && lang === "zh"],
  ["recall, English", ({ label, lang }) => label === "smishing" && lang === "en"],
  [
    "  written for this project",
    ({ label, source }) => label === "smishing" && /curated/.test(source),
  ],
  ["  labelled by people (fbs)", ({ label, source }) => label === "smishing" && /fbs/.test(source)],
  [
    "  labelled by people (Mendeley)",
    ({ label, source }) => label === "smishing" && /mendeley/.test(source),
  ],
  [
    "  labelled by people (SpamHunter)",
    ({ label, source }) => label === "smishing" && /labelled/.test(source),
  ],
  [
    "  picked by key words (SpamHunter)",
    ({ label, source }) => label === "smishing" && /weak/.test(source),
  ],
  ["false positives, ham", ({ label }) => label === "ham"],
  ["  Chinese", ({ label, lang }) => label === "ham" && lang === "zh"],
  ["  English", ({ label, lang }) => label === "ham" && lang === "en"],
  ["  codes and notices", ({ label, source }) => label === "ham" && /curated|mudou/.test(source)],
  ["  codes and notices, ours", ({ label, source }) => label === "ham" && /curated/.test(source)],
  ["advertising flagged (neutral)", ({ label }) => label === "spam"],
];

type Part = ReturnType<typeof partOf>;

/** `misses`: how many of the wrongly judged of the tuning part are shown; those of the checking part never are. */
export function evaluateMessages(
  folder: string,
  { parts = ["tuning", "checking"] as readonly Part[], misses = 0 } = {},
): string[] {
  const prepared = prepare(loadRegistry());
  const messages = messagesOf(folder);
  const lines: string[] = [];
  for (const part of parts) {
    const here = messages.filter(({ text }) => partOfMessage(text) === part);
    const flagged = new Set(
      here.filter(({ text }) => /suspicious|malicious/.test(checkMessage(prepared, text).verdict)),
    );
    const table = measures.map(([name, belongs]) => {
      const those = here.filter(belongs);
      const n = those.filter((message) => flagged.has(message)).length;
      return [name, percent(n, those.length), `${n} of ${those.length}`];
    });
    lines.push("", `Messages, ${part} part (${here.length})`, ...tableOf(table));
    const isWrong = (message: Message) =>
      message.label === (flagged.has(message) ? "ham" : "smishing");
    if (part === "tuning")
      for (const { label, lang, source, text } of here.filter(isWrong).slice(0, misses))
        lines.push(`${label} ${lang} ${source}: ${text.slice(0, 200)}`);
  }
  // Processor time: what else runs on the machine is not counted.
  const before = process.cpuUsage();
  for (const { text } of messages) checkMessage(prepared, text);
  const { user, system } = process.cpuUsage(before);
  const rate = Math.round(messages.length / ((user + system) / 1e6));
  lines.push("", `${rate} messages a second of one core`);
  return lines;
}
