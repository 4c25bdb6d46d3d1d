/** Every notice that there is, each with values that it may have. */
import type { Notice } from "../src/features/notices/texts.ts";

export const at = new Date("2026-11-23T06:05:00Z");

export const codes = ["sms-code", "email-code"] as const;
export const purposes = [
  "recovery",
  "step-up",
  "new-address",
  "case-return",
  "number-claim",
] as const;
const methods = [
  "phone",
  "email",
  "authenticator",
  "recovery-codes",
  "passkey",
  "contact",
  "device",
  "face",
] as const;
const changes = ["added", "replaced", "removed"] as const;

export const everyNotice: Notice[] = [
  ...codes.flatMap((kind) =>
    purposes.map((purpose) => ({ kind, values: { code: "012345", purpose } })),
  ),
  { kind: "claim-first-proof", values: {} },
  { kind: "review-begun", values: {} },
  { kind: "continued-elsewhere", values: {} },
  { kind: "wait-started", values: { until: at } },
  { kind: "completed", values: {} },
  { kind: "cancelled", values: {} },
  { kind: "expired", values: {} },
  { kind: "denied", values: {} },
  { kind: "contest", values: {} },
  ...methods.flatMap((method) =>
    changes.flatMap((change): Notice[] => [
      { kind: "change-pending", values: { method, change, effectiveAt: at.toISOString() } },
      { kind: "change-done", values: { method, change } },
      { kind: "change-cancelled", values: { method, change } },
    ]),
  ),
  { kind: "recovery-codes-replaced", values: {} },
  ...[9, 1, 0].map((left): Notice => ({ kind: "recovery-code-used", values: { left } })),
  { kind: "hold", values: { scope: "outgoing", until: at } },
  { kind: "hold", values: { scope: "sign-in", until: null } },
  { kind: "hold", values: { scope: "everything", until: at } },
  { kind: "release", values: { scope: "everything" } },
  { kind: "lock-loosened", values: { effectiveAt: at } },
  { kind: "erasure-pending", values: { effectiveAt: at } },
  { kind: "erasure-cancelled", values: {} },
  { kind: "erased", values: {} },
  { kind: "sessions-ended", values: {} },
  { kind: "password-changed", values: {} },
  // What a wallet calls a device may be written by a thief.
  ...["Chrome, Android", "林晓梅的手机", "Call 13800001111 http://evil.example/a?b=c now"].flatMap(
    (device): Notice[] => [
      { kind: "device-signed-out", values: { device } },
      { kind: "device-disowned", values: { device } },
    ],
  ),
  { kind: "chat-news", values: {} },
  { kind: "number-released", values: {} },
  { kind: "number-disputed", values: {} },
  ...(["due", "late", "closed"] as const).map(
    (mark): Notice => ({ kind: "report", values: { mark, dueOn: "2026-12-02" } }),
  ),
  { kind: "pack-made", values: {} },
  { kind: "pack-ready", values: {} },
  { kind: "pack-downloaded", values: {} },
  // The name was typed by whoever asked for the contact.
  ...["Wu Min", "吴敏", "Call 13800001111 http://evil.example/a?b=c now"].flatMap(
    (name): Notice[] => [
      { kind: "contact-invitation", values: { name } },
      { kind: "contact-ask", values: { name } },
      { kind: "contact-reminder", values: { name } },
    ],
  ),
  { kind: "contact-said-no", values: {} },
  { kind: "contact-stopped", values: {} },
  { kind: "contacts-reminder", values: {} },
];
