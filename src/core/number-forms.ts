/** "This number is mine now" without scripts. The number travels in the page, and in no address. */
import { type Act, refused } from "./form-answers.ts";

const NUMBER = "/number";
const CODE = "/number/code";
const CLAIMS = "/v1/number-claims";

const numberClaim: Act = async (ask, { phone = "", prefix = "", key }, _portal, lang) => {
  const text = phone.normalize("NFKC").trim();
  const whole = /^(\+|00)/.test(text) || prefix === "+86" ? text : `${prefix}${text}`;
  const sent = await ask("POST", CLAIMS, { phone: whole || "-", locale: lang }, key);
  if (sent.status >= 300) return refused(NUMBER, sent, phone);
  return { page: CODE, typed: whole, cookies: sent.cookies };
};

const numberClaimCode: Act = async (ask, { phone = "", code = "", key }) => {
  const digits = code.normalize("NFKC").replace(/\D/g, "");
  const done = await ask("POST", CLAIMS, { phone: phone || "-", code: digits || "-" }, key);
  if (done.status >= 300) return refused(CODE, done, phone);
  return { to: "/number/done", cookies: done.cookies };
};

export const numberActs: Readonly<Record<string, Act>> = {
  "number-claim": numberClaim,
  "number-claim-code": numberClaimCode,
};
