/**
 * Notices: the owner is always told, on every channel, the old ones included after a change. A thief
 * wants silence, or a message that teaches owners to follow links and type secrets; so nothing here
 * can be switched off, and no message links to a page that asks for a secret.
 */
import type { Method } from "../accounts/index.ts";

/** Which event is told, with which text. */
export const told = {
  "recovery.first-proof": "claim-first-proof",
  "recovery.waiting": "wait-started",
  "recovery.completed": "completed",
  "recovery.cancelled": "cancelled",
  "recovery.denied": "denied",
  "recovery.contested": "contest",
  "recovery-codes.refilled": "recovery-codes-replaced",
  "hold.placed": "hold",
  "hold.renewed": "hold",
  "hold.released": "release",
  "sessions.ended-by-desk": "sessions-ended",
  "case.opened": "review-begun",
  "case.joined": "review-begun",
  "case.returned": "continued-elsewhere",
  "recovery.continued": "continued-elsewhere",
  "change.pending": "change-pending",
  "change.done": "change-done",
  "change.cancelled": "change-cancelled",
  "lock.loosening": "lock-loosened",
  "password.changed": "password-changed",
  "device.signed-out": "device-signed-out",
  "number.released": "number-released",
  "number.disputed": "number-disputed",
  "device.disowned": "device-disowned",
  "report.reminded": "report",
  "report.closed": "report",
  "pack.requested": "pack-made",
  "pack.built": "pack-ready",
  "pack.downloaded": "pack-downloaded",
  "erasure.asked": "erasure-pending",
  "erasure.cancelled": "erasure-cancelled",
  "account.purged": "erased",
  "contact.said-no": "contact-said-no",
  "contact.declined": "contact-stopped",
  "contact.erased": "contact-stopped",
  "contacts.reminded": "contacts-reminder",
} as const satisfies Record<string, string>;
export type Told = keyof typeof told;

/** What nobody but its maker noticed, what ended for housekeeping, what was told twice today: no message. */
export const isSilent = (type: string, payload: Record<string, unknown>) =>
  payload.quiet === true ||
  // Told as the end of the recovery that set it.
  (type === "password.changed" && payload.why === "recovery") ||
  (type === "recovery.cancelled" && ["superseded", "moved"].includes(String(payload.why)));

const changed = { add: "added", replace: "replaced", remove: "removed" } as const;

/** What the texts need to know of an event; nothing else of it leaves the server. */
export function valuesOf({
  waitingUntil,
  effectiveAt,
  method,
  change,
  scope,
  until,
  device,
  mark,
  dueOn,
}: Record<string, unknown>) {
  return {
    ...(typeof device === "string" && { device }),
    ...(typeof until === "string" && { until }),
    ...(typeof scope === "string" && { scope }),
    ...(typeof waitingUntil === "string" && { until: waitingUntil }),
    ...(typeof effectiveAt === "string" && { effectiveAt }),
    ...(typeof method === "string" && { method }),
    ...(typeof mark === "string" && { mark }),
    ...(typeof dueOn === "string" && { dueOn }),
    ...(typeof change === "string" && { change: changed[change as keyof typeof changed] }),
  };
}

const REMOVED_DAYS = 7;

/** Every channel of the account: present ones, and removed ones for 7 days; never a number that is somebody else's now. */
export const channelsToTell = (methods: readonly Method[], now: Date) =>
  methods.filter(
    ({ kind, removedAt, reassignedAt }) =>
      (kind === "phone" || kind === "email") &&
      !reassignedAt &&
      (!removedAt || now.getTime() - removedAt.getTime() < REMOVED_DAYS * 86_400_000),
  );

/** "This wasn't me" works for the wait and this many days more. */
export const LINK_DAYS = 10;

/**
 * What the wallet called a device, fit for a message of ours: no address to follow, no digits that look like
 * a code or a number to call, and short. English keeps to its own letters (texts.ts); it may be empty.
 */
export const plain = (name: string, locale: "en" | "zh") =>
  [
    ...name
      .replace(locale === "en" ? /[^A-Za-z0-9 ,'-]/g : /[^\p{L}\p{M}\p{N} ,'’-]/gu, "")
      .replace(/\d{4,}/g, "")
      .replace(/ +/g, " ")
      .trim(),
  ]
    .slice(0, 24)
    .join("");
