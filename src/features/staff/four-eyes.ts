/**
 * Four eyes: what one person of the desk asks for and another agrees to, as values. A thief who has
 * bought, pressed or become one of them changes nothing alone, and cannot agree to what is done to
 * himself; two of them leave a chain that names both.
 */
import { BadInput, type FieldError, problem } from "../../core/problem.ts";
import type { Listed } from "../registry/index.ts";
import {
  type HoldFacts,
  type HoldVerdict,
  isAboutHold,
  judgeSecond,
  type Second,
} from "./four-eyes-holds.ts";
import { type Role, roles, type Staff } from "./rules.ts";

export const kinds = [
  ...(["role", "staff", "brake-release", "policy", "registry", "viewing"] as const),
  ...(["tie-removal", "legal-hold-release", "hold-release", "hold-renewal"] as const),
  "scam-listing",
] as const;
export type Kind = (typeof kinds)[number];
/**
 * What can be asked for by its name alone; a hold and a listing are asked about beside what shows why, a policy
 * with what it came to in simulation (features/proposals).
 */
export const kindsAsked = kinds.filter(
  (kind): kind is Exclude<Kind, HoldFacts["kind"] | "scam-listing" | "policy"> =>
    !kind.startsWith("hold-") && kind !== "scam-listing" && kind !== "policy",
);
export const deeds = ["add", "end", "passkey", "identity"] as const;
export type Deed = (typeof deeds)[number];

/** What is switched off by a brake: one kind of proof, or every completion. */
export const BRAKE = /^(completions|proof:[a-z-]{1,40})$/;

export type Facts =
  | { kind: "role"; staffId: string; role: Role; team: string | null }
  | { kind: "staff"; deed: "add"; staffId: string; name: string; role: Role; team: string | null }
  | { kind: "staff"; deed: "end" | "passkey"; staffId: string }
  | { kind: "staff"; deed: "identity"; staffId: string; issuer: string; subject: string }
  | { kind: "brake-release"; what: string }
  | { kind: "policy"; name: string; version: number; body: unknown }
  | { kind: "registry"; version: number; body: unknown }
  | { kind: "viewing"; staffId: string }
  | { kind: "tie-removal"; staffId: string; accountId: string }
  | { kind: "legal-hold-release"; accountId: string; legalHoldId: string }
  | {
      kind: "scam-listing";
      deed: "add" | "end";
      indicator: Listed;
      value: string;
      clusterId: string;
    }
  | HoldFacts;

export const OwnChange = problem(
  "own-change",
  403,
  "Somebody else has to agree: nobody decides on what they asked for, or on what is done to themselves.",
);
export const LastAdmin = problem(
  "last-admin",
  409,
  "This is the last admin of the desk. Make somebody else an admin first.",
);
export const NoDeskChange = problem(
  "no-change",
  404,
  "No such change is waiting: it was decided, or has run out.",
);
export const Underway = problem(
  "change-underway",
  409,
  "Another change of the same is being made right now. Try again in a minute.",
);

/** A change waits so long for the second person. */
export const CHANGE_HOURS = 72;

const supervisors: readonly Role[] = ["supervisor", "admin"];
const admins: readonly Role[] = ["admin"];
const deciders: readonly Role[] = ["agent", "supervisor"];
const who: Record<Kind, { asks: readonly Role[]; decides: readonly Role[] }> = {
  role: { asks: admins, decides: admins },
  staff: { asks: admins, decides: admins },
  // Asked for before proposals were: it can be taken back, and no more.
  policy: { asks: [], decides: [] },
  registry: { asks: admins, decides: admins },
  "brake-release": { asks: supervisors, decides: supervisors },
  viewing: { asks: ["agent", "supervisor"], decides: supervisors },
  // Whoever has the interest neither asks nor agrees.
  "tie-removal": { asks: admins, decides: admins },
  "legal-hold-release": { asks: supervisors, decides: supervisors },
  "hold-release": { asks: deciders, decides: deciders },
  "hold-renewal": { asks: deciders, decides: deciders },
  "scam-listing": { asks: deciders, decides: deciders },
};
export const mayAsk = (kind: Kind, role: string) => who[kind].asks.some((one) => one === role);
export const mayDecide = (kind: Kind, role: string) =>
  who[kind].decides.some((one) => one === role);

export function targetOf(facts: Facts): string {
  if ("staffId" in facts) return `staff:${facts.staffId}`;
  if ("legalHoldId" in facts) return `legal-hold:${facts.legalHoldId}`;
  if ("holdId" in facts) return `hold:${facts.holdId}`;
  if (facts.kind === "registry") return "registry";
  if (facts.kind === "scam-listing") return `scam:${facts.clusterId}`;
  return facts.kind === "policy" ? `policy:${facts.name}` : `brake:${facts.what}`;
}

/** Whoever it is done to, where that person may not decide: their own leave they may. */
export const concerned = (facts: Facts): string | null =>
  "staffId" in facts && !(facts.kind === "staff" && facts.deed === "end") ? facts.staffId : null;

/** To ask for one's own passkey or role would leave one other person to decide alone. */
export const mayAskAbout = (facts: Facts, asker: string) =>
  facts.kind === "viewing" ? facts.staffId === asker : concerned(facts) !== asker;

type Waiting = { facts: Facts; askedBy: string };
export type Verdict = "may" | "own-change" | "not-allowed" | HoldVerdict;

/** May this person agree to it? Whoever asked may still take it back. */
export function judgeDecision(
  { facts, askedBy }: Waiting,
  by: Pick<Staff, "id" | "role"> & Partial<Second>,
  outcome: "approve" | "refuse",
): Verdict {
  if (outcome === "refuse" && by.id === askedBy) return "may";
  if (!mayDecide(facts.kind, by.role)) return "not-allowed";
  if (outcome === "approve" && (by.id === askedBy || by.id === concerned(facts)))
    return "own-change";
  return isAboutHold(facts) ? judgeSecond(facts, by) : "may";
}

/** Would the desk be left without an admin? `underway`: changes agreed to and not yet made. */
export function leavesNoAdmin(
  facts: Facts,
  members: readonly Pick<Staff, "id" | "role" | "endedAt">[],
  underway: readonly Facts[],
): boolean {
  const loses = (change: Facts, id: string) =>
    "staffId" in change &&
    change.staffId === id &&
    ((change.kind === "role" && change.role !== "admin") ||
      (change.kind === "staff" && change.deed === "end"));
  const left = members.filter(
    ({ id, role, endedAt }) =>
      role === "admin" && !endedAt && ![facts, ...underway].some((change) => loses(change, id)),
  );
  const isAdmin = members.some(
    ({ id, role, endedAt }) => role === "admin" && !endedAt && loses(facts, id),
  );
  return isAdmin && left.length === 0;
}

/** What a request may carry: which fields a kind needs is judged by `readFacts`. */
export type Asked = {
  kind: (typeof kindsAsked)[number];
  deed?: Deed | undefined;
  staffId?: string | undefined;
  name?: string | undefined;
  role?: Role | undefined;
  team?: string | null | undefined;
  issuer?: string | undefined;
  subject?: string | undefined;
  what?: string | undefined;
  accountId?: string | undefined;
  legalHoldId?: string | undefined;
  registry?: unknown;
};

const missing = (field: string): FieldError => ({
  pointer: `/${field}`,
  detail: "This field is missing.",
});

/** The change that was asked for; throws `bad-input` with every field at fault. */
export function readFacts(asked: Asked, { id, newId }: { id: string; newId: string }): Facts {
  const errors: FieldError[] = [];
  const need = (field: keyof Asked): string => {
    const value = asked[field];
    if (typeof value === "string" && value.trim() !== "") return value;
    errors.push(missing(field));
    return "";
  };
  const place = () => {
    const role = roles.find((one) => one === asked.role);
    if (!role) errors.push(missing("role"));
    const isTeamed = role === "agent" || role === "supervisor";
    const team = asked.team ?? null;
    if (role && isTeamed !== (team !== null && team.trim() !== ""))
      errors.push({
        pointer: "/team",
        detail: "Agents and supervisors are in a team; analysts and admins are in none.",
      });
    return { role: role ?? "agent", team: isTeamed ? team : null };
  };
  const facts = ((): Facts => {
    switch (asked.kind) {
      case "role":
        return { kind: "role", staffId: need("staffId"), ...place() };
      case "brake-release":
        return { kind: "brake-release", what: need("what") };
      case "viewing":
        return { kind: "viewing", staffId: id };
      case "tie-removal":
        return {
          ...{ kind: "tie-removal", staffId: need("staffId"), accountId: need("accountId") },
        };
      case "legal-hold-release":
        return {
          ...{ kind: "legal-hold-release", accountId: need("accountId") },
          legalHoldId: need("legalHoldId"),
        };
      case "registry":
        return readRegistryFacts(asked.registry, errors);
      case "staff":
        break;
    }
    switch (asked.deed) {
      case "add":
        return { kind: "staff", deed: "add", staffId: newId, name: need("name"), ...place() };
      case "identity":
        return {
          ...{ kind: "staff", deed: "identity", staffId: need("staffId") },
          ...{ issuer: need("issuer"), subject: need("subject") },
        };
      case "end":
      case "passkey":
        return { kind: "staff", deed: asked.deed, staffId: need("staffId") };
      default:
        errors.push(missing("deed"));
        return { kind: "viewing", staffId: id };
    }
  })();
  if (errors.length > 0) throw BadInput({ errors });
  return facts;
}

function readRegistryFacts(body: unknown, errors: FieldError[]): Facts {
  const { version } = (body ?? {}) as { version?: unknown };
  if (typeof version !== "number") errors.push(missing("registry"));
  return { kind: "registry", version: Number(version), body };
}
