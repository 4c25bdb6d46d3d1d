import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanName, isEicar, judgeRoom, SIZE_BYTES_MAX, typeOf } from "./rules.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");
const ftyp = (major: string, ...also: string[]) =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 16 + also.length * 4]),
    bytes(`ftyp${major}\0\0\0\0${also.join("")}`),
    bytes("mdat"),
  ]);

test("a file is what its first bytes say, and anything else is refused", () => {
  const table: [Buffer, string | null][] = [
    [bytes("\xff\xd8\xff\xe0 JFIF"), "image/jpeg"],
    [bytes("\x89PNG\r\n\x1a\n rest"), "image/png"],
    [bytes("RIFF\x10\0\0\0WEBPVP8 "), "image/webp"],
    [bytes("%PDF-1.7\n"), "application/pdf"],
    [ftyp("heic"), "image/heic"],
    [ftyp("mif1", "mif1", "heic"), "image/heic"],
    [ftyp("isom", "avc1"), "video/mp4"],
    [ftyp("avif", "mif1"), null],
    [bytes("<!doctype html><script>"), null],
    [bytes("<svg xmlns='http://www.w3.org/2000/svg'>"), null],
    [bytes("GIF89a"), null],
    [bytes("PK\x03\x04"), null],
    [bytes("RIFF\x10\0\0\0WAVEfmt "), null],
    [bytes(" %PDF-1.7"), null],
    [bytes("MZ"), null],
    [bytes("\0\0\0\x18ftyp"), null],
    [Buffer.alloc(0), null],
  ];
  for (const [given, type] of table)
    assert.equal(typeOf(given), type, given.toString("latin1").slice(0, 20));
});

test("a case has room for so many files and bytes, and for so many beginnings", () => {
  const of = (count: number, state: string, sizeBytes = 1000) =>
    Array.from({ length: count }, () => ({ state, sizeBytes }));
  assert.equal(judgeRoom([], 1000), "yes");
  assert.equal(judgeRoom([], SIZE_BYTES_MAX), "yes");
  assert.equal(judgeRoom([], SIZE_BYTES_MAX + 1), "large");
  assert.equal(judgeRoom([], 0), "large");
  assert.equal(judgeRoom([], -5), "large");
  assert.equal(judgeRoom(of(19, "accepted"), 1000), "yes");
  assert.equal(judgeRoom(of(20, "accepted"), 1000), "full");
  assert.equal(judgeRoom(of(20, "withdrawn"), 1000), "yes");
  assert.equal(judgeRoom(of(80, "withdrawn"), 1000), "full");
  // What is announced takes its room before a byte of it has come.
  assert.equal(judgeRoom(of(6, "uploading", SIZE_BYTES_MAX), 1), "full");
});

test("the scanners' test file is known wherever it stands in a file", () => {
  const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}", "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join(
    "",
  );
  assert.ok(isEicar(bytes(eicar)));
  assert.ok(isEicar(Buffer.concat([bytes("\xff\xd8\xff"), Buffer.alloc(5000), bytes(eicar)])));
  assert.ok(!isEicar(bytes(eicar.replace("H+H", "H-H"))));
});

test("a file's name is a line that people can read, whatever was sent", () => {
  assert.equal(cleanName("../../etc/passwd"), "....etcpasswd");
  assert.equal(cleanName("photo\u202egpj.exe"), "photogpj.exe");
  assert.equal(cleanName("a\0b\r\nSet-Cookie: x=1"), "abSet-Cookie: x=1");
  assert.equal(cleanName("身份证 正面.jpg"), "身份证 正面.jpg");
  assert.equal(cleanName("x".repeat(500)).length, 80);
});
