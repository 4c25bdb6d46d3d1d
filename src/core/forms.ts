/**
 * The portal's forms without scripts: each is one act of the public JSON API and the page that
 * follows it. A refusal goes back to the page that sent the form, with what had been typed.
 */
import { approvalActs } from "./approval-forms.ts";
import { caseActs } from "./case-forms.ts";
import { centreActs } from "./centre-forms.ts";
import { contactActs } from "./contact-forms.ts";
import { type Act, type Fields, refused } from "./form-answers.ts";
import { numberActs } from "./number-forms.ts";
import { ownerActs } from "./owner-forms.ts";
import type { Ask, PortalServer } from "./pages.ts";

type Current = { id: string; challenge?: { id: string } | null; hold?: { id: string } | null };

async function current(ask: Ask): Promise<Current | null> {
  const answer = await ask("GET", "/v1/recoveries/current");
  return answer.status === 200 ? (answer.body.recovery as Current) : null;
}

const withPrefix = (prefix: string, typed: string) => {
  const text = typed.normalize("NFKC").trim();
  const own = text.includes("@") || /^(\+|00)/.test(text) || prefix === "+86" || prefix === "";
  return own ? text : `${prefix}${text}`;
};

const start: Act = async (ask, fields, portal, lang) => {
  const { identifier = "", situation = "forgot-password", prefix = "", key = "" } = fields;
  const by = prefix ? "" : "&by=email";
  const page = `/recover/account?situation=${encodeURIComponent(situation)}${by}`;
  const begun = await ask(
    "POST",
    "/v1/recoveries",
    { identifier: withPrefix(prefix, identifier), situation, locale: lang },
    key,
  );
  if (begun.status !== 201) return refused(page, begun, identifier);
  const recovery = begun.body.recovery as Current;
  const proof = portal.straightTo(recovery);
  if (!proof) return { to: portal.pageFor(recovery), cookies: begun.cookies };
  const asked = await ask(
    "POST",
    `/v1/recoveries/${recovery.id}/challenges`,
    { proof },
    `${key}-code`,
  );
  const cookies = [...begun.cookies, ...asked.cookies];
  return { to: asked.status === 201 ? "/recover/code" : "/recover/methods", cookies };
};

/** Freezing: a claim that the account was stolen, with its first code asked for at once. */
const freeze: Act = async (ask, fields, portal, lang) => {
  const { identifier: typed = "", key } = fields;
  const identifier = typed.normalize("NFKC").trim();
  const proof = identifier.includes("@") ? "email-code" : "sms-code";
  const asked = { identifier, situation: "account-stolen", proof, locale: lang };
  const begun = await ask("POST", "/v1/recoveries", asked, key);
  if (begun.status !== 201) return refused("/freeze", begun, typed);
  return { to: portal.pageFor(begun.body.recovery), cookies: begun.cookies };
};

const challenge: Act = async (ask, fields, portal) => {
  const proof = fields.proof ?? "";
  const page = portal.pageOfProof(proof);
  if (page !== "/recover/code") return { to: page, cookies: [] };
  const recovery = await current(ask);
  if (!recovery) return { to: "/recover/methods", cookies: [] };
  const path = `/v1/recoveries/${recovery.id}/challenges`;
  const asked = await ask("POST", path, { proof }, fields.key);
  return asked.status === 201
    ? { to: page, cookies: asked.cookies }
    : refused("/recover/methods", asked);
};

/** Somebody is telling them what to do: said by the signed-in owner, or within a claim. */
const guided: Act = async (ask, { as, key }) => {
  const at = as === "owner" ? "/v1/me/guided" : "/v1/recoveries/current/guided";
  const done = await ask("POST", at, {}, key);
  if (done.status >= 300) return refused("/guided", done);
  return { page: "/guided", typed: String(done.body.until), cookies: done.cookies };
};

/** Is this really us? Judged, shown on the same page, kept nowhere. */
const check: Act = async (ask, { key, what = "" }, portal) => {
  const page = "/check";
  if (what.trim() === "")
    return { page, refusal: { status: 422, code: "empty" }, typed: what, cookies: [] };
  const done = await ask("POST", "/v1/checks", portal.checkBody(what), key);
  if (done.status >= 300) return refused(page, done, what);
  return { page, state: { judged: done.body }, typed: what, cookies: done.cookies };
};

/** What was judged, reported: the page after says what happens now. */
const scamReport: Act = async (ask, { key, what = "", sender = "", ...told }, portal) => {
  const page = "/check";
  if (what.trim() === "")
    return { page, refusal: { status: 422, code: "empty" }, typed: what, cookies: [] };
  const thing = portal.checkBody(what);
  const did = { clicked: !!told.clicked, paid: !!told.paid, gaveCode: !!told.gaveCode };
  const from = "text" in thing && sender.trim() !== "" ? { sender: sender.trim() } : {};
  const done = await ask("POST", "/v1/scam-reports", { ...thing, ...from, ...did }, key);
  if (done.status >= 300) return refused(page, done, what);
  return { page: "/check/reported", state: { reported: did }, cookies: done.cookies };
};

/** Ends the freeze that the current recovery shows; what comes of it stands on the same page. */
const unfreeze: Act = async (ask, { key }) => {
  const recovery = await current(ask);
  if (!recovery?.hold) return { to: "/unfreeze", cookies: [] };
  const path = `/v1/recoveries/${recovery.id}/holds/${recovery.hold.id}/release`;
  const done = await ask("POST", path, {}, key);
  if (done.status >= 300) return refused("/unfreeze", done);
  return { to: "/unfreeze", cookies: done.cookies };
};

/** One act on the current recovery, whose answer is the recovery. */
const onRecovery =
  (
    name: string,
    body: (fields: Fields) => Record<string, unknown>,
    page: (fields: Fields, portal: PortalServer) => string,
    typed?: (fields: Fields) => string,
  ): Act =>
  async (ask, fields, portal) => {
    const recovery = await current(ask);
    const here = page(fields, portal);
    if (!recovery) return { to: here, cookies: [] };
    const path = `/v1/recoveries/${recovery.id}/${name}`;
    const done = await ask("POST", path, body(fields), fields.key);
    if (done.status >= 300) return refused(here, done, typed?.(fields));
    return { to: portal.pageFor(done.body.recovery), cookies: done.cookies };
  };

/** Digits and letters however they were pasted: full width, spaced, dashed. */
const cleanCode = (text: string) => text.normalize("NFKC").replace(/[^0-9A-Za-z]/g, "");

export const formActs: Readonly<Record<string, Act>> = {
  start,
  freeze,
  unfreeze,
  guided,
  check,
  "scam-report": scamReport,
  challenge,
  proof: onRecovery(
    "proofs",
    ({ proof = "", challengeId, code = "" }) => ({
      proof,
      code: cleanCode(code),
      ...(challengeId ? { challengeId } : {}),
    }),
    ({ proof = "" }, portal) => portal.pageOfProof(proof),
    ({ code = "" }) => code,
  ),
  account: onRecovery(
    "account",
    ({ choice = "" }) => ({ choice }),
    () => "/recover/choose",
  ),
  password: onRecovery(
    "completion",
    ({ newPassword = "" }) => ({ newPassword }),
    () => "/recover/password",
  ),
  cancel: onRecovery(
    "cancellation",
    () => ({}),
    () => "/recover/wait",
  ),
  ...caseActs,
  ...numberActs,
  ...ownerActs,
  ...centreActs,
  ...approvalActs,
  ...contactActs,
};
