/**
 * The forms of "a person decides" and of a new number without scripts. An answer to a question is sent by
 * itself here, and the next one is asked on the page after.
 */
import { type Act, type Fields, refused } from "./form-answers.ts";
import type { Ask } from "./pages.ts";

const CASE = "/recover/case";
const RETURN = "/recover/return";
const RETURNS = "/v1/case-returns";
const NUMBER = "/recover/new-phone/number";
const CODE = "/recover/new-phone/code";

/** One act on the case of this browser, and the page that follows it. */
const onCase =
  (
    name: string,
    here: string,
    then: string,
    body: (fields: Fields) => Record<string, unknown>,
    typed?: (fields: Fields) => string,
  ): Act =>
  async (ask, fields) => {
    const path = `/v1/recoveries/current/case${name}`;
    const done = await ask("POST", path, body(fields), fields.key);
    // It ended meanwhile: the page says how.
    if (done.status === 409) return { to: CASE, cookies: done.cookies };
    if (done.status >= 300) return refused(here, done, typed?.(fields));
    return { to: then, cookies: done.cookies };
  };

const newPhone: Act = async (ask, { phone = "", prefix = "", key }) => {
  const text = phone.normalize("NFKC").trim();
  const whole = /^(\+|00)/.test(text) || prefix === "+86" ? text : `${prefix}${text}`;
  const sent = await givePhone(ask, { phone: whole }, key);
  if (sent.status >= 300) return refused(NUMBER, sent, phone);
  // The number travels in the page, and in no address.
  return { page: CODE, typed: whole, cookies: sent.cookies };
};

const newPhoneCode: Act = async (ask, { phone = "", code = "", key }, portal) => {
  const digits = code.normalize("NFKC").replace(/\D/g, "");
  const done = await givePhone(ask, { phone, code: digits || "-" }, key);
  if (done.status >= 300) return refused(CODE, done, phone);
  return { to: portal.pageFor(done.body.recovery), cookies: done.cookies };
};

/** The reference travels in the page, as a number does. */
const caseReturn: Act = async (ask, { reference = "", key }) => {
  const sent = await ask("POST", RETURNS, { reference: reference || "-" }, key);
  if (sent.status >= 300) return refused(RETURN, sent, reference);
  return { page: `${RETURN}/code`, typed: reference, cookies: sent.cookies };
};

const caseReturnCode: Act = async (ask, { reference = "", code = "", key }, portal) => {
  const digits = code.normalize("NFKC").replace(/\D/g, "");
  const body = { reference: reference || "-", code: digits || "-" };
  const done = await ask("POST", RETURNS, body, key);
  if (done.status >= 300) return refused(`${RETURN}/code`, done, reference);
  const held = await ask("GET", "/v1/recoveries/current/case");
  return { to: portal.pageFor(done.body.recovery, held.body.case), cookies: done.cookies };
};

const givePhone = (ask: Ask, body: { phone: string; code?: string }, key: string | undefined) =>
  ask("POST", "/v1/recoveries/current/phone", body, key);

/** A file in one piece, where no script sends it in many. */
const file: Act = async (ask, { kind = "", key }, _portal, _lang, sent) => {
  const page = `${CASE}/evidence?kind=${encodeURIComponent(kind)}`;
  if (!sent) return refused(page, { status: 413, body: { code: "file-too-large" }, cookies: [] });
  const done = await ask("POST", "/v1/recoveries/current/case/evidence", sent, key);
  if (done.status >= 300) return refused(page, done);
  return { to: page, cookies: done.cookies };
};

/** The form's own key names the message, so that a page sent twice is one message. */
const chatSend: Act = async (ask, { text = "", sure, key = "" }) => {
  const said = { id: key, text, ...(sure === "1" && { sure: true }) };
  // Its id makes it safe to send twice; a further key would answer "are you sure?" for ever.
  const sent = await ask("POST", "/v1/recoveries/current/case/messages", said);
  if (sent.status >= 300 && sent.status !== 409) return refused(`${CASE}/chat`, sent, text);
  return { to: `${CASE}/chat`, cookies: sent.cookies };
};

export const caseActs: Readonly<Record<string, Act>> = {
  "case-file": file,
  "case-open": onCase(
    "",
    `${CASE}/story`,
    CASE,
    ({ story = "", contact = "" }) => ({ story, ...(contact.trim() && { contact }) }),
    ({ story = "" }) => story,
  ),
  "case-answer": onCase(
    "/answers",
    `${CASE}/questions`,
    `${CASE}/questions`,
    ({ question = "", choice = "" }) => ({ answers: [{ id: question, choice }] }),
  ),
  "chat-send": chatSend,
  "case-appeal": onCase(
    "/appeal",
    `${CASE}/appeal`,
    CASE,
    ({ why = "" }) => ({ why }),
    ({ why = "" }) => why,
  ),
  "case-return": caseReturn,
  "case-return-code": caseReturnCode,
  "new-phone": newPhone,
  "new-phone-code": newPhoneCode,
};
