import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { Given } from "../../core/tables.ts";

export type PastRow = {
  situation: string;
  riskLevel: string;
  riskReasons: string[];
  given: Given[];
  createdAt: Date;
  path: string;
  waitHours: number;
  policyName: string;
  policyVersion: number;
  disputed: boolean;
};

/** Claims that were completed, the newest first; who they were stays where it is. */
export async function lastCompleted(db: Db, since: Date, limit: number): Promise<PastRow[]> {
  const { rows } = await sql<PastRow>`
    select r.situation, r.risk_level, r.risk_reasons, r.given, r.created_at, r.path, r.wait_hours,
      r.policy_name, r.policy_version,
      exists (
        select 1 from insight_cases_v1 c
        where c.account_id = r.account_id and c.completed_at = r.ended_at and c.disputed
      ) as disputed
    from recoveries r
    where r.created_at >= ${since} and r.state = 'completed' and r.path is not null
      and r.wait_hours is not null
    order by r.created_at desc limit ${limit}`.execute(db);
  return rows;
}
