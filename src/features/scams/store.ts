import { type Selectable, sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { New, Tables } from "../../core/tables.ts";

// Reports ----------------------------------------------------------------------------------------------

export const insertReport = (db: Db, row: New<"scamReports">) =>
  db.insertInto("scamReports").values(row).execute();

export const insertParts = (db: Db, rows: New<"scamReportParts">[]) =>
  db.insertInto("scamReportParts").values(rows).execute();

/** An owner's, the newest first. */
export const listReports = (db: Db, accountId: string, limit: number) =>
  db
    .selectFrom("scamReports")
    .selectAll()
    .where("accountId", "=", accountId)
    .orderBy("createdAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();

export const findReport = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("scamReports")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();

export const listParts = (db: Db, accountId: string, reportId: string) =>
  db
    .selectFrom("scamReportParts")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("reportId", "=", reportId)
    .execute();

/** Reports that speak of a cluster, whoever sent them. */
export const listOfCluster = (db: Db, clusterId: string, limit: number) =>
  db
    .selectFrom("scamReportParts")
    .innerJoin("scamReports", (join) =>
      join
        .onRef("scamReports.accountId", "=", "scamReportParts.accountId")
        .onRef("scamReports.id", "=", "scamReportParts.reportId"),
    )
    .selectAll("scamReports")
    .select("scamReportParts.indicator")
    .where("scamReportParts.clusterId", "=", clusterId)
    .orderBy("scamReports.createdAt", "desc")
    .limit(limit)
    .execute();

// Clusters ---------------------------------------------------------------------------------------------

export type Cluster = Selectable<Tables["scamClusters"]>;

/** Takes the cluster's row, so that whoever counts in it next waits. */
export const putCluster = (db: Db, row: New<"scamClusters">) =>
  db
    .insertInto("scamClusters")
    .values(row)
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((set) => ({
        lastAt: set.ref("excluded.lastAt"),
        verdict: set.ref("excluded.verdict"),
        imitates: set.fn.coalesce("excluded.imitates", "scamClusters.imitates"),
      })),
    )
    .execute();

export const findCluster = (db: Db, id: string) =>
  db.selectFrom("scamClusters").selectAll().where("id", "=", id).executeTakeFirst();

export const listClusters = (db: Db, ids: readonly string[]) =>
  db.selectFrom("scamClusters").selectAll().where("id", "in", ids).execute();

export const insertBands = (db: Db, rows: New<"scamBands">[]) =>
  db
    .insertInto("scamBands")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();

/** Messages that share a band with this one: those with the most first. */
export const listCandidates = (db: Db, bands: readonly string[], limit: number) =>
  db
    .selectFrom("scamBands")
    .innerJoin("scamClusters", "scamClusters.id", "scamBands.clusterId")
    .select(["scamClusters.id", "scamClusters.value"])
    .where("scamBands.band", "in", bands)
    .groupBy(["scamClusters.id", "scamClusters.value"])
    .orderBy(({ fn }) => fn.countAll(), "desc")
    .orderBy("scamClusters.id")
    .limit(limit)
    .execute();

export const setMark = (
  db: Db,
  id: string,
  set: {
    mark: string | null;
    markedBy: string | null;
    markedAt: Date | null;
    markReason: string | null;
  },
) => db.updateTable("scamClusters").set(set).where("id", "=", id).execute();

// Who reported it --------------------------------------------------------------------------------------

export const findReporter = (db: Db, clusterId: string, reporters: readonly string[]) =>
  db
    .selectFrom("scamReporters")
    .selectAll()
    .where("clusterId", "=", clusterId)
    .where("reporter", "in", reporters)
    .executeTakeFirst();

export const insertReporter = (db: Db, row: New<"scamReporters">) =>
  db.insertInto("scamReporters").values(row).execute();

export const updateReporter = (
  db: Db,
  { clusterId, reporter }: { clusterId: string; reporter: string },
  set: { lastAt: Date; network: string; clicked: boolean; paid: boolean; gaveCode: boolean },
) =>
  db
    .updateTable("scamReporters")
    .set(set)
    .where("clusterId", "=", clusterId)
    .where("reporter", "=", reporter)
    .execute();

export const addToDay = (db: Db, clusterId: string, day: string, reporters: 0 | 1) =>
  db
    .insertInto("scamDays")
    .values({ clusterId, day, reports: 1, reporters })
    .onConflict((conflict) =>
      conflict.columns(["clusterId", "day"]).doUpdateSet((set) => ({
        reports: set("scamDays.reports", "+", 1),
        reporters: set("scamDays.reporters", "+", reporters),
      })),
    )
    .execute();

export const listDays = (db: Db, clusterId: string, limit: number) =>
  db
    .selectFrom("scamDays")
    .select(["day", "reports", "reporters"])
    .where("clusterId", "=", clusterId)
    .orderBy("day", "desc")
    .limit(limit)
    .execute();

export type Standing = {
  clusterId: string;
  today: number;
  tenDays: number;
  signedIn: number;
  clicked: number;
  paid: number;
  gaveCode: number;
};

/**
 * Persons, of each cluster or of one: an owner is one; a network that is not signed in is one, unless an owner
 * reported the same from it. The most of the last day first.
 */
export async function standings(
  db: Db,
  { day, tenDays, clusterId }: { day: Date; tenDays: Date; clusterId?: string },
  limit: number,
): Promise<Standing[]> {
  const only = clusterId ? sql` and r.cluster_id = ${clusterId}` : sql``;
  const { rows } = await sql<Standing>`
    select r.cluster_id, count(*) filter (where r.last_at > ${day})::int as today, count(*)::int as ten_days,
      count(*) filter (where r.signed_in)::int as signed_in, count(*) filter (where r.clicked)::int as clicked,
      count(*) filter (where r.paid)::int as paid, count(*) filter (where r.gave_code)::int as gave_code
    from scam_reporters r where r.last_at > ${tenDays}${only} and (r.signed_in or not exists
      (select 1 from scam_reporters s where s.cluster_id = r.cluster_id and s.network = r.network and s.signed_in))
    group by r.cluster_id order by 2 desc, 3 desc, 1 limit ${limit}`.execute(db);
  return rows;
}

// What is over -----------------------------------------------------------------------------------------

const unheld = sql`not exists (select 1 from legal_holds h where h.account_id = t.account_id and h.released_at is null)`;

/** The texts of these are taken out; what was reported stays. */
export const blankTexts = async (db: Db, before: Date, limit: number): Promise<number> => {
  const { numAffectedRows } = await sql`update scam_reports set said = '' where (account_id, id) in
    (select t.account_id, t.id from scam_reports t where t.said <> '' and t.created_at < ${before} and ${unheld}
     limit ${limit})`.execute(db);
  return Number(numAffectedRows ?? 0);
};

export const listOldReports = async (db: Db, before: Date, limit: number) => {
  const { rows } = await sql<{ accountId: string; id: string }>`
    select t.account_id, t.id from scam_reports t where t.created_at < ${before} and ${unheld}
    limit ${limit}`.execute(db);
  return rows;
};

export async function deleteReport(db: Db, accountId: string, id: string): Promise<void> {
  await db
    .deleteFrom("scamReportParts")
    .where("accountId", "=", accountId)
    .where("reportId", "=", id)
    .execute();
  await db
    .deleteFrom("scamReports")
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();
}

export const forgetReporters = (db: Db, before: Date) =>
  db.deleteFrom("scamReporters").where("lastAt", "<", before).executeTakeFirst();

/** Clusters that nobody reports any more, of which nothing was noted and nothing is listed. */
export const listQuiet = (db: Db, before: Date, limit: number) =>
  db
    .selectFrom("scamClusters")
    .select("id")
    .where("lastAt", "<", before)
    .where("mark", "is", null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("scamListings")
            .select("scamListings.id")
            .whereRef("scamListings.clusterId", "=", "scamClusters.id"),
        ),
      ),
    )
    .limit(limit)
    .execute();

export async function deleteClusters(db: Db, ids: readonly string[]): Promise<void> {
  await db.deleteFrom("scamBands").where("clusterId", "in", ids).execute();
  await db.deleteFrom("scamDays").where("clusterId", "in", ids).execute();
  await db.deleteFrom("scamClusters").where("id", "in", ids).execute();
}
