/** One line on a terminal that is written over while something goes on; nothing where nobody reads along. */
const EVERY_MS = 100;
const CLEAR = "\r\u001b[2K";

/** Told an empty text it leaves the line empty. */
export function progressLine(isWanted: boolean): (text: string) => void {
  if (!isWanted || !process.stderr.isTTY) return () => {};
  let last = 0;
  return (text) => {
    if (text !== "" && performance.now() - last < EVERY_MS) return;
    last = performance.now();
    process.stderr.write(`${CLEAR}${text}`);
  };
}
