/** The days of the recoverable share, as TypeScript sees them. */
import type { ColumnType } from "kysely";

type Json<T> = ColumnType<T, string, string>;

export type ShareTables = {
  recoverableDays: {
    /** "2026-11-29" when written; read it as text. */
    day: ColumnType<string, string, never>;
    policyName: string;
    policyVersion: number;
    definition: number;
    cursor: string;
    accounts: number;
    recoverable: number;
    soon: number;
    paths: Json<Record<string, number>>;
    missing: Json<Record<string, number>>;
    begunAt: Date;
    doneAt: Date | null;
  };
};
