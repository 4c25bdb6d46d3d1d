/**
 * What a program reads in a document, for an agent who has the picture beside it. Read, not verified: neither
 * letters nor check digits tell a real document from a forged one (the name of a passport has no check digit
 * at all), so nothing here is a proof, and nothing of it is kept.
 */
import { parse } from "mrz";
import { judgeNumber, maskNumber } from "./id-number.ts";
import type { Read } from "./reader-child.ts";

export type Field = {
  name: "name" | "id-number" | "birth-date" | "document-number" | "expiry-date";
  value: string;
  /** `none`: there is no check for it. */
  check: "passed" | "failed" | "none";
  from: "text" | "zone";
};
export type Reading = {
  authenticity: "not-assessed";
  confidence: number;
  fields: Field[];
  /** The lines as they were read; long numbers covered. */
  lines: string[];
};

/** The reader puts spaces between Chinese characters. */
const joined = (line: string) =>
  line.replace(/(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff\d])/g, "").trim();

const NUMBER = /(?<![\dXx])[1-9](?:\s?\d){16}\s?[\dXx](?![\dXx])/g;

export function readingOf({ text, confidence, zone }: Read, today: string): Reading {
  const lines = text.split("\n").map(joined).filter(Boolean).slice(0, 60);
  const fields: Field[] = [];
  const name = /姓\s*名\s*[:：]?\s*([\u3400-\u9fff·]{2,15})/.exec(lines.join("\n"))?.[1];
  if (name) fields.push({ name: "name", value: name, check: "none", from: "text" });
  for (const [found] of lines.join("\n").matchAll(NUMBER)) {
    const number = found.replace(/\s/g, "");
    const judged = judgeNumber(number, today);
    const check = judged.is === "fits" ? "passed" : "failed";
    fields.push({ name: "id-number", value: maskNumber(number), check, from: "text" });
    if (judged.is === "fits")
      fields.push({ name: "birth-date", value: judged.birth, check: "none", from: "text" });
  }
  const covered = lines.map((line) =>
    line.replace(NUMBER, (found) => maskNumber(found.replace(/\s/g, ""))),
  );
  return {
    authenticity: "not-assessed",
    confidence,
    fields: [...fields, ...zoneFields(zone)],
    lines: covered.map((line) => line.replace(/\d{12,}/g, (run) => "*".repeat(run.length))),
  };
}

/** ICAO 9303: two lines of 44, two of 36, or three of 30. Nothing is corrected. */
function zoneFields(zone: string): Field[] {
  const lines = zone
    .split("\n")
    .map((line) => line.replace(/\s/g, ""))
    .filter((line) => /^[A-Z0-9<]{30,44}$/.test(line) && line.includes("<"));
  for (const [count, length] of [
    [2, 44],
    [2, 36],
    [3, 30],
  ] as const) {
    const fit = lines.filter((line) => line.length === length).slice(-count);
    if (fit.length < count) continue;
    try {
      return fieldsOf(fit);
    } catch {
      // Not a zone after all.
    }
  }
  return [];
}

function fieldsOf(lines: string[]): Field[] {
  const { details, fields } = parse(lines, { autocorrect: false });
  const checkOf = (digit: string): Field["check"] =>
    details.find(({ field }) => field === digit)?.valid ? "passed" : "failed";
  const said: [Field["name"], string | null | undefined, Field["check"]][] = [
    ["name", [fields.lastName, fields.firstName].filter(Boolean).join(" "), "none"],
    ["document-number", fields.documentNumber, checkOf("documentNumberCheckDigit")],
    ["birth-date", fields.birthDate, checkOf("birthDateCheckDigit")],
    ["expiry-date", fields.expirationDate, checkOf("expirationDateCheckDigit")],
  ];
  return said
    .filter(([, value]) => value)
    .map(([name, value, check]) => ({ name, value: String(value), check, from: "zone" }));
}
