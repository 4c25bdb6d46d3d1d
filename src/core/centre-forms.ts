/** The forms of the security centre's pages without scripts: devices, the night lock, the password, a rehearsal, an erasure stopped. */
import { type Act, refused } from "./form-answers.ts";

const nightLock: Act = async (ask, { key }) => {
  const done = await ask("PUT", "/v1/me/lock", { nightLock: true }, key);
  return done.status >= 300
    ? refused("/me", done)
    : { to: "/me?saved=night-lock", cookies: done.cookies };
};

/** It comes back in a month, or not at all. */
const nudgeLater: Act = async (ask, { key }) => {
  const done = await ask("DELETE", "/v1/me/nudge", undefined, key);
  return done.status >= 300 ? refused("/me", done) : { to: "/me?later=1", cookies: done.cookies };
};

const DEVICES = "/me/devices";
const at = (device = "") => `/v1/me/devices/${encodeURIComponent(device)}`;

const deviceOut: Act = async (ask, { key, device, current }) => {
  const done = await ask("DELETE", at(device), undefined, key);
  if (done.status >= 300) return refused(DEVICES, done);
  // With this device the security centre is left, too: its page says where to sign in.
  return { to: current ? "/me" : `${DEVICES}?done=out`, cookies: done.cookies };
};

const deviceUnknown: Act = async (ask, { key, device }) => {
  const done = await ask("POST", `${at(device)}/disowning`, {}, key);
  return done.status >= 300
    ? refused(DEVICES, done)
    : { to: `${DEVICES}?done=unknown`, cookies: done.cookies };
};

const PASSWORD = "/me/password";

/** What was typed is never sent back. */
const newPassword: Act = async (ask, { key, oldPassword, newPassword = "" }) => {
  const wish = { newPassword, ...(oldPassword !== undefined && { oldPassword }) };
  const done = await ask("PUT", PASSWORD.replace("/me", "/v1/me"), wish, key);
  return done.status >= 300
    ? refused(PASSWORD, done)
    : { to: `${PASSWORD}?done=1`, cookies: done.cookies };
};

const REHEARSAL = "/me/rehearsal";

const rehearse: Act = async (ask, { key, proof = "", code = "" }) => {
  const page = `${REHEARSAL}?with=${encodeURIComponent(proof)}`;
  const done = await ask("POST", "/v1/me/rehearsals", { proof, code }, key);
  if (done.status >= 300) return refused(page, done);
  return { page, state: { rehearsed: done.body }, cookies: done.cookies };
};

const ERASURE = "/me/erasure";

/** Asking for one takes a proof given within the page; to stop it takes nothing but a press. */
const erasureStop: Act = async (ask, { key }) => {
  const done = await ask("DELETE", "/v1/me/erasure", undefined, key);
  // None waits any more: stopped from another window, or from a message.
  if (done.status >= 300 && done.body.code !== "no-erasure") return refused(ERASURE, done);
  return { to: `${ERASURE}?done=kept`, cookies: done.cookies };
};

export const centreActs: Readonly<Record<string, Act>> = {
  "night-lock": nightLock,
  "nudge-later": nudgeLater,
  "device-out": deviceOut,
  "device-unknown": deviceUnknown,
  "new-password": newPassword,
  rehearse,
  "erasure-stop": erasureStop,
};
