/**
 * Two people approve while the server or the database is killed under them: what either was told is done
 * stays done, and no claim is half approved.
 */
import { randomBytes, randomUUID } from "node:crypto";
import type { World } from "../../src/core/world.ts";
import { addStaff, signInStaff } from "../../src/features/staff/index.ts";
import { ITEMS } from "../cases.ts";
import { exactly, type Fault, type Figure, numbers, seeded } from "./fault.ts";
import { openStage, type Stage } from "./freeze-stage.ts";
import { pause } from "./storm-load.ts";
import type { Reply } from "./target.ts";

type Member = { id: string; token: string };
type Open = { accountId: string; caseId: string; recoveryId: string };

/** Nobody opens thirty files in an hour: so many people a team that none comes near. */
const TEAM = 12;
const PATIENCE_MS = 60_000;
const terminal = { kind: "system", id: "terminal" } as const;

async function hire(world: World): Promise<Map<string, Member>> {
  const people = new Map<string, Member>();
  for (const team of ["east", "west"])
    for (const n of numbers(TEAM)) {
      const id = `agt_${team}${n}`;
      await addStaff(world, terminal, { id, name: id, role: "agent", team });
      people.set(id, { id, token: (await signInStaff(world, id, "storm")).token });
    }
  return people;
}

/** The same request with the same key until there is an answer: who gets none presses again. */
async function insist(stage: Stage, member: Member, method: string, path: string, body?: object) {
  const key = randomUUID();
  for (const end = performance.now() + PATIENCE_MS; ; await pause(30)) {
    const reply = await stage.server
      .call(method, path, {
        ...(body && { body }),
        cookies: { rightful_staff: member.token },
        headers: { "idempotency-key": key },
      })
      .catch(() => undefined);
    if (reply && reply.status < 500 && reply.body.code !== "in-progress") return reply;
    if (performance.now() > end) throw new Error(`${method} ${path} had no answer in a minute.`);
  }
}

/** Done, also when the answer of the first time died with the server. */
const wasDone = ({ status, body }: Reply) => status === 200 || body.code === "already-done";

async function openCase(stage: Stage, accountId: string, n: number): Promise<Open> {
  const from = `10.${n >> 8}.${n & 255}.7`;
  const body = { identifier: `${accountId}@example.com`, situation: "lost-phone", locale: "en" };
  const begun = await stage.server.call("POST", "/v1/recoveries", { body, from });
  if (begun.status !== 201) throw new Error(`A claim was answered ${JSON.stringify(begun.body)}`);
  const { recovery, token } = begun.body;
  const at = `/v1/recoveries/${recovery.id}/case`;
  const story = { story: "My number is dead." };
  const opened = await stage.server.call("POST", at, { body: story, bearer: token, from });
  if (opened.status !== 201) throw new Error(`A case was answered ${JSON.stringify(opened.body)}`);
  return { accountId, caseId: opened.body.case.id, recoveryId: recovery.id };
}

/** One person's verdict, with the kill some milliseconds after it was sent. */
async function say(
  stage: Stage,
  member: Member,
  { caseId }: Open,
  part: "decision" | "approval",
  kill: () => Promise<void>,
): Promise<void> {
  const at = `/v1/cases/${caseId}`;
  if (part === "decision") await insist(stage, member, "POST", `${at}/lease`, {});
  for (const item of ITEMS) {
    const ticked = await insist(stage, member, "PUT", `${at}/checklist/${item}`, { answer: "yes" });
    if (!wasDone(ticked)) throw new Error(`A tick was answered ${JSON.stringify(ticked.body)}`);
  }
  const read = await insist(stage, member, "GET", at);
  const { evidenceVersion } = read.body.case;
  const body = { outcome: "approve", reason: "identity-proofed", evidenceVersion };
  const [said] = await Promise.all([insist(stage, member, "POST", `${at}/${part}`, body), kill()]);
  if (!wasDone(said)) throw new Error(`The ${part} was answered ${JSON.stringify(said.body)}`);
}

async function drawn(stage: Stage, { accountId, caseId }: Open): Promise<string> {
  const [row] = await stage.own<{ staff_id: string }>(
    "select staff_id from case_draws where account_id = $1 and case_id = $2 and ended_at is null",
    [accountId, caseId],
  );
  if (!row) throw new Error("Nobody was drawn.");
  return row.staff_id;
}

/** Every case that two people approved, from the rows: each part is there once, or it is half. */
async function readBack(stage: Stage, approved: readonly Open[], wrong: readonly string[]) {
  const one = async (sql: string, { accountId, caseId }: Open) =>
    Number((await stage.own<{ n: string }>(sql, [accountId, caseId]))[0]?.n);
  const found = { lost: 0, halves: 0, doubles: 0 };
  for (const open of approved) {
    const of = "where account_id = $1 and case_id = $2";
    const outcomes = await one(`select count(*) as n from case_outcomes ${of}`, open);
    const verdicts = await one(`select count(*) as n from case_verdicts ${of}`, open);
    const state = await one(
      "select count(*) as n from cases where account_id = $1 and id = $2 and state = 'approved'",
      open,
    );
    const moved = await one(
      `select count(*) as n from recoveries r join cases c using (account_id)
       where c.account_id = $1 and c.id = $2 and r.id = c.recovery_id and r.state <> 'proving'`,
      open,
    );
    const parts = [outcomes, verdicts / 2, state, moved];
    if (parts.every((part) => part === 0)) found.lost += 1;
    else if (parts.some((part) => part > 1)) found.doubles += 1;
    else if (parts.some((part) => part !== 1)) found.halves += 1;
  }
  return [
    exactly("verdicts without an answer, or with a wrong one", wrong.length, 0),
    exactly("approvals that were answered and are not there", found.lost, 0),
    exactly("approvals of which a part is missing", found.halves, 0),
    exactly("approvals that happened twice", found.doubles, 0),
    exactly("event chains that do not verify", await stage.brokenChains(), 0),
  ] satisfies Figure[];
}

export const T26Approve: Fault = {
  id: "T26-approve",
  title: "Server and database are killed with -9 while two people approve",
  needs: "own",
  alone: true,
  async run(size, tell) {
    const seed = randomBytes(4).readUInt32BE();
    tell(`seed ${seed}`);
    const chance = seeded(seed);
    const stage = await openStage();
    const wrong: string[] = [];
    const approved: Open[] = [];
    let kills = 0;
    try {
      const people = await stage.inWorld(hire);
      const kill = async () => {
        await pause(25 * chance());
        kills += 1;
        await stage.kill(chance() < 0.5 ? "server" : "database");
      };
      for (const n of numbers(size === "full" ? 100 : 1)) {
        const open = await openCase(stage, stage.accounts[n] as string, n);
        const first = people.get(`agt_${n % 2 ? "east" : "west"}${n % TEAM}`) as Member;
        try {
          await say(stage, first, open, "decision", kill);
          const second = people.get(await drawn(stage, open)) as Member;
          await say(stage, second, open, "approval", kill);
          approved.push(open);
        } catch (error) {
          wrong.push(error instanceof Error ? error.message : String(error));
        }
        if (n % 25 === 24) tell(`${kills} kills, ${approved.length} approvals`);
      }
      for (const line of wrong) tell(`! ${line}`);
      tell(`${kills} kills, ${approved.length} approvals`);
      return await readBack(stage, approved, wrong);
    } finally {
      await stage.stop();
    }
  },
};
