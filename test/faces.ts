/**
 * Pictures for the face check. Two portraits that belong to everybody (fixtures/faces/README.md), and what can be
 * made of one of them with a drawing program: bent, painted over, brighter. None of those is a living person who
 * moved, and the tests that use them say so.
 */
import { readFileSync } from "node:fs";
import sharp from "sharp";
import { FRAMES_A_STEP, type Step } from "../src/ports/face/face.ts";

export const portrait = (name: "collins" | "hopper"): Buffer =>
  readFileSync(new URL(`./fixtures/faces/${name}.jpg`, import.meta.url));

/** Where things are in collins.jpg. */
const NOSE = { x: 210, y: 250 };
const EYES = [
  { x: 165, y: 204 },
  { x: 256, y: 207 },
];
const MOUTH = { x: 207, y: 293 };

type Bend = { dx: number; dy: number; at: { x: number; y: number }; wide: number; high: number };

/** Pixels around a place are pushed, most at its middle. */
async function bend(picture: Buffer, { dx, dy, at, wide, high }: Bend): Promise<Buffer> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const out = Buffer.alloc(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const push = Math.exp(-(((x - at.x) / wide) ** 2) - ((y - at.y) / high) ** 2);
      const fromX = Math.min(width - 1, Math.max(0, Math.round(x - dx * push)));
      const fromY = Math.min(height - 1, Math.max(0, Math.round(y - dy * push)));
      data.copy(
        out,
        (y * width + x) * channels,
        (fromY * width + fromX) * channels,
        (fromY * width + fromX + 1) * channels,
      );
    }
  return sharp(out, { raw: { width, height, channels } }).jpeg({ quality: 90 }).toBuffer();
}

const paint = (picture: Buffer, shapes: string) =>
  sharp(picture)
    .composite([
      {
        input: Buffer.from(
          `<svg xmlns="http://www.w3.org/2000/svg" width="420" height="400">${shapes}</svg>`,
        ),
      },
    ])
    .jpeg({ quality: 90 })
    .toBuffer();

/** A picture of Collins that a program changed so that it looks as if she did the step. */
export function faked(step: Step): Promise<Buffer> {
  const picture = portrait("collins");
  switch (step) {
    case "left":
      return bend(picture, { dx: 30, dy: 0, at: NOSE, wide: 60, high: 110 });
    case "right":
      return bend(picture, { dx: -30, dy: 0, at: NOSE, wide: 60, high: 110 });
    case "up":
      return bend(picture, { dx: 0, dy: -22, at: { x: 210, y: 248 }, wide: 60, high: 34 });
    case "blink":
      return paint(
        picture,
        EYES.map(
          ({ x, y }) =>
            `<ellipse cx="${x}" cy="${y}" rx="26" ry="14" fill="#dcae90"/><path d="M${x - 20} ${y + 8}q20 4 40 0" stroke="#4a2a1c" stroke-width="4" fill="none"/>`,
        ).join(""),
      );
    case "mouth":
      return paint(
        picture,
        `<ellipse cx="${MOUTH.x}" cy="${MOUTH.y + 10}" rx="32" ry="27" fill="#b0605c"/><ellipse cx="${MOUTH.x}" cy="${MOUTH.y + 10}" rx="25" ry="20" fill="#2a0d0d"/>`,
      );
  }
}

/** The same picture, a little brighter each time: other bytes, and nothing that moved. */
export const lit = (picture: Buffer, n: number) =>
  sharp(picture)
    .modulate({ brightness: 1 + n * 0.01 })
    .jpeg({ quality: 90 })
    .toBuffer();

/** Three captures of somebody who looks into the camera. */
export const captures = (picture: Buffer) => Promise.all([0, 3, 6].map((n) => lit(picture, n)));

/** A row as our pages would send it, of pictures that were made for these steps. */
export async function fakedRow(asked: readonly Step[]): Promise<Buffer[]> {
  const rest = portrait("collins");
  const each = await Promise.all([rest, ...(await Promise.all(asked.map(faked)))].map(pair));
  return each.flat();
}

/** One picture, however often it is asked for. */
export const stillRow = async (picture: Buffer, count: number) =>
  (await Promise.all(Array.from({ length: count + 1 }, (_, n) => pair(picture, n)))).flat();

const pair = (picture: Buffer, n: number) =>
  Promise.all(Array.from({ length: FRAMES_A_STEP }, (_, k) => lit(picture, 2 * n + k)));
