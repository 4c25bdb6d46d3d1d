/**
 * Evidence: files that a claimant shows, for people to look at. A thief wants three things of it: a file that
 * harms whoever opens it, an owner's identity card to copy, and room to fill. So a file is what its bytes say,
 * never its name; what people see is drawn anew in a process that has nothing to lose; the original never leaves;
 * every look is written down first; and a case has room for so many files and no more.
 */
import { problem } from "../../core/problem.ts";

export const kinds = [
  ...(["id-front", "id-back", "selfie", "sim-contract", "screenshot"] as const),
  ...(["chat-with-scammer", "bank-slip", "other"] as const),
] as const;
export type Kind = (typeof kinds)[number];

export const states = [
  ...(["uploading", "checking", "accepted", "unreadable", "quarantined"] as const),
  ...(["rejected", "withdrawn", "deleted"] as const),
] as const;
export type State = (typeof states)[number];

export const SIZE_BYTES_MAX = 20_000_000;
export const FILES_MAX = 20;
export const CASE_BYTES_MAX = 120_000_000;
/** Of all that were ever begun: whoever takes back and begins anew comes to an end too. */
export const BEGUN_MAX = 80;
/** Pieces of a file: a connection may break often, and nobody may fill a table with single bytes. */
export const PIECE_BYTES = 1_048_576;
export const PIECES_MAX = 400;
/** An upload that stopped waits so long for its rest. */
export const UNFINISHED_DAYS = 7;
/** One opening shows a file for so long. */
export const VIEW_MINUTES = 10;
export const EVIDENCE_DAYS = 90;
/** A name without an account has nothing to keep it for: until an appeal would be too late. */
export const STRANGER_DAYS = 15;

export const NoFile = problem("no-file", 404, "There is no such file.");
export const OtherOffset = problem(
  "other-offset",
  409,
  "The upload stands elsewhere. Ask where, and go on from there.",
);
export const TooLargeFile = problem("file-too-large", 413, "A file may have 20 MB at most.");
export const TooManyFiles = problem(
  "too-many-files",
  409,
  "This case has as many files as it can hold.",
);
export const NotTus = problem("not-tus", 412, "This server speaks version 1.0.0 of tus.");
export const BadUpload = problem(
  "bad-upload",
  422,
  "What was said of the file cannot be read, or a part of it is missing.",
);
export const NotOpened = problem("not-opened", 403, "Open the file first: every look is recorded.");
export const CannotShow = problem("cannot-show", 409, "This file cannot be shown.");

/** What counts as there for a verdict. */
export const counts = (state: string) =>
  ["checking", "accepted", "unreadable", "quarantined"].includes(state);
/** What takes room. */
export const takesRoom = (state: string) => state === "uploading" || counts(state);

type Room = { state: string; sizeBytes: number };
/** May one more of this size begin? */
export function judgeRoom(files: readonly Room[], sizeBytes: number): "yes" | "large" | "full" {
  if (sizeBytes > SIZE_BYTES_MAX || sizeBytes < 1) return "large";
  const here = files.filter(({ state }) => takesRoom(state));
  const used = here.reduce((sum, file) => sum + file.sizeBytes, 0);
  const isFull =
    here.length >= FILES_MAX || files.length >= BEGUN_MAX || used + sizeBytes > CASE_BYTES_MAX;
  return isFull ? "full" : "yes";
}

export const types = [
  ...(["image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"] as const),
  "video/mp4",
] as const;
export type Type = (typeof types)[number];

/** Brands of ISO/IEC 23008-12 that hold HEVC pictures, and of ISO/IEC 14496-12 that hold a film. */
const HEIC = ["heic", "heix", "heim", "heis", "hevc", "hevx"];
const MP4 = ["isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "dash"];

const latin = (bytes: Buffer, from: number, to: number) =>
  bytes.subarray(from, to).toString("latin1");

/** What the bytes are; null for anything that we do not take. Names and headers say nothing. */
export function typeOf(bytes: Buffer): Type | null {
  const head = latin(bytes, 0, 8);
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head === "\x89PNG\r\n\x1a\n") return "image/png";
  if (head.startsWith("RIFF") && latin(bytes, 8, 12) === "WEBP") return "image/webp";
  if (head.startsWith("%PDF-")) return "application/pdf";
  if (latin(bytes, 4, 8) !== "ftyp" || bytes.length < 16) return null;
  const end = Math.min(bytes.readUInt32BE(0), bytes.length, 256);
  const brands = [latin(bytes, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(latin(bytes, at, at + 4));
  if (brands.some((brand) => HEIC.includes(brand))) return "image/heic";
  return MP4.includes(brands[0] ?? "") ? "video/mp4" : null;
}

/**
 * The test file that every scanner knows, wherever it stands: whether the way to quarantine works can be
 * seen without a scanner and without anything harmful. Written apart, so that no scanner stops at this file.
 */
const EICAR = [
  String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$`,
  "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
];
export const isEicar = (bytes: Buffer) => bytes.includes(EICAR.join(""), 0, "latin1");

export const verdicts = ["good", "unreadable", "doubtful", "forged"] as const;
export const retakeReasons = [
  "blurred",
  "cut-off",
  "glare",
  "wrong-side",
  "other-document",
] as const;

/** A name as people may read it: no control characters, no marks that turn a line around, not too long. */
export const cleanName = (name: string) =>
  name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}/\\]/gu, "")
    .trim()
    .slice(0, 80);
