/** Reads a QR code out of a picture, in this browser: the picture goes nowhere. */
const SIDE_MAX = 1600;

/** What the code says, or null when none was found. Throws when the file is no picture. */
export async function readQr(file: Blob): Promise<string | null> {
  const [{ default: decode }, picture] = await Promise.all([
    import("qr/decode.js"),
    createImageBitmap(file),
  ]);
  const scale = Math.min(1, SIDE_MAX / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  if (!drawing) return null;
  drawing.drawImage(picture, 0, 0, width, height);
  try {
    return decode({ width, height, data: drawing.getImageData(0, 0, width, height).data });
  } catch {
    return null;
  }
}
