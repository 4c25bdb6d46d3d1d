/** Rows that alerts count, as the server leaves them, for tests: none of their accounts exists. */
import { sql } from "kysely";
import type { TestWorld } from "./world.ts";

const HOUR_MS = 3_600_000;
type Start = { device?: string; network?: string; tag?: string; account?: string; swapped?: true };
type More = Partial<Record<string, unknown>>;

export function alertRows(world: TestWorld) {
  const db = () => world.world.db;
  let made = 0;
  /** An id that no other row has. */
  const next = (prefix: string) => `${prefix}${++made}`;
  const ago = (ms: number) => new Date(world.now().getTime() - ms);

  async function claim(at: Date, given: Start & { proofs?: string; path?: string } = {}) {
    const id = next("rec_");
    const risk = given.swapped ? '["new-device","sim-swapped"]' : "[]";
    const account = given.account ?? next("acc_");
    await sql`insert into recoveries (account_id, id, token_hash, state, situation, policy_name,
      policy_version, identifier_kind, identifier_tag, identifier, device, network, locale, risk_level,
      risk_reasons, given, path, created_at, expires_at)
      values (${account}, ${id}, '', 'proving', 'forgot-password', 'wallet', 2, 'phone',
        ${given.tag ?? next("tag_")}, '', ${given.device ?? ""}, ${given.network ?? ""}, 'en', 'low',
        ${risk}::jsonb, ${given.proofs ?? "[]"}::jsonb, ${given.path ?? null}, ${at}, ${at})`.execute(
      db(),
    );
    return { id, account };
  }

  async function hold(account: string, at: Date, more: More = {}) {
    await sql`insert into holds (account_id, id, reason, scope, placed_by, placed_at, enforced_at, released_at)
      values (${account}, ${next("hold_")}, 'owner-freeze', ${more.scope ?? "everything"},
        ${more.by ?? "owner:x"}, ${at}, ${more.enforced === undefined ? at : more.enforced},
        ${more.released ?? null})`.execute(db());
  }

  async function caseOf(opened: Date, more: More = {}) {
    const id = next("case_");
    await sql`insert into cases (account_id, id, state, situation, risk_level, locale, story,
      evidence_version, evidence_hash, round, excluded, is_theft, device, identifier_tag, policy_name,
      policy_version, promise_ms, due_at, claimant_ms, last_type, last_at, opened_at, closed_at, taken_by)
      values ('a', ${id}, ${more.closed ? "closed" : "open"}, 'account-stolen', 'low', 'en', '', 0, '', 1,
        '[]', ${more.theft ?? false}, '', '', 'wallet', 2, 0,
        ${more.due ?? new Date(opened.getTime() + 24 * HOUR_MS)},
        0, ${more.last ?? "case.opened"}, ${opened}, ${opened}, ${more.closed ?? null},
        ${more.taken ?? null})`.execute(db());
    return id;
  }

  const empty = async (...tables: string[]) => {
    for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(db());
  };
  return { db, next, ago, claim, hold, caseOf, empty };
}
