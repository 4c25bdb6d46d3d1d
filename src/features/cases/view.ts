/** What the desk sees of a case. Rows carry no name and no number; the details carry them masked. */
import type { Event } from "../../core/events.ts";
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { isShadow, label, maskEmail, maskPhone, openFor, readPerson } from "../accounts/index.ts";
import { readVerified } from "../audit/index.ts";
import { legalHoldsOf } from "../keeping/index.ts";
import { policyVersion } from "../policies/index.ts";
import {
  type Loaded,
  notesOn,
  readTyped,
  reference,
  riskFacts,
  riskNotes,
  riskReasons,
} from "../recovery/index.ts";
import { type Agent, barring, isTaken, named, shareOf } from "./desk.ts";
import { linksOf } from "./links.ts";
import { readStory } from "./opening.ts";
import { holdsOf, teamsOf } from "./protection.ts";
import { isEnded, isNotMe } from "./rules.ts";
import type { Case, Held } from "./standing.ts";
import * as store from "./store.ts";
import { listVerdicts } from "./verdict-store.ts";
import { firstOf, liveDraw } from "./verdicts.ts";
import { checklist, happened, reasons, said, type Words, waits } from "./words.ts";

const iso = (date: Date | null) => date?.toISOString() ?? null;

/** "taken" is an open case that somebody holds. */
const stateOf = (row: store.ShownRow, now: Date) =>
  row.state === "open" && isTaken(row, now) ? "taken" : row.state;

const waitingFor = ({ state, snoozedUntil, snoozedFor, closedAt }: store.ShownRow, now: Date) => {
  if (closedAt) return null;
  if (state === "waiting-claimant") return "claimant";
  if (state === "second-check") return "second";
  return snoozedFor === "bank" && snoozedUntil && snoozedUntil > now ? "bank" : "us";
};

const asks: Readonly<Record<string, string>> = {
  "forgot-password": "password",
  "lost-phone": "number",
  "account-stolen": "account",
};

export async function rowView(world: World, row: store.ShownRow) {
  const now = world.now();
  const taken = isTaken(row, now);
  return {
    id: row.id,
    reference: reference(row.id),
    state: stateOf(row, now),
    situation: row.situation,
    risk: row.riskLevel,
    ask: asks[row.situation] ?? "password",
    waitingFor: waitingFor(row, now),
    locale: row.locale,
    openedAt: row.openedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    pausedAt: row.closedAt ? null : iso(row.pausedAt),
    usedShare: await shareOf(world, row),
    lastEvent: { type: row.lastType, at: row.lastAt.toISOString() },
    takenBy: taken ? await named(world, row.takenBy) : null,
    takenUntil: taken ? iso(row.takenUntil) : null,
    team: row.team,
    isTheftNow: row.isTheft && !row.closedAt,
    isAppeal: row.appealOf !== null,
    openedBy: isNotMe(row) ? "owner" : row.openedBy ? "agent" : "claimant",
  };
}
export type Row = Awaited<ReturnType<typeof rowView>>;

/** May this person see the first verdict? While a second is awaited only who gave it may. */
const seesVerdict = (held: Case, agent: Agent, firstId: string | undefined) =>
  held.state !== "second-check" || agent.id === firstId;

export async function detailView(world: World, agent: Agent, { held, recovery }: Held) {
  const { accountId, id } = held;
  const key = await accountKey(world, accountId);
  const first = await firstOf(world, held);
  const open = seesVerdict(held, agent, first?.staffId);
  const bar = await barring(world, agent, held);
  const draw = await liveDraw(world, held);
  const drawnIsMe = draw?.staffId === agent.id;
  const verdicts = await listVerdicts(world.db, accountId, id);
  const saidVerdict = verdicts.some(({ staffId }) => staffId === agent.id);
  const shown =
    held.state === "second-check" ? first : verdicts.findLast(({ part }) => part === "first");
  const story = readStory(key, held);
  const person = await readPerson(world, accountId);
  const policy = policyVersion(world, held.policyName, held.policyVersion);
  const rule = ruleOf(held);
  const { events, chain } = await readVerified(world, accountId);
  return {
    ...(await rowView(world, held)),
    now: world.now().toISOString(),
    accountLabel: isShadow(accountId) ? null : label(person.names[0] ?? "?"),
    identifierMasked: recovery ? await maskedIdentifier(world, recovery) : null,
    evidenceVersion: held.evidenceVersion,
    story: [story.system, story.claimant, story.agent, story.appeal].filter(Boolean).join("\n\n"),
    proofs: (recovery?.given ?? []).map(({ kind, at }) => ({ kind, at, outcome: "accepted" })),
    newPhoneProven: Boolean(recovery?.newPhone),
    contested: recovery?.contested ?? false,
    riskReasons: (recovery?.riskReasons ?? []).map((code) => ({
      code,
      text: wordsOf(riskReasons[code as keyof typeof riskReasons]),
    })),
    riskNotes: await riskView(world, recovery),
    checklist: await checklistView(world, held, agent, open),
    policy: { name: policy.name, version: held.policyVersion, rule },
    claimantSees: said(held, world.now()),
    waits,
    clocks: {
      ours: {
        dueAt: held.dueAt.toISOString(),
        usedMs: Math.round((await shareOf(world, held)) * held.promiseMs),
        pausedAt: held.closedAt ? null : iso(held.pausedAt),
      },
      claimant: { usedMs: claimantMs(world, held) },
    },
    timeline: timeline(events, held, open ? null : first?.staffId),
    chain,
    notes: await notesView(world, held, key, open ? null : first?.staffId),
    links: await linksOf(world, held),
    verdict:
      open && shown
        ? {
            ...{ outcome: shown.outcome, reason: shown.reason },
            ...{ by: await named(world, shown.staffId), at: shown.at.toISOString() },
          }
        : null,
    // Whom the system drew is known to that person only: who is not known cannot be pressed.
    draw: draw && { staffId: drawnIsMe ? draw.staffId : null, until: draw.until.toISOString() },
    allowed: allowed(world, agent, held, bar, drawnIsMe, saidVerdict),
    reasons: Object.fromEntries(
      Object.entries(reasons).map(([outcome, list]) => [
        outcome,
        list.map(({ code, text }) => ({ code, text })),
      ]),
    ),
    reveals: ["phone", "email", "name", "birthday"],
    holds: await holdsOf(world, agent, held, bar),
    legalHolds: await legalHoldsOf(world, held.accountId),
    teams: await teamsOf(world, held),
  };
}

const wordsOf = ({ en, zh }: Words): Words => ({ en, zh });

const ruleOf = ({ situation }: Case): Words =>
  situation === "account-stolen"
    ? {
        en: "Two people, and a proof older than the theft or identity proofing; then a wait.",
        zh: "须两人审核，并有早于被盗时间的证明或身份核实，之后进入等待期。",
      }
    : {
        en: "Two people, and identity proofing or two independent proofs; then a wait.",
        zh: "须两人审核，并有身份核实或两项独立证明，之后进入等待期。",
      };

const claimantMs = (world: World, { claimantMs, pausedAt, closedAt }: Case) =>
  claimantMs + (pausedAt && !closedAt ? world.now().getTime() - pausedAt.getTime() : 0);

async function maskedIdentifier(world: World, recovery: Loaded) {
  const { value } = await readTyped(world, recovery);
  if (recovery.identifierKind === "phone") return maskPhone(value);
  if (recovery.identifierKind === "email") return maskEmail(value);
  return value ? `${value.slice(0, 1)}***` : null;
}

/** While a second is awaited each sees what they checked themselves, and nobody else's. */
async function checklistView(world: World, held: Case, agent: Agent, open: boolean) {
  const rows = await store.listChecks(world.db, held.accountId, held.id, held.round);
  return checklist.map((item) => {
    const own = rows.find((row) => row.item === item.id && row.staffId === agent.id);
    const row = own ?? (open ? rows.find((each) => each.item === item.id) : undefined);
    return {
      ...{ id: item.id, text: item.text, required: true },
      ...{ answer: row?.answer ?? null, by: row?.staffId ?? null, at: iso(row?.at ?? null) },
    };
  });
}

async function notesView(world: World, held: Case, key: Buffer, hidden: string | null | undefined) {
  const rows = await store.listNotes(world.db, held.accountId, held.id);
  return rows
    .filter(({ staffId }) => !hidden || staffId !== hidden)
    .map(({ id, staffId, at, text }) => ({
      ...{ id, by: staffId, at: at.toISOString() },
      text: openFor(key, text, `case-note:${id}`),
    }));
}

/** Events of this case and of its claim. Who gave the hidden verdict is "the desk". */
function timeline(events: readonly Event[], held: Case, hidden: string | null | undefined) {
  return events
    .filter(
      ({ type, payload }) =>
        happened[type] &&
        (payload.caseId === held.id ||
          payload.subject === held.id ||
          (held.recoveryId !== null && payload.recoveryId === held.recoveryId && !payload.caseId) ||
          type.startsWith("hold.") ||
          type === "owner.not-me" ||
          type === "sessions.ended-by-desk"),
    )
    .map(({ seq, at, actor, type }) => ({
      ...{ seq, at: at.toISOString(), type, text: happened[type] as Words },
      actor: hidden && actor === `agent:${hidden}` ? "desk" : actor,
    }));
}

/** Names of the calls that this person may make now. */
function allowed(
  world: World,
  agent: Agent,
  held: Case,
  bar: string | null,
  drawnIsMe: boolean,
  saidVerdict: boolean,
): string[] {
  const code = isShadow(held.accountId) ? [] : ["agent-code"];
  if (bar === "own") return [];
  if (isEnded(held.state)) return saidVerdict && !bar ? code : [];
  const protects = ["holds", "sessions"];
  if (bar) return ["notes", ...protects];
  if (held.state === "second-check")
    return [
      ...["notes", ...protects],
      ...(drawnIsMe ? ["checklist", "reveal", "approval", ...code] : []),
    ];
  const mine = isTaken(held, world.now()) && held.takenBy === agent.id;
  const supervises = agent.role === "supervisor" ? ["transfer"] : [];
  if (!mine) return ["lease", "notes", ...protects, ...supervises];
  const verdict = isNotMe(held) ? ["close"] : ["preview", "decision"];
  const decides = held.state === "open" ? ["snooze", ...verdict] : [];
  return [
    ...["lease", "notes", "checklist", "questions", "reveal", "transfer", ...protects],
    ...decides,
    ...code,
  ];
}

/** What speaks for the claimant and what nobody knows, beside the reasons that speak against. */
async function riskView(world: World, recovery: Loaded | undefined | null) {
  const notes = recovery
    ? notesOn(await riskFacts(world, recovery, false))
    : { for: [], unknown: [] };
  const shown = (codes: readonly (keyof typeof riskNotes)[]) =>
    codes.map((code) => ({ code, text: wordsOf(riskNotes[code]) }));
  return { for: shown(notes.for), unknown: shown(notes.unknown) };
}
