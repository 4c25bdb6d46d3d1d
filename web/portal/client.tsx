/** The browser's entry: takes over the page that the server wrote, and follows links without a reload. */
import { hydrateRoot } from "react-dom/client";
import "../shared/tokens.css";
import "./portal.css";
import "./pages.css";
import "./states.css";
import { addPages, comesLater, hasCamera, type Later, pages } from "./app.tsx";
import { type Words, wordsOf } from "./i18n.ts";
import { hasEnded } from "./model.ts";
import type { State } from "./portal.ts";
import { store } from "./portal.ts";
import { Root } from "./root.tsx";
import { remember, rememberPress } from "./taking-over.ts";

type Start = { state: State; large: boolean; csrf: string; formKey: string };

const AHEAD_MS = 3000;
const start = JSON.parse(document.getElementById("state")?.textContent ?? "") as Start;
const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

// The wallet's "forgot password?" link carries a one-time token of this device after the #.
const device = /[#&]device=([\w.~-]+)/.exec(location.hash)?.[1];
if (device) {
  store.put("device", device);
  history.replaceState(null, "", location.pathname + location.search);
}

const coming: { [K in Later]?: Promise<void> } = {};

/** Pages that come later, with their words. Asked for again when the network failed. */
const bring: Record<Later, (text: Words) => Promise<void>> = {
  case: async (text: Words) => {
    const words = lang === "zh" ? import("./case/zh.po") : import("./case/en.po");
    const [{ casePages }, { messages }] = await Promise.all([import("./case/pages.ts"), words]);
    text.add(messages);
    addPages(casePages);
  },
  contacts: async (text: Words) => {
    const words = lang === "zh" ? import("./contacts/zh.po") : import("./contacts/en.po");
    const [{ contactPages }, { messages }] = await Promise.all([
      import("./contacts/pages.ts"),
      words,
    ]);
    text.add(messages);
    addPages(contactPages);
  },
  record: async (text: Words) => {
    const words = lang === "zh" ? import("./record/zh.po") : import("./record/en.po");
    const [{ recordPages }, { messages }] = await Promise.all([import("./record/pages.ts"), words]);
    text.add(messages);
    addPages(recordPages);
  },
  centre: async (text: Words) => {
    const words = lang === "zh" ? import("./centre/zh.po") : import("./centre/en.po");
    const [{ centrePages }, { messages }] = await Promise.all([import("./centre/pages.ts"), words]);
    text.add(messages);
    addPages(centrePages);
  },
  owner: async (text: Words) => {
    const words = lang === "zh" ? import("./owner/zh.po") : import("./owner/en.po");
    const [{ ownerPages }, { messages }] = await Promise.all([import("./owner/pages.ts"), words]);
    text.add(messages);
    addPages(ownerPages);
  },
  passkey: async (text: Words) => {
    const words = lang === "zh" ? import("./passkey/zh.po") : import("./passkey/en.po");
    const [{ passkeyPages }, { messages }] = await Promise.all([
      import("./passkey/pages.ts"),
      words,
    ]);
    text.add(messages);
    addPages(passkeyPages);
  },
  police: async (text: Words) => {
    const words = lang === "zh" ? import("./police/zh.po") : import("./police/en.po");
    const [{ policePages }, { messages }] = await Promise.all([import("./police/pages.ts"), words]);
    text.add(messages);
    addPages(policePages);
  },
  check: async (text: Words) => {
    const words = lang === "zh" ? import("./check/zh.po") : import("./check/en.po");
    const [{ checkPages }, { messages }] = await Promise.all([import("./check/pages.ts"), words]);
    text.add(messages);
    addPages(checkPages);
  },
  number: async (text: Words) => {
    const words = lang === "zh" ? import("./number/zh.po") : import("./number/en.po");
    const [{ numberPages }, { messages }] = await Promise.all([import("./number/pages.ts"), words]);
    text.add(messages);
    addPages(numberPages);
  },
  face: async (text: Words) => {
    const words = lang === "zh" ? import("./face/zh.po") : import("./face/en.po");
    const [{ facePages }, { messages }] = await Promise.all([import("./face/pages.ts"), words]);
    text.add(messages);
    addPages(facePages);
  },
};

/** A page of each, there when all of them are. */
const firstOf: Record<Later, string> = {
  case: "/recover/case",
  contacts: "/recover/contacts",
  record: "/me/activity",
  centre: "/me",
  owner: "/me/ways-back",
  passkey: "/recover/passkey",
  police: "/me/reports",
  check: "/check",
  number: "/number",
  face: "/me/face",
};

function load(text: Words, path: string): Promise<void> | null {
  const which = comesLater(path);
  if (!which || pages[firstOf[which]]) return null;
  coming[which] ??= bring[which](text).catch((error) => {
    delete coming[which];
    throw error;
  });
  return coming[which] ?? null;
}

async function takeOver(at: HTMLElement) {
  // A form that left by itself takes the page along: nothing may be sent a second time.
  let left = false;
  const leaves = ({ isTrusted }: Event) => {
    left ||= isTrusted;
  };
  addEventListener("submit", leaves);
  const pressAgain = rememberPress();
  const { messages } = await (lang === "zh"
    ? import("./locales/zh.po")
    : import("./locales/en.po"));
  const text = wordsOf(lang, messages);
  await load(text, location.pathname);
  removeEventListener("submit", leaves);
  if (left) return;
  document.documentElement.classList.add("js");
  const writeBack = remember(at);
  hydrateRoot(
    at,
    <Root
      href={location.href}
      text={text}
      load={(path) => load(text, path)}
      monotonic={() => performance.now()}
      head={{ title: "" }}
      {...start}
    />,
  );
  writeBack();
  pressAgain();
  addEventListener("click", follow);
  // Whoever has a claim open may need them soon, perhaps without a network.
  const { recovery } = start.state;
  if (recovery && !hasEnded(recovery))
    setTimeout(() => void load(text, "/recover/case")?.catch(() => {}), AHEAD_MS);
}

const known = (path: string) => pages[path] !== undefined || comesLater(path) !== null;

/** Links inside the portal keep the page; everything else is the browser's own business. */
function follow(event: MouseEvent) {
  const link = (event.target as Element | null)?.closest?.("a");
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const url = new URL(link.href, location.href);
  const onPage = url.pathname === location.pathname && url.hash !== "";
  const display = url.searchParams.has("lang") || url.searchParams.has("large");
  if (url.origin !== location.origin || !known(url.pathname) || onPage || display) return;
  if (hasCamera(url.pathname) !== hasCamera(location.pathname)) return;
  if (link.target || link.hasAttribute("download") || url.pathname.startsWith("/me")) return;
  event.preventDefault();
  history.pushState({ moved: true }, "", url);
  dispatchEvent(new Event("portal:go"));
  if (!url.hash) scrollTo(0, 0);
}

const at = document.getElementById("app");
if (at) void takeOver(at);
