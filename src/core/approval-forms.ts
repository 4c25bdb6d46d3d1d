/** The forms of an approval without scripts: asking a device, and answering on it. */
import { type Act, refused } from "./form-answers.ts";

const ASK = "/recover/approval";
const ANSWER = "/me/approvals";

/** The number travels in the page, and in no address. */
const askDevice: Act = async (ask, { key }) => {
  const path = "/v1/recoveries/current/challenges";
  const asked = await ask("POST", path, { proof: "device-approval" }, key);
  if (asked.status !== 201) return refused(ASK, asked);
  return { page: ASK, state: { asked: asked.body.challenge }, cookies: asked.cookies };
};

const approve: Act = async (ask, { id = "", number = "", key }) => {
  const path = `/v1/me/approvals/${encodeURIComponent(id || "-")}`;
  const done = await ask("POST", path, { number: number || "-" }, key);
  if (done.status >= 300) return refused(ANSWER, done);
  return { page: ANSWER, state: { answered: done.body }, cookies: done.cookies };
};

const refuse: Act = async (ask, { id = "", key }) => {
  const path = `/v1/me/approvals/${encodeURIComponent(id || "-")}/refusal`;
  const done = await ask("POST", path, {}, key);
  if (done.status >= 300) return refused(ANSWER, done);
  return { page: ANSWER, state: { answered: done.body }, cookies: done.cookies };
};

export const approvalActs: Readonly<Record<string, Act>> = {
  "ask-device": askDevice,
  approve,
  "approval-refusal": refuse,
};
