/** People of the desk, as a test plays them: the public API only. */
import assert from "node:assert/strict";
import { addStaff, signInStaff } from "../src/features/staff/index.ts";
import { type Claim, startClaim } from "./claimant.ts";
import type { Reply, TestWorld } from "./world.ts";

const terminal = { kind: "system", id: "terminal" } as const;

export type Person = {
  id: string;
  team: string | null;
  get: (path: string) => Promise<Reply>;
  post: (path: string, body?: unknown, more?: object) => Promise<Reply>;
  put: (path: string, body: unknown) => Promise<Reply>;
  delete: (path: string) => Promise<Reply>;
  read: (caseId: string) => Promise<any>;
  token: () => Promise<string>;
  take: (caseId: string) => Promise<Reply>;
  tick: (caseId: string, answer?: string, items?: readonly string[]) => Promise<void>;
  decide: (caseId: string, outcome: string, more?: object) => Promise<Reply>;
  approve: (caseId: string, outcome: string, more?: object) => Promise<Reply>;
};

export const ITEMS = ["story-fits", "not-guided", "document", "live-match"] as const;
const why: Record<string, string> = {
  approve: "identity-proofed",
  refuse: "not-shown",
  "need-more": "another-proof",
  refer: "fraud-team",
  return: "question",
};

type Role = "agent" | "supervisor" | "analyst" | "admin";
const add = (world: TestWorld, id: string, role: Role, team: string | null) =>
  addStaff(world.world, terminal, { id, name: `Name of ${id}`, role, team });

/** Somebody of the desk, added with their first deed and signed in whenever the idle desk has closed. */
export function personOf(
  world: TestWorld,
  id: string,
  role: Role = "agent",
  team: string | null = "east",
  device?: string,
  ready: () => Promise<unknown> = () => add(world, id, role, team),
): Person {
  let isReady: Promise<unknown> | undefined;
  let session = { token: "", at: 0 };
  const token = async () => {
    isReady ??= ready();
    await isReady;
    if (world.now().getTime() - session.at > 60_000)
      session = {
        token: (await signInStaff(world.world, id, "test")).token,
        at: world.now().getTime(),
      };
    return session.token;
  };
  const ask = async (method: string, path: string, body?: unknown, more: object = {}) => {
    const cookies = { rightful_staff: await token(), ...(device && { rightful_device: device }) };
    return world.call(method, path, body, { cookies, ...more });
  };
  const at = (caseId: string) => `/v1/cases/${caseId}`;
  const read = async (caseId: string) => {
    const { status, body } = await ask("GET", at(caseId));
    assert.equal(status, 200, JSON.stringify(body));
    return body.case;
  };
  const verdict =
    (path: string) =>
    async (caseId: string, outcome: string, more: object = {}) => {
      const { evidenceVersion } = await read(caseId);
      const body = { outcome, reason: why[outcome], evidenceVersion, ...more };
      return ask("POST", `${at(caseId)}/${path}`, body);
    };
  return {
    ...{ id, team, read, token },
    get: (path) => ask("GET", path),
    post: (path, body = {}, more = {}) => ask("POST", path, body, more),
    put: (path, body) => ask("PUT", path, body),
    delete: (path) => ask("DELETE", path),
    take: (caseId) => ask("POST", `${at(caseId)}/lease`, {}),
    tick: async (caseId, answer = "yes", items = ITEMS) => {
      for (const item of items) {
        const reply = await ask("PUT", `${at(caseId)}/checklist/${item}`, { answer });
        assert.equal(reply.status, 200, JSON.stringify(reply.body));
      }
    },
    decide: verdict("decision"),
    approve: verdict("approval"),
  };
}

/** A desk of two teams. */
export function aDesk(world: TestWorld) {
  const roles: readonly [string, Role, string][] = [
    ["agt_tang", "agent", "east"],
    ["agt_luo", "agent", "east"],
    ["agt_shen", "supervisor", "east"],
    ["agt_ye", "agent", "west"],
    ["agt_pan", "supervisor", "west"],
  ];
  let added: Promise<unknown> | undefined;
  const everybody = async () => {
    for (const each of roles) await add(world, ...each);
  };
  const ready = () => {
    added ??= everybody();
    return added;
  };
  const [tang, luo, shen, ye, pan] = roles.map(([id, role, team]) =>
    personOf(world, id, role, team, undefined, ready),
  ) as [Person, Person, Person, Person, Person];
  const people = { tang, luo, shen, ye, pan };
  const all = Object.values(people);
  /** Whoever the system drew for this case; asked of the database, since nobody else may know. */
  const drawnFor = async (caseId: string): Promise<Person> => {
    const { staffId } = await world.world.db
      .selectFrom("caseDraws")
      .innerJoin("cases", (join) =>
        join
          .onRef("cases.accountId", "=", "caseDraws.accountId")
          .onRef("cases.id", "=", "caseDraws.caseId"),
      )
      .select("caseDraws.staffId as staffId")
      .where("caseDraws.accountId", "=", await accountOf(caseId))
      .where("caseDraws.caseId", "=", caseId)
      .where("caseDraws.endedAt", "is", null)
      .executeTakeFirstOrThrow();
    return all.find(({ id }) => id === staffId) as Person;
  };
  const accountOf = async (caseId: string) =>
    (
      await world.world.db
        .selectFrom("cases")
        .select("accountId")
        .where("id", "=", caseId)
        .executeTakeFirstOrThrow()
    ).accountId;
  return { ...people, all, drawnFor, accountOf };
}
export type Desk = ReturnType<typeof aDesk>;

/** A supervisor agrees that somebody opens 30 files more. */
export async function agreeToMore(by: Person, supervisor: Person) {
  const body = { kind: "viewing", reason: "a busy morning" };
  const asked = await by.post("/v1/desk/changes", body);
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const path = `/v1/desk/changes/${asked.body.change.id}/approval`;
  const agreed = await supervisor.post(path, { outcome: "approve" });
  assert.equal(agreed.status, 200, JSON.stringify(agreed.body));
}

export type OpenCase = Claim & { caseId: string; caseAt: string; own: () => Promise<any> };

/** A claimant who asks for people. */
export async function claimCase(
  world: TestWorld,
  identifier: string,
  more: Record<string, unknown> = {},
  cookies: Record<string, string> = {},
): Promise<OpenCase> {
  const claim = await startClaim(world, identifier, { situation: "lost-phone", ...more }, cookies);
  const caseAt = `/v1/recoveries/${claim.recovery.id}/case`;
  const opened = await world.as(claim.token).post(caseAt, { story: "My number is dead." });
  assert.equal(opened.status, 201, JSON.stringify(opened.body));
  const own = async () => {
    const { status, body } = await world.as(claim.token).get(caseAt);
    assert.equal(status, 200, JSON.stringify(body));
    return body.case;
  };
  return { ...claim, caseAt, own, caseId: opened.body.case.id };
}
