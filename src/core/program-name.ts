/** "Chrome, Android": what an owner recognises, and no more than that. */
export function programName(userAgent: string): string {
  const pick = (names: [RegExp, string][]) => names.find(([sign]) => sign.test(userAgent))?.[1];
  const program = pick([
    [/MicroMessenger/, "WeChat"],
    [/Edg/, "Edge"],
    [/Firefox/, "Firefox"],
    [/Chrom/, "Chrome"],
    [/Safari/, "Safari"],
  ]);
  const system = pick([
    [/Android/, "Android"],
    [/iPhone|iPad/, "iPhone"],
    [/Windows/, "Windows"],
    [/Mac OS/, "Mac"],
    [/Linux/, "Linux"],
  ]);
  return [program, system].filter(Boolean).join(", ") || "a program";
}
