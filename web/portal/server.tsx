/** The server's entry: one page as HTML, complete and working before any script runs. */
import { renderToString } from "preact-render-to-string";
import { addPages, comesLater, type Later, pageAt } from "./app.tsx";
import { messages as caseEn } from "./case/en.po";
import { casePages } from "./case/pages.ts";
import { messages as caseZh } from "./case/zh.po";
import { messages as centreEn } from "./centre/en.po";
import { centrePages } from "./centre/pages.ts";
import { messages as centreZh } from "./centre/zh.po";
import { messages as checkEn } from "./check/en.po";
import { kindOf } from "./check/kind.ts";
import { checkPages } from "./check/pages.ts";
import { messages as checkZh } from "./check/zh.po";
import { messages as contactsEn } from "./contacts/en.po";
import { contactPages } from "./contacts/pages.ts";
import { messages as contactsZh } from "./contacts/zh.po";
import { messages as faceEn } from "./face/en.po";
import { facePages } from "./face/pages.ts";
import { messages as faceZh } from "./face/zh.po";
import { messages as helpEn } from "./help/en.po";
import { helpPages } from "./help/pages.ts";
import { messages as helpZh } from "./help/zh.po";
import { wordsOf } from "./i18n.ts";
import { messages as en } from "./locales/en.po";
import { messages as zh } from "./locales/zh.po";
import { type LockRules, type Typed, wishOf } from "./lock.ts";
import { standing } from "./model.ts";
import { messages as numberEn } from "./number/en.po";
import { numberPages } from "./number/pages.ts";
import { messages as numberZh } from "./number/zh.po";
import { messages as ownerEn } from "./owner/en.po";
import { ownerPages } from "./owner/pages.ts";
import { messages as ownerZh } from "./owner/zh.po";
import { messages as passkeyEn } from "./passkey/en.po";
import { passkeyPages } from "./passkey/pages.ts";
import { messages as passkeyZh } from "./passkey/zh.po";
import { messages as policeEn } from "./police/en.po";
import { policePages } from "./police/pages.ts";
import { changeOf, type Fields, filingOf } from "./police/report.ts";
import { messages as policeZh } from "./police/zh.po";
import type { State } from "./portal.ts";
import { messages as recordEn } from "./record/en.po";
import { recordPages } from "./record/pages.ts";
import { messages as recordZh } from "./record/zh.po";
import { Root } from "./root.tsx";
import type { Lang } from "./when.ts";

export { pageFor, pageOfProof, straightTo } from "./model.ts";

/** For the form that is sent without scripts. */
export const lockWish = (rules: LockRules, typed: Typed) => wishOf(rules, typed);

export const reportTyped = (fields: Fields, isNew: boolean) =>
  isNew ? filingOf(fields) : changeOf(fields);

export const checkBody = (typed: string) => kindOf(typed);

export type Page = {
  url: string;
  locale: Lang;
  large: boolean;
  state: State;
  csrf: string;
  formKey: string;
};

/** `data`: the page for machines, where it says something to them. */
export type Rendered = {
  status: number;
  title: string;
  body: string;
  redirect?: string;
  data?: object;
  /** Which pages' scripts it needs beside those of all. */
  later: Later | null;
};

const words = {
  en: wordsOf("en", {
    ...{ ...en, ...caseEn, ...recordEn, ...centreEn, ...ownerEn, ...policeEn },
    ...{ ...passkeyEn, ...contactsEn, ...numberEn, ...faceEn, ...checkEn, ...helpEn },
  }),
  zh: wordsOf("zh", {
    ...{ ...zh, ...caseZh, ...recordZh, ...centreZh, ...ownerZh, ...policeZh },
    ...{ ...passkeyZh, ...contactsZh, ...numberZh, ...faceZh, ...checkZh, ...helpZh },
  }),
};
addPages(casePages);
addPages(recordPages);
addPages(centrePages);
addPages(ownerPages);
addPages(passkeyPages);
addPages(policePages);
addPages(checkPages);
addPages(contactPages);
addPages(numberPages);
addPages(facePages);
addPages(helpPages);

export function render(page: Page): Rendered {
  // The origin is never shown nor used for a link: only path and query count.
  const url = new URL(page.url, "http://portal.invalid");
  const { state } = page;
  const at = standing(url.pathname, state.recovery, state.case);
  if (at.is === "elsewhere" && !state.error)
    return { status: 303, title: "", body: "", redirect: at.path, later: null };
  const head: { title: string; data?: object } = { title: "" };
  const tree = (
    <Root
      href={url.href}
      text={words[page.locale]}
      large={page.large}
      csrf={page.csrf}
      formKey={page.formKey}
      state={state}
      monotonic={() => 0}
      head={head}
    />
  );
  const body = renderToString(tree as never);
  const status = state.error || (pageAt(url.pathname) ? 200 : 404);
  const later = comesLater(url.pathname);
  return { status, title: head.title, body, later, ...(head.data ? { data: head.data } : {}) };
}
