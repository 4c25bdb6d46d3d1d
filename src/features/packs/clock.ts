/** Times to the second, with their zone. */
export function clockOf(timeZone: string) {
  const format = new Intl.DateTimeFormat("sv-SE", {
    ...{ timeZone, dateStyle: "short", timeStyle: "medium" },
  });
  return (at: string | null) => (at === null ? "" : format.format(new Date(at)));
}
