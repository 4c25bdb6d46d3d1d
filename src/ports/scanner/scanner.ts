/** Somebody else's program that knows harmful files. */
export type Finding = { clean: true } | { clean: false; name: string };

export type Scanner = {
  name: string;
  /** Throws ScanFailed when there is no answer: nobody may take that for a clean file. */
  scan(bytes: Buffer, signal: AbortSignal): Promise<Finding>;
};

export class ScanFailed extends Error {}
