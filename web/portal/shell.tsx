import { useEffect, useState } from "react";
import { Icon, Mark } from "../shared/icons.tsx";
import { telephone } from "./parts.tsx";
import { usePortal } from "./portal.ts";

/** The same three things at the foot of every page: freeze, help, a telephone number. */
export function Foot() {
  const { text, state, url } = usePortal();
  const { t } = text;
  const { phone } = state.portal.operator;
  // On the pages of the help themselves the way on is to a person.
  const isHelp = /^\/help(\/|$)/.test(url.pathname) && !state.error;
  return (
    <footer className="foot">
      <nav aria-label={t("foot.label")}>
        <a className="fz" href={state.me ? "/me/freeze" : "/freeze"}>
          <Icon of="freeze" small />
          {t("foot.freeze")}
        </a>
        <a href={isHelp ? "#person" : "/help"}>
          <Icon of={isHelp ? "talk" : "help"} small />
          {t(isHelp ? "foot.person" : "foot.help")}
        </a>
        <a href={telephone(phone)}>
          <Icon of="call" small />
          {phone}
        </a>
      </nav>
      <p>{t("foot.never")}</p>
    </footer>
  );
}

export function Top() {
  const { text, operator, url, large } = usePortal();
  const { t, lang } = text;
  const here = (change: string) => {
    const query = new URLSearchParams(url.search);
    const [name = "", value = ""] = change.split("=");
    query.set(name, value);
    // Of several slashes at the beginning a browser makes another site's name.
    return `${url.pathname.replace(/^\/+/, "/")}?${query}`;
  };
  return (
    <header className="top">
      <a className="brand" href="/">
        <Mark />
        <span>{t("brand")}</span>
        {large ? null : <small>{operator}</small>}
      </a>
      <nav aria-label={t("display.title")}>
        <a
          href={here(large ? "large=0" : "large=1")}
          aria-label={large ? undefined : t("top.large")}
        >
          {large ? (
            t("top.normal")
          ) : lang === "zh" ? (
            "大字"
          ) : (
            <span className="aa" aria-hidden="true">
              A<b>A</b>
            </span>
          )}
        </a>
        <a
          href={here(lang === "en" ? "lang=zh" : "lang=en")}
          lang={lang === "en" ? "zh-CN" : "en"}
          hrefLang={lang === "en" ? "zh" : "en"}
        >
          {lang === "en" ? "中文" : "EN"}
        </a>
      </nav>
    </header>
  );
}

export function Banners() {
  const { text, state } = usePortal();
  const [off, setOff] = useState(false);
  useEffect(() => {
    const look = () => setOff(!navigator.onLine);
    look();
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);
  return (
    <>
      {state.portal.demo ? (
        <aside className="bar demo" aria-label={text.t("demo.label")}>
          <p>
            {text.t("demo.banner")} <a href="/demo/phone">{text.t("demo.phone")}</a>
          </p>
        </aside>
      ) : null}
      {off ? (
        <div className="bar off" role="status">
          <p>{text.t("offline.banner")}</p>
        </div>
      ) : null}
    </>
  );
}
