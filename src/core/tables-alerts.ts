/** Rows of alerts; see `tables.ts`. */
import type { Default, Json } from "./tables.ts";

type Words = { en: string; zh: string };
/** `is` null: it could not be told. */
export type AlertReading = { is: boolean | null; says: Words };

export type AlertTables = {
  alertStates: {
    rule: string;
    trueRuns: Default<number>;
    falseRuns: Default<number>;
    evaluatedAt: Default<Date | null>;
    reading: Json<AlertReading | null>;
    quietUntil: Default<Date | null>;
    silencedUntil: Default<Date | null>;
    /** The staff id. */
    silencedBy: Default<string | null>;
    silencedWhy: Default<string | null>;
  };
  alertFirings: {
    id: string;
    rule: string;
    isTest: boolean;
    /** The staff id. */
    testedBy: Default<string | null>;
    firedAt: Date;
    toldAt: Default<Date | null>;
    timesTold: Default<number>;
    clearedAt: Default<Date | null>;
    says: Json<Words>;
    acknowledgedAt: Default<Date | null>;
    /** The staff id. */
    acknowledgedBy: Default<string | null>;
  };
  alertTries: { proof: string; slotAt: Date; tries: number; passed: number };
};
