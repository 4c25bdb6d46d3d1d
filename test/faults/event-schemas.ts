/** What each event may hold: OpenID RISC 1.0 section 2, CAEP 1.0 sections 2 and 3, SSF 1.0 section 8.1. */

type Check = (value: unknown) => boolean;
const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(String(value));
const isText: Check = (value) => typeof value === "string" && value.length > 0;
const isSeconds: Check = (value) => Number.isInteger(value) && String(value).length === 10;
/** Texts by language tag (RFC 5646). */
const isSaid: Check = (value) =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(value).length > 0 &&
  Object.entries(value).every(([tag, text]) => /^[a-z]{2,3}(-\w+)*$/i.test(tag) && isText(text));

const caep = {
  event_timestamp: isSeconds,
  initiating_entity: oneOf("admin", "user", "policy", "system"),
  reason_admin: isSaid,
  reason_user: isSaid,
};
type Schema = { needs: Record<string, Check>; may: Record<string, Check> };
const levels = oneOf("LOW", "MEDIUM", "HIGH");
const schemas: Readonly<Record<string, Schema>> = {
  "risc/event-type/account-disabled": {
    needs: {},
    may: { reason: oneOf("hijacking", "bulk-account") },
  },
  "risc/event-type/account-enabled": { needs: {}, may: {} },
  "risc/event-type/account-purged": { needs: {}, may: {} },
  "risc/event-type/identifier-recycled": { needs: {}, may: {} },
  "risc/event-type/recovery-activated": { needs: {}, may: {} },
  "risc/event-type/recovery-information-changed": { needs: {}, may: {} },
  "caep/event-type/session-revoked": { needs: { reason_admin: isSaid }, may: caep },
  "caep/event-type/credential-change": {
    needs: {
      credential_type: oneOf(
        ...["password", "pin", "x509", "fido2-platform", "fido2-roaming", "fido-u2f"],
        ...["verifiable-credential", "phone-voice", "phone-sms", "app"],
      ),
      change_type: oneOf("create", "revoke", "update", "delete"),
      reason_admin: isSaid,
    },
    may: caep,
  },
  "caep/event-type/risk-level-change": {
    needs: {
      principal: oneOf("USER", "DEVICE", "SESSION", "TENANT", "ORG_UNIT", "GROUP"),
      current_level: levels,
    },
    may: { ...caep, previous_level: levels, risk_reason: isText },
  },
  "ssf/event-type/verification": { needs: {}, may: { state: isText } },
  "ssf/event-type/stream-updated": {
    needs: { status: oneOf("enabled", "paused", "disabled") },
    may: { reason: isText },
  },
};

/** The first thing about an event that its standard does not know, or null. `type`: the whole address. */
export function schemaFault(type: string, facts: Record<string, unknown>): string | null {
  const schema = schemas[type.replace("https://schemas.openid.net/secevent/", "")];
  if (!schema) return `no such event: ${type}`;
  const known = { ...schema.may, ...schema.needs };
  for (const name of Object.keys(schema.needs)) if (!(name in facts)) return `${name} is missing`;
  for (const [name, value] of Object.entries(facts))
    if (!known[name]?.(value)) return `${name}: ${JSON.stringify(value)}`;
  return null;
}
