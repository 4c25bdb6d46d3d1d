/** The forms of recovery contacts without scripts: the claimant's, and those of a contact. */
import { type Act, refused } from "./form-answers.ts";

const ASK = "/recover/contacts";

const ask: Act = async (ask, { key }) => {
  const path = "/v1/recoveries/current/challenges";
  const done = await ask("POST", path, { proof: "contact-approval" }, key);
  return done.status >= 300 ? refused(ASK, done) : { to: ASK, cookies: done.cookies };
};

const at = (page: string, token: string) => `/${page}?t=${encodeURIComponent(token)}`;

/** After "yes" the browser has what shows the code; the page that follows can be loaded again. */
const answer: Act = async (ask, { t = "", answer = "", key }) => {
  const page = at("helper", t);
  const path = `/v1/contact-approvals/${encodeURIComponent(t || "-")}`;
  const before = await ask("GET", path);
  const done = await ask("POST", path, { answer }, key);
  if (done.status >= 300) return { to: page, cookies: done.cookies };
  if (answer === "yes") return { to: page, cookies: done.cookies };
  const helper = { name: String(before.body.name ?? ""), ...done.body };
  return { page, state: { helper, error: 0 }, cookies: done.cookies };
};

const wish: Act = async (ask, { t = "", answer = "", key }) => {
  const page = at("contact", t);
  const path = `/v1/contact-invitations/${encodeURIComponent(t || "-")}`;
  const done = await ask("POST", path, { answer }, key);
  if (done.status >= 300) return { to: page, cookies: done.cookies };
  return { page, state: { contactPage: done.body, error: 0 }, cookies: done.cookies };
};

export const contactActs: Readonly<Record<string, Act>> = {
  "contacts-ask": ask,
  "contact-answer": answer,
  "contact-wish": wish,
};
