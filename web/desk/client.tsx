/** The desk's entry: words, who is signed in, and the pages. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../shared/tokens.css";
import "./desk.css";
import "./house.css";
import "./topics.css";
import "./insights/insights.css";
import "./insights/abuse.css";
import "./insights/policies.css";
import "./insights/alerts.css";
import { Refusal } from "./api.ts";
import { type Lang, TextContext, textOf } from "./i18n.ts";
import { makeRouter } from "./router.tsx";

const lang: Lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

async function begin(at: HTMLElement) {
  const { messages } = await (lang === "zh"
    ? import("./locales/zh.po")
    : import("./locales/en.po"));
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays one; only a server that is away is asked again.
        retry: (count, error) =>
          count < 2 && error instanceof Refusal && (error.status === 0 || error.status >= 500),
      },
    },
  });
  const router = makeRouter();
  createRoot(at).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <TextContext value={textOf(lang, messages)}>
          <RouterProvider router={router} />
        </TextContext>
      </QueryClientProvider>
    </StrictMode>,
  );
}

const at = document.getElementById("app");
if (at) void begin(at);
