/**
 * China's days off and working weekends, as the State Council announces them each autumn for the next
 * year. Data: month and day, or a span of days. A year that is not here is not known, and nobody guesses.
 */
export type Year = { off: readonly string[]; on: readonly string[] };

export const china: Readonly<Record<number, Year>> = {
  2024: {
    off: [
      ...["01-01", "02-10..02-17", "04-04..04-06", "05-01..05-05"],
      ...["06-10", "09-15..09-17", "10-01..10-07"],
    ],
    on: ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
  },
  2025: {
    off: [
      ...["01-01", "01-28..02-04", "04-04..04-06", "05-01..05-05"],
      ...["05-31..06-02", "10-01..10-08"],
    ],
    on: ["01-26", "02-08", "04-27", "09-28", "10-11"],
  },
  2026: {
    off: [
      ...["01-01..01-03", "02-15..02-23", "04-04..04-06", "05-01..05-05"],
      ...["06-19..06-21", "09-25..09-27", "10-01..10-07"],
    ],
    on: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
  },
};
