/** The security lock as it is kept: amounts are decimal text, null is no limit. */
export type LockRules = {
  singleLimit: string | null;
  dailyLimit: string | null;
  newPayeeDelayHours: number;
  nightLock: boolean;
  trustedDevicesOnly: boolean;
  delayedArrivalHours: number;
};
type Waiting<T> = { value: T; askedAt: string; effectiveAt: string };
export type LockPending = { [K in keyof LockRules]?: Waiting<LockRules[K]> };
export type LockUndo = { rules: LockRules; until: string };
