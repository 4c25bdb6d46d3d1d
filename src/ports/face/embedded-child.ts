/**
 * Runs as a process of its own, without secrets and with limits from outside: it measures the faces in pictures
 * that a stranger made. In: pictures, each behind its length (32 bits). Out: JSON, one entry a picture.
 * What it runs is not part of the main install: `optional/face`.
 */
import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import sharp from "sharp";
import type { Seen } from "./sequence.ts";

const SIDE = 640;
const PIXELS_MAX = 4_000_000;
const SURE = 0.5;

const require = createRequire(new URL("../../../optional/face/package.json", import.meta.url));
sharp.cache(false);
sharp.concurrency(1);
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["VipsForeignLoadJpegBuffer"] });

type Point = { x: number; y: number };
type Found = {
  detection: { box: { width: number; height: number } };
  landmarks: { positions: Point[] };
  descriptor: Float32Array;
};
type Net = { loadFromDisk(folder: string): Promise<void> };
type FaceApi = {
  nets: { ssdMobilenetv1: Net; faceLandmark68Net: Net; faceRecognitionNet: Net };
  SsdMobilenetv1Options: new (options: { minConfidence: number }) => object;
  detectAllFaces(
    tensor: object,
    options: object,
  ): { withFaceLandmarks(): { withFaceDescriptors(): Promise<Found[]> } };
};

const tf = require("@tensorflow/tfjs");
const wasm = require("@tensorflow/tfjs-backend-wasm");
const folderOf = (name: string) => dirname(require.resolve(`${name}/package.json`));
wasm.setWasmPaths(join(folderOf("@tensorflow/tfjs-backend-wasm"), "dist/"));
const faceapi: FaceApi = require("@vladmandic/face-api/dist/face-api.node-wasm.js");
await tf.setBackend("wasm");
await tf.ready();
const models = join(folderOf("@vladmandic/face-api"), "model");
await faceapi.nets.ssdMobilenetv1.loadFromDisk(models);
await faceapi.nets.faceLandmark68Net.loadFromDisk(models);
await faceapi.nets.faceRecognitionNet.loadFromDisk(models);

const apart = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);
const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** From the 68 landmarks; each is a ratio, so that neither the distance nor a tilted head matters. */
function measure({ detection, landmarks, descriptor }: Found): NonNullable<Seen["face"]> {
  const at = (n: number) => landmarks.positions[n] as Point;
  const opening = (a: number, b: number, c: number, d: number, e: number, f: number) =>
    (apart(at(b), at(f)) + apart(at(c), at(e))) / (2 * apart(at(a), at(d)));
  const [left, right] = [middle(at(36), at(39)), middle(at(42), at(45))];
  const eyes = middle(left, right);
  const across = { x: right.x - left.x, y: right.y - left.y };
  const below = (point: Point) => (point.y - eyes.y) * across.x - (point.x - eyes.x) * across.y;
  const [near, far] = [apart(at(30), at(0)), apart(at(30), at(16))];
  return {
    width: Math.round(detection.box.width),
    yaw: (near - far) / (near + far),
    pitch: below(at(30)) / below(middle(at(48), at(54))),
    eyes: (opening(36, 37, 38, 39, 40, 41) + opening(42, 43, 44, 45, 46, 47)) / 2,
    mouth: apart(at(62), at(66)) / apart(at(60), at(64)),
    descriptor: [...descriptor],
  };
}

async function look(bytes: Buffer): Promise<Seen> {
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: "warning" })
      .rotate()
      .resize(SIDE, SIDE, { fit: "inside", withoutEnlargement: true })
      .flatten()
      .toColourspace("srgb")
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) return { faces: -1, face: null };
    const tensor = tf.tensor3d(data, [info.height, info.width, 3], "int32");
    const options = new faceapi.SsdMobilenetv1Options({ minConfidence: SURE });
    const found = await faceapi
      .detectAllFaces(tensor, options)
      .withFaceLandmarks()
      .withFaceDescriptors();
    tensor.dispose();
    const [only] = found;
    return { faces: found.length, face: found.length === 1 && only ? measure(only) : null };
  } catch {
    return { faces: -1, face: null };
  }
}

const input = readFileSync(0);
const seen: Seen[] = [];
for (let from = 0; from + 4 <= input.length; ) {
  const size = input.readUInt32BE(from);
  seen.push(await look(input.subarray(from + 4, from + 4 + size)));
  from += 4 + size;
}
const out = Buffer.from(JSON.stringify(seen));
for (let from = 0; from < out.length; ) from += writeSync(1, out.subarray(from));
