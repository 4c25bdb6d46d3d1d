/**
 * All the script that a help page has: it keeps a copy for when there is no network, and says when what one
 * reads is that copy. The page itself needs neither.
 */
import "./help.css";

const page = document.documentElement;
const banner = document.getElementById("copy");
/** A copy from the worker says so in the markup, whatever the browser believes of its network. */
const isCopy = page.hasAttribute("data-copy");

const look = () => page.toggleAttribute("data-copy", isCopy || !navigator.onLine);
addEventListener("online", look);
addEventListener("offline", look);
look();

// Copies are fetched without cookies, and so in normal type.
if (isCopy && /\brightful_large=1/.test(document.cookie)) page.classList.add("large");

// A freeze that cannot be sent must not end in the browser's own error page: the telephone works.
addEventListener("click", (event) => {
  const link = (event.target as Element | null)?.closest?.("a[href^='/freeze']");
  if (!link || !page.hasAttribute("data-copy")) return;
  if (navigator.onLine) return;
  event.preventDefault();
  banner?.scrollIntoView();
  banner?.focus();
});

const saving = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData;
if (!saving)
  addEventListener("load", () => {
    const lang = page.lang.startsWith("zh") ? "zh" : "en";
    void navigator.serviceWorker
      ?.register(`/help-worker.js?lang=${lang}`, { scope: "/help" })
      .catch(() => {});
  });
