import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { Tables } from "../../core/tables.ts";
import { OTHER } from "./taxonomy.ts";

const titlesIn = async (db: Db, where: ReturnType<typeof sql<boolean>>, most: number) =>
  (
    await sql<{ title: string }>`select title from topic_posts where ${where} and title <> ''
      order by at desc limit ${most}`.execute(db)
  ).rows.map(({ title }) => title);

/** They speak of accounts or scams, and neither rules nor model know of what. */
export const findUnsure = (db: Db, from: Date, to: Date, most: number) =>
  titlesIn(
    db,
    sql<boolean>`topic = 'other' and matched_by = 'model' and at >= ${from} and at < ${to}`,
    most,
  );

export const findSure = (db: Db, from: Date, to: Date, most: number) =>
  titlesIn(db, sql<boolean>`topic <> ${OTHER} and at >= ${from} and at < ${to}`, most);

type Row = Tables["topicProposals"];

/** The same words of the same week: nothing happens. */
export const insertProposal = (
  db: Db,
  row: Omit<Row, "titles" | "note" | "decidedBy" | "decidedAt"> & { titles: string },
) =>
  db
    .insertInto("topicProposals")
    .values(row)
    .onConflict((conflict) => conflict.columns(["week", "words"]).doNothing())
    .execute();

/** Those that are open first, the newest first. */
export const listProposals = (db: Db, most: number) =>
  db
    .selectFrom("topicProposals")
    .selectAll()
    .orderBy(sql`state = 'open'`, "desc")
    .orderBy("week", "desc")
    .orderBy("posts", "desc")
    .orderBy("id")
    .limit(most)
    .execute();

export const decideProposal = (
  db: Db,
  id: string,
  said: { state: string; note: string; decidedBy: string; decidedAt: Date },
) =>
  db
    .updateTable("topicProposals")
    .set(said)
    .where("id", "=", id)
    .where("state", "=", sql.lit("open"))
    .returning(["words"])
    .executeTakeFirst();
