/**
 * A HEIC photo as a phone writes it, made from nothing: real HEVC (ISO/IEC 23008-2), of which only what needs no
 * transform is used. Every block is I_PCM, so its samples stand in the stream as they are: a picture of 12 million
 * samples is a file of 12 MB, and no encoder has to be installed. With EXIF, its location included.
 */
class Bits {
  #bytes: Buffer;
  #at = 0;
  #held = 0;
  #count = 0;
  constructor(size = 256) {
    this.#bytes = Buffer.alloc(size);
  }
  byte(value: number) {
    this.#bytes[this.#at++] = value;
  }
  u(count: number, value: number): this {
    for (let n = count - 1; n >= 0; n--) {
      this.#held = (this.#held << 1) | ((value >>> n) & 1);
      if (++this.#count < 8) continue;
      this.byte(this.#held);
      [this.#held, this.#count] = [0, 0];
    }
    return this;
  }
  /** Exp-Golomb; of the signed ones only 0 is written, which is the same. */
  ue(...values: number[]): this {
    for (const value of values) {
      const length = 31 - Math.clz32(value + 1);
      this.u(length, 0).u(length + 1, value + 1);
    }
    return this;
  }
  flags(...values: number[]): this {
    for (const value of values) this.u(1, value);
    return this;
  }
  align(): this {
    while (this.#count > 0) this.u(1, 0);
    return this;
  }
  /** rbsp_trailing_bits, and byte_alignment of a slice header. */
  stop(): this {
    return this.u(1, 1).align();
  }
  whole(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }
}

/** Section 7.3.1.1: a 3 is put between two zeros and what would look like a start code. */
function nal(type: number, payload: Uint8Array): Buffer {
  const out = Buffer.alloc(payload.length + Math.ceil(payload.length / 2) + 8);
  out[0] = type << 1;
  out[1] = 1;
  let at = 2;
  let zeros = 0;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      out[at++] = 3;
      zeros = 0;
    }
    out[at++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out.subarray(0, at);
}

/** profile_tier_level: Main, level 6.2. */
const profile = (bits: Bits) =>
  bits.u(8, 1).u(16, 0x6000).u(16, 0).u(4, 0b1001).u(16, 0).u(16, 0).u(12, 0).u(8, 186);

const BLOCK = 32;

function parameterSets(width: number, height: number) {
  const vps = profile(new Bits().u(4, 0).u(2, 3).u(6, 0).u(3, 0).u(1, 1).u(16, 0xffff));
  vps.u(1, 1).ue(4, 0, 0).u(6, 0).ue(0).flags(0, 0).stop();
  const sps = profile(new Bits().u(4, 0).u(3, 0).u(1, 1));
  sps.ue(0, 1, width, height).u(1, 0).ue(0, 0, 4).u(1, 1).ue(4, 0, 0);
  // Coding blocks of 32, all of one size; transforms of 4 to 32.
  sps.ue(2, 0, 0, 3, 0, 0).flags(0, 0, 0);
  // pcm_enabled_flag: eight bits a sample, blocks of 32, no filter over them.
  sps.u(1, 1).u(4, 7).u(4, 7).ue(2, 0).u(1, 1);
  sps.ue(0).flags(0, 0, 0, 0, 0).stop();
  const pps = new Bits().ue(0, 0).flags(0, 0).u(3, 0).flags(0, 0).ue(0, 0, 0).flags(0, 0, 0);
  pps.ue(0, 0).flags(0, 0, 0, 0, 0, 0, 0);
  // Deblocking is off.
  pps.flags(1, 0, 1).flags(0, 0).ue(0).flags(0, 0).stop();
  return [
    [32, nal(32, vps.whole())],
    [33, nal(33, sps.whole())],
    [34, nal(34, pps.whole())],
  ] as const;
}

/**
 * Table 9-52 for the first of its columns' states: part_mode begins at state 0 with the bin it will always
 * have as the more probable one (initValue 184, SliceQpY 26), so no less probable symbol is ever written.
 */
const LEAST =
  `128 176 208 240 128 167 197 227 128 158 187 216 123 150 178 205 116 142 169 195 111 135 160 185
105 128 152 175 100 122 144 166 95 116 137 158 90 110 130 150 85 104 123 142 81 99 117 135 77 94 111 128
73 89 105 122 69 85 100 116 66 80 95 110 62 76 90 104 59 72 86 99 56 69 81 94 53 65 77 89 51 62 73 85
48 59 69 80 46 56 66 76 43 53 63 72 41 50 59 69 39 48 56 65 37 45 54 62 35 43 51 59 33 41 48 56 32 39 46 53
30 37 43 50 29 35 41 48 27 33 39 45 26 31 37 43 24 30 35 41 23 28 33 39 22 27 32 37 21 26 30 35 20 24 29 33
19 23 27 31 18 22 26 30 17 21 25 28 16 20 23 27 15 19 22 25 14 18 21 24 14 17 20 23 13 16 19 22 12 15 18 21
12 14 17 20 11 14 16 19 11 13 15 18 10 12 15 17 10 12 14 16 9 11 13 15 9 11 12 14 8 10 12 14 8 9 11 13
7 9 11 12 7 9 10 12 7 8 10 11 6 8 9 11 6 7 9 10 6 7 8 9`
    .split(/\s+/)
    .map(Number);
const LAST_STATE = 62;

/** Section 9.3.4.6, the encoder that the standard describes, as far as it is needed here. */
function cabac(out: Bits) {
  let [low, range, isFirst, outstanding, state] = [0, 510, true, 0, 0];
  const put = (bit: number) => {
    if (isFirst) isFirst = false;
    else out.u(1, bit);
    for (; outstanding > 0; outstanding--) out.u(1, 1 - bit);
  };
  const renormalise = () => {
    for (; range < 256; range <<= 1, low <<= 1)
      if (low < 256) put(0);
      else if (low >= 512) {
        low -= 512;
        put(1);
      } else {
        low -= 256;
        outstanding++;
      }
  };
  return {
    /** part_mode: PART_2Nx2N. */
    wholeBlock() {
      range -= LEAST[state * 4 + ((range >> 6) & 3)] ?? 6;
      state = Math.min(state + 1, LAST_STATE);
      renormalise();
    },
    terminate(bin: 0 | 1) {
      range -= 2;
      if (!bin) return renormalise();
      low += range;
      range = 2;
      renormalise();
      put((low >> 9) & 1);
      out.u(2, ((low >> 7) & 3) | 1).align();
    },
    /** 9.3.2.5: after samples the engine begins anew; what it has learnt stays. */
    restart() {
      [low, range, isFirst, outstanding] = [0, 510, true, 0];
    },
  };
}

/** The sample of a plane at a place: 0 is luma, 1 and 2 chroma, which have half its width and height. */
export type Paint = (plane: 0 | 1 | 2, x: number, y: number) => number;

function slice(columns: number, rows: number, paint: Paint): Buffer {
  const bits = new Bits(columns * rows * (BLOCK * BLOCK * 1.5 + 16) + 64);
  // First of the picture, no earlier ones, pps 0, I, qp as the pps has it.
  bits.flags(1, 0).ue(0, 2, 0).stop();
  const engine = cabac(bits);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      engine.wholeBlock();
      engine.terminate(1);
      for (const plane of [0, 1, 2] as const) {
        const side = plane === 0 ? BLOCK : BLOCK / 2;
        for (let y = 0; y < side; y++)
          for (let x = 0; x < side; x++) bits.byte(paint(plane, column * side + x, row * side + y));
      }
      engine.restart();
      engine.terminate(row === rows - 1 && column === columns - 1 ? 1 : 0);
    }
  return bits.whole();
}

const u16 = (value: number) => Buffer.from([value >> 8, value & 255]);
const u32 = (value: number) => Buffer.from([value >>> 24, value >> 16, value >> 8, value]);
const box = (type: string, ...parts: (Buffer | string)[]) => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string, "latin1")));
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, "latin1"), body]);
};
const full = (type: string, version: number, flags: number, ...parts: (Buffer | string)[]) =>
  box(type, u32((version << 24) | flags), ...parts);

/** TIFF in big-endian order: who made it, when, and where. */
function exif(): Buffer {
  const text = "Test Phone 1\0\0\0\0";
  const when = "2026:02:28 09:30:00\0";
  const entry = (tag: number, type: number, count: number, value: Buffer) =>
    Buffer.concat([u16(tag), u16(type), u32(count), value]);
  const ifd = (...entries: Buffer[]) => Buffer.concat([u16(entries.length), ...entries, u32(0)]);
  const size = (entries: number) => 2 + entries * 12 + 4;
  const textAt = 8 + size(3);
  const photoAt = textAt + text.length;
  const whenAt = photoAt + size(1);
  const gpsAt = whenAt + when.length;
  const degreesAt = gpsAt + size(4);
  const degrees = (...of: number[]) => Buffer.concat(of.flatMap((value) => [u32(value), u32(1)]));
  return Buffer.concat([
    ...[Buffer.from("MM\0*", "latin1"), u32(8)],
    ifd(
      entry(0x0110, 2, 13, u32(textAt)),
      entry(0x8769, 4, 1, u32(photoAt)),
      entry(0x8825, 4, 1, u32(gpsAt)),
    ),
    Buffer.from(text, "latin1"),
    ifd(entry(0x9003, 2, 20, u32(whenAt))),
    Buffer.from(when, "latin1"),
    ifd(
      entry(1, 2, 2, Buffer.from("N\0\0\0", "latin1")),
      entry(2, 5, 3, u32(degreesAt)),
      entry(3, 2, 2, Buffer.from("E\0\0\0", "latin1")),
      entry(4, 5, 3, u32(degreesAt + 24)),
    ),
    degrees(31, 13, 50),
    degrees(121, 28, 25),
  ]);
}

/** `width` and `height`: multiples of 32. 3264 by 2464 is 12 MB. */
export function heicPhoto(width: number, height: number, paint: Paint): Buffer {
  const sets = parameterSets(width, height);
  const coded = nal(19, slice(width / BLOCK, height / BLOCK, paint));
  const picture = Buffer.concat([u32(coded.length), coded]);
  const place = Buffer.concat([u32(6), Buffer.from("Exif\0\0", "latin1"), exif()]);
  const hvcC = box(
    "hvcC",
    Buffer.from([1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 186, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8]),
    Buffer.from([0, 0, 0x0f, sets.length]),
    ...sets.map(([type, unit]) =>
      Buffer.concat([Buffer.from([type | 0x80]), u16(1), u16(unit.length), unit]),
    ),
  );
  const ftyp = box("ftyp", "heic", u32(0), "mif1heic");
  const meta = (first: number) =>
    full(
      ...(["meta", 0, 0] as const),
      full("hdlr", 0, 0, u32(0), "pict", Buffer.alloc(12), "\0"),
      full("pitm", 0, 0, u16(1)),
      full(
        ...(["iloc", 0, 0] as const),
        ...[u16(0x4400), u16(2)],
        ...[u16(1), u16(0), u16(1), u32(first), u32(picture.length)],
        ...[u16(2), u16(0), u16(1), u32(first + picture.length), u32(place.length)],
      ),
      full(
        ...(["iinf", 0, 0] as const),
        u16(2),
        full("infe", 2, 0, u16(1), u16(0), "hvc1\0"),
        full("infe", 2, 1, u16(2), u16(0), "Exif\0"),
      ),
      full("iref", 0, 0, box("cdsc", u16(2), u16(1), u16(1))),
      box(
        "iprp",
        box("ipco", hvcC, full("ispe", 0, 0, u32(width), u32(height))),
        full("ipma", 0, 0, u32(1), u16(1), Buffer.from([2, 0x81, 0x02])),
      ),
    );
  const first = ftyp.length + meta(0).length + 8;
  return Buffer.concat([ftyp, meta(first), box("mdat", picture, place)]);
}
