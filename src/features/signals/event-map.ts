/** What is said of which event: OpenID RISC 1.0 and CAEP 1.0. Pure; says nothing personal. */
import type { Event } from "../../core/events.ts";

const BASE = "https://schemas.openid.net/secevent/";
export const SSF = `${BASE}ssf/event-type/`;
const risc = (name: string) => `${BASE}risc/event-type/${name}`;
const caep = (name: string) => `${BASE}caep/event-type/${name}`;

export const types = {
  accountDisabled: risc("account-disabled"),
  accountEnabled: risc("account-enabled"),
  accountPurged: risc("account-purged"),
  identifierRecycled: risc("identifier-recycled"),
  recoveryActivated: risc("recovery-activated"),
  waysChanged: risc("recovery-information-changed"),
  sessionRevoked: caep("session-revoked"),
  credentialChange: caep("credential-change"),
  riskChange: caep("risk-level-change"),
} as const;
export const supported: readonly string[] = Object.values(types);
/** Of the house, about no account: for webhooks only, since a stream speaks of its subjects. */
export const houseTypes: readonly string[] = ["topic.spiking", "alert.fired", "alert.cleared"];
export const verification = `${SSF}verification`;
export const streamUpdated = `${SSF}stream-updated`;

export type Said = { type: string; facts: Record<string, unknown> };

/** CAEP 1.0 section 2: reasons are objects by language; times are seconds. */
const because = (event: Event, en: string, zh: string) => ({
  event_timestamp: Math.floor(event.at.getTime() / 1000),
  initiating_entity: initiator(event.actor),
  reason_admin: { en },
  reason_user: { en, zh },
});

function initiator(actor: string) {
  if (actor.startsWith("agent:")) return "admin";
  if (actor.startsWith("owner:") || actor.startsWith("claimant:")) return "user";
  return actor.startsWith("client:") ? "system" : "policy";
}

const revoked = (event: Event, en: string, zh: string): Said => ({
  type: types.sessionRevoked,
  facts: because(event, en, zh),
});

/** Each session by its own name (CAEP 1.0 section 3.1: of one session, not of the whole account). */
const revokedOnDevice = (event: Event): Said[] =>
  (Array.isArray(event.payload.sessions) ? event.payload.sessions : []).map((session) => ({
    type: types.sessionRevoked,
    facts: {
      session: String(session),
      ...because(event, "A device was signed out.", "一台设备已退出登录。"),
    },
  }));

const waysChanged: Said = { type: types.waysChanged, facts: {} };

/** Our ways in, as CAEP names credentials; the others are ways back in only. */
const credentials: Readonly<Record<string, string>> = {
  phone: "phone-sms",
  authenticator: "app",
  passkey: "fido2-platform",
};
const changes: Readonly<Record<string, string>> = {
  add: "create",
  replace: "update",
  remove: "delete",
};

function changed(event: Event): Said[] {
  const type = credentials[String(event.payload.method)];
  if (!type) return [waysChanged];
  const credential: Said = {
    type: types.credentialChange,
    facts: {
      credential_type: type,
      change_type: changes[String(event.payload.change)] ?? "update",
      ...because(event, "A way to sign in was changed.", "登录方式已更改。"),
    },
  };
  return [waysChanged, credential];
}

/** A freeze of payments alone leaves the account in use: its risk is told. The others disable it. */
export const disables = (scope: unknown) => scope === "sign-in" || scope === "everything";
const hijacked = ["owner-freeze", "suspected-takeover"];

function placed(event: Event): Said[] {
  const { scope, reason } = event.payload;
  if (!disables(scope))
    return [risk(event, "HIGH", "Payments of this account were frozen.", "该账户的付款已冻结。")];
  const facts = hijacked.includes(String(reason)) ? { reason: "hijacking" } : {};
  const disabled: Said = { type: types.accountDisabled, facts };
  return scope === "everything"
    ? [disabled, revoked(event, "The account was frozen.", "该账户已冻结。")]
    : [disabled];
}

const risk = (event: Event, level: string, en: string, zh: string): Said => ({
  type: types.riskChange,
  facts: {
    principal: "USER",
    current_level: level,
    ...(level === "LOW" && { previous_level: "HIGH" }),
    risk_reason: String(event.payload.reason ?? "hold"),
    ...because(event, en, zh),
  },
});

/** `standing`: scopes of the account's other holds. It is enabled when none of them disables it. */
function released(event: Event, standing: readonly string[]): Said[] {
  if (disables(event.payload.scope))
    return standing.some(disables) ? [] : [{ type: types.accountEnabled, facts: {} }];
  return standing.length > 0
    ? []
    : [risk(event, "LOW", "Payments of this account were released.", "该账户的付款已解冻。")];
}

type Telling = (event: Event, standing: readonly string[]) => Said[];

/** Event of ours -> what is said. Several of one cause have one `txn`. */
export const told: Readonly<Record<string, Telling>> = {
  // A claim alone is any stranger's doing: only its first accepted proof is told.
  "recovery.first-proof": () => [{ type: types.recoveryActivated, facts: {} }],
  "password.changed": (event) => [
    {
      type: types.credentialChange,
      facts: {
        credential_type: "password",
        change_type: "update",
        ...because(event, "A new password was set.", "密码已重新设置。"),
      },
    },
    revoked(event, "Every session ended with the new password.", "所有会话已随新密码结束。"),
  ],
  "sessions.ended": (event) => [revoked(event, "All sessions were ended.", "所有会话已结束。")],
  "sessions.ended-by-desk": (event) => [
    revoked(event, "Customer service ended all sessions.", "客服已结束所有会话。"),
  ],
  "device.signed-out": revokedOnDevice,
  "device.disowned": revokedOnDevice,
  "device.sessions-ended": revokedOnDevice,
  "change.done": changed,
  "method.replaced": changed,
  // RISC 1.0 section 2.6: the subject is the number itself. It is put in as the signal leaves (delivery.ts).
  "number.released": (event) => [
    { type: types.identifierRecycled, facts: { numberId: String(event.payload.numberId) } },
    ...changed({ ...event, payload: { method: "phone", change: "remove" } }),
  ],
  "recovery-codes.refilled": () => [waysChanged],
  // Said in a claim that has proven nothing it may be any stranger's word.
  "account.guided": (event) =>
    event.payload.isWide
      ? [
          risk(
            event,
            "HIGH",
            "The owner says that somebody is guiding them.",
            "用户表示正有人在指导其操作。",
          ),
        ]
      : [],
  "account.purged": () => [{ type: types.accountPurged, facts: {} }],
  "hold.placed": placed,
  "hold.released": released,
};

/** Of one recovery, hold or change everything has one `txn`. */
export const causeOf = ({ payload, seq }: Event) =>
  String(payload.recoveryId ?? payload.holdId ?? payload.changeId ?? `event-${seq}`);
