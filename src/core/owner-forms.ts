/**
 * The forms of the security centre without scripts. What protects works here: freezing, a tighter lock,
 * stopping what waits. What loosens needs a proof given within the page, and so a script.
 */
import { type Act, refused } from "./form-answers.ts";

const PAGE = "/me/lock";

const lock: Act = async (ask, fields, portal) => {
  const { csrf: _csrf, key = "", ...typed } = fields;
  const now = await ask("GET", "/v1/me/lock");
  if (now.status !== 200) return { to: PAGE, cookies: now.cookies };
  const { wish, wrong } = portal.lockWish(now.body.rules, typed);
  const line = new URLSearchParams(typed).toString();
  if (wrong.length > 0) {
    const errors = wrong.map((rule) => ({ pointer: `/${rule}`, detail: typed[rule] ?? "" }));
    const refusal = { status: 422, code: "bad-limit", errors };
    return { page: PAGE, refusal, typed: line, cookies: now.cookies };
  }
  if (Object.keys(wish).length === 0) return { to: `${PAGE}?saved=same`, cookies: now.cookies };
  const done = await ask("PUT", "/v1/me/lock", wish, key);
  if (done.status >= 300) return refused(PAGE, done, line);
  return { to: `${PAGE}?saved=tighter`, cookies: done.cookies };
};

const lockStop: Act = async (ask, { key }) => {
  const done = await ask("DELETE", "/v1/me/lock/pending", undefined, key);
  // Nothing waits any more: stopped from another window, or over.
  if (done.status >= 300 && done.status !== 404) return refused(PAGE, done);
  return { to: `${PAGE}?saved=stopped`, cookies: done.cookies };
};

const freezeMe: Act = async (ask, { key }) => {
  const done = await ask("POST", "/v1/me/holds", {}, key);
  return done.status >= 300
    ? refused("/me/freeze", done)
    : { to: "/me/freeze", cookies: done.cookies };
};

const CALL = "/me/call";
/** Digits of a caller's code, as the page counts them. */
const CODE = /^(?:\D*\d){8}\D*$/;

const checkCall: Act = async (ask, { key, agentCode = "" }) => {
  const short = { status: 422, code: "short" };
  if (!CODE.test(agentCode.normalize("NFKC")))
    return { page: CALL, refusal: short, typed: agentCode, cookies: [] };
  const done = await ask("POST", "/v1/checks", { agentCode }, key);
  if (done.status >= 300) return refused(CALL, done, agentCode);
  return { page: CALL, state: { check: done.body }, typed: agentCode, cookies: done.cookies };
};

const REPORTS = "/me/reports";

const typedReport =
  (isNew: boolean): Act =>
  async (ask, fields, portal) => {
    const { csrf: _csrf, key = "", reportId = "", ...typed } = fields;
    const line = isNew ? new URLSearchParams(typed).toString() : "";
    const { body, wrong } = portal.reportTyped(typed, isNew);
    const errors = wrong.map((field) => ({ pointer: `/${field}`, detail: typed[field] ?? "" }));
    const refusal = { status: 422, code: "bad-report", errors };
    if (wrong.length > 0) return { page: REPORTS, refusal, typed: line, cookies: [] };
    const done = isNew
      ? await ask("POST", "/v1/me/reports", body, key)
      : await ask("PUT", `/v1/me/reports/${encodeURIComponent(reportId)}`, body, key);
    if (done.status >= 300) return refused(REPORTS, done, line);
    return { to: `${REPORTS}?saved=${isNew ? "added" : "changed"}`, cookies: done.cookies };
  };

const closeReport: Act = async (ask, { key, reportId = "", outcome = "" }) => {
  const path = `/v1/me/reports/${encodeURIComponent(reportId)}/close`;
  const done = await ask("POST", path, { outcome }, key);
  if (done.status >= 300) return refused(REPORTS, done);
  return { to: `${REPORTS}?saved=closed`, cookies: done.cookies };
};

export const ownerActs: Readonly<Record<string, Act>> = {
  lock,
  "lock-stop": lockStop,
  "freeze-me": freezeMe,
  "check-call": checkCall,
  "report-add": typedReport(true),
  "report-change": typedReport(false),
  "report-close": closeReport,
};
