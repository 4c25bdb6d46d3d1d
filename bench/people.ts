/** Who is recovered in a bench: the n-th person, the same for every peer. */
export const person = (n: number) => {
  const digits = String(n).padStart(8, "0");
  return {
    id: `acc_b${digits}`,
    // Spread over blocks of numbers as a large wallet's owners are.
    phone: `+861${3 + (n % 7)}${[...String((n * 7919) % 100_000_000).padStart(8, "0")].join("")}${n % 10}`,
    email: `b${digits}@example.com`,
    deviceId: `phone-${digits}`,
  };
};
export type Person = ReturnType<typeof person>;

/** Does `work` for 0 to `count` - 1, `width` at a time. */
export async function inLanes(width: number, count: number, work: (n: number) => Promise<void>) {
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < count; n = next++) await work(n);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
