import type { ReactElement } from "react";
import { useEffect } from "react";
import { standing } from "./model.ts";
import { Account } from "./pages/account.tsx";
import { ChooseAccount } from "./pages/choose.tsx";
import { Code } from "./pages/code.tsx";
import { Done, Ended, NoRecovery, Stopped } from "./pages/done.tsx";
import { Freeze } from "./pages/freeze.tsx";
import { Frozen } from "./pages/frozen.tsx";
import { Guided } from "./pages/guided.tsx";
import { Handoff } from "./pages/handoff.tsx";
import { Home } from "./pages/home.tsx";
import { Methods } from "./pages/methods.tsx";
import { NoCode } from "./pages/no-code.tsx";
import { NotMe } from "./pages/not-me.tsx";
import { Password } from "./pages/password.tsx";
import { Display, ErrorPage } from "./pages/plain.tsx";
import { Authenticator, RecoveryCode } from "./pages/typed-code.tsx";
import { Unfreeze } from "./pages/unfreeze.tsx";
import { Wait } from "./pages/wait.tsx";
import { usePortal } from "./portal.ts";
import { Banners, Foot, Top } from "./shell.tsx";

export const pages: Record<string, () => ReactElement> = {
  "/": Home,
  "/recover/account": Account,
  "/recover/methods": Methods,
  "/recover/code": Code,
  "/recover/no-code": NoCode,
  "/recover/recovery-code": RecoveryCode,
  "/recover/authenticator": Authenticator,
  "/recover/choose": ChooseAccount,
  "/recover/password": Password,
  "/recover/wait": Wait,
  "/recover/done": Done,
  "/recover/stopped": Stopped,
  "/not-me": NotMe,
  "/handoff": Handoff,
  "/guided": Guided,
  "/freeze": Freeze,
  "/frozen": Frozen,
  "/unfreeze": Unfreeze,
  "/display": Display,
};

/** Pages that come when they are first opened, so that the first page of all stays small. */
export const addPages = (more: typeof pages) => void Object.assign(pages, more);
/** The pages of the help are written by the server alone; an article stands under its name. */
export const pageAt = (path: string) =>
  pages[path] ?? pages[path.replace(/^\/help\/[a-z-]+$/, "/help/:slug")];
export type Later = FirstLater | "passkey" | "contacts" | "number" | "face" | "check";
type FirstLater = "case" | "record" | "centre" | "police" | "owner";
const later: readonly (readonly [RegExp, Later])[] = [
  [/^\/recover\/(case|new-phone|return)(\/|$)/, "case"],
  [/^\/(recover\/contacts|me\/contacts|helper|contact)$/, "contacts"],
  [/^\/(recover|me)\/face(\/|$)/, "face"],
  [/^\/me\/(activity|call)$/, "record"],
  [/^\/me(\/(devices|erasure|evidence|password|rehearsal))?$/, "centre"],
  [/^\/me\/(ways-back|lock|freeze|unfreeze)$/, "owner"],
  [/^(\/recover\/(passkey|elsewhere|approval)|\/me\/approvals)$/, "passkey"],
  [/^\/me\/(reports|pack|pack\/new)$/, "police"],
  [/^\/check(\/reported)?$/, "check"],
  [/^\/number(\/|$)/, "number"],
];
/** Pages whose document may use the camera: entered and left by the browser itself, since what is allowed is the document's. */
export const hasCamera = (path: string) => /^\/(recover|me)\/face(\/|$|\?)/.test(path);
export const comesLater = (path: string): Later | null =>
  later.find(([paths]) => paths.test(path))?.[1] ?? null;

export function App() {
  const { url } = usePortal();
  return (
    <>
      <Banners />
      <Top />
      <Current key={url.pathname} />
      <Foot />
    </>
  );
}

function Current() {
  const { url, state, go } = usePortal();
  const at = standing(url.pathname, state.recovery, state.case);
  const elsewhere = at.is === "elsewhere" ? at.path : null;
  useEffect(() => {
    if (elsewhere) go(elsewhere, { replace: true });
  }, [elsewhere]);
  if (state.error) return <ErrorPage status={state.error} />;
  if (at.is === "none") return <NoRecovery />;
  if (at.is === "ended" && state.recovery) return <Ended recovery={state.recovery} />;
  const Found = pageAt(elsewhere ?? url.pathname);
  return Found ? <Found /> : <ErrorPage status={404} />;
}
