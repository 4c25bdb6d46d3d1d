/** The browser's entry: takes over the page that the server wrote, and follows links without a reload. */
import { hydrateRoot } from "react-dom/client";
import "../shared/tokens.css";
import "./portal.css";
import "./pages.css";
import "./states.css";
import { pages } from "./app.tsx";
import { wordsOf } from "./i18n.ts";
import type { State } from "./portal.ts";
import { store } from "./portal.ts";
import { Root } from "./root.tsx";

type Start = { state: State; large: boolean; csrf: string; formKey: string };

const start = JSON.parse(document.getElementById("state")?.textContent ?? "") as Start;
const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

// The wallet's "forgot password?" link carries a one-time token of this device after the #.
const device = /[#&]device=([\w.~-]+)/.exec(location.hash)?.[1];
if (device) {
  store.put("device", device);
  history.replaceState(null, "", location.pathname + location.search);
}

async function takeOver(at: HTMLElement) {
  const { messages } = await (lang === "zh"
    ? import("./locales/zh.po")
    : import("./locales/en.po"));
  document.documentElement.classList.add("js");
  hydrateRoot(
    at,
    <Root
      href={location.href}
      text={wordsOf(lang, messages)}
      monotonic={() => performance.now()}
      head={{ title: "" }}
      {...start}
    />,
  );
  addEventListener("click", follow);
}

/** Links inside the portal keep the page; everything else is the browser's own business. */
function follow(event: MouseEvent) {
  const link = (event.target as Element | null)?.closest?.("a");
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const url = new URL(link.href, location.href);
  const onPage = url.pathname === location.pathname && url.hash !== "";
  const display = url.searchParams.has("lang") || url.searchParams.has("large");
  if (url.origin !== location.origin || !pages[url.pathname] || onPage || display) return;
  if (link.target || link.hasAttribute("download") || url.pathname.startsWith("/me")) return;
  event.preventDefault();
  history.pushState({ moved: true }, "", url);
  dispatchEvent(new Event("portal:go"));
  if (!url.hash) scrollTo(0, 0);
}

const at = document.getElementById("app");
if (at) void takeOver(at);
