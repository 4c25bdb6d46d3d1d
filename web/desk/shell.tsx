/** What stands around every page of the desk: who is signed in, where to go, the keys, and the lock of an idle desk. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { createContext, useContext, useEffect, useRef, useState } from "react";
import { api, Refusal } from "./api.ts";
import { useText } from "./i18n.ts";
import { isInsights, readsInsights } from "./insights/who.ts";
import { KeyHelp, keysAreOn, turnKeys } from "./keys.tsx";
import type { Me } from "./model.ts";

/** What the server wrote into the page. */
type Start = { demo: boolean; provider: boolean };
export const start = JSON.parse(document.getElementById("state")?.textContent ?? "{}") as Start;
export const isDemo = start.demo;

const MeContext = createContext<Me | null>(null);
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("Nobody is signed in.");
  return me;
}

export const Mark = () => (
  <svg viewBox="0 0 22 22" aria-hidden="true">
    <path
      className="m1"
      fillRule="evenodd"
      d="M4 1h14a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3Zm.5 2.5a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h13a1 1 0 0 0 1-1v-13a1 1 0 0 0-1-1Z"
    />
    <rect className="m2" x="6.5" y="6.5" width="9" height="9" rx="1.25" />
  </svg>
);

export const OtherLanguage = () => {
  const { lang, t } = useText();
  const other = lang === "zh" ? "en" : "zh";
  return (
    // Behind the # an invitation has its token.
    <a href={`?lang=${other}${location.hash}`} lang={other === "zh" ? "zh-CN" : "en"}>
      {t("other-language")}
    </a>
  );
};

export function Shell() {
  const { t } = useText();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const queries = useQueryClient();
  const me = useQuery({ queryKey: ["me"], queryFn: api.me, refetchInterval: 60_000 });
  const [help, setHelp] = useState(false);
  const [keys, setKeys] = useState(keysAreOn);
  const isOut = me.error instanceof Refusal && me.error.status === 401;
  useEffect(() => {
    if (isOut) {
      // What the last person saw goes with them.
      queries.clear();
      void navigate({ to: "/desk/sign-in" });
    }
  }, [isOut, navigate, queries]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key === "?" && keys && !isTyping(event)) setHelp(true);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [keys]);
  useHints();
  if (isOut) return null;
  if (!me.data) return <Loading error={me.error} again={() => void me.refetch()} />;
  const signOut = async () => {
    await api.signOut().catch(() => {});
    queries.clear();
    await navigate({ to: "/desk/sign-in" });
  };
  return (
    <MeContext value={me.data}>
      <a className="skip" href="#main">
        {t("skip")}
      </a>
      <header className="bar">
        <Link className="brand" to="/desk">
          <Mark />
          <span>{t("brand")}</span>
        </Link>
        <nav aria-label={t("nav")}>
          <Link
            className="tab"
            to="/desk"
            search={{}}
            activeOptions={{ exact: true, includeSearch: true }}
          >
            {t("nav.queue")}
          </Link>
          <Link
            className="tab"
            to="/desk"
            search={{ view: "approvals" }}
            activeOptions={{ includeSearch: true }}
          >
            {t("nav.approvals")}
          </Link>
          <Link
            className="tab"
            to="/desk"
            search={{ view: "mine" }}
            activeOptions={{ includeSearch: true }}
          >
            {t("nav.mine")}
          </Link>
          {me.data.role === "agent" || me.data.role === "supervisor" ? (
            <Link className="tab" to="/desk/glances">
              {t("glances")}
            </Link>
          ) : null}
          {readsInsights(me.data.role) ? (
            <Link
              className="tab"
              to="/desk/insights"
              aria-current={isInsights(pathname) ? "page" : undefined}
            >
              {t("insights")}
            </Link>
          ) : (
            <Link className="tab" to="/desk/topics" search={{ days: 10 }}>
              {t("nav.topics")}
            </Link>
          )}
          <Link className="tab" to="/desk/scams">
            {t("scams")}
          </Link>
          {me.data.role === "analyst" ? null : (
            <Link className="tab" to="/desk/house">
              {t("house")}
            </Link>
          )}
          {watches(me.data.role) ? (
            <Link className="tab" to="/desk/audit" search={{}}>
              {t("nav.audit")}
            </Link>
          ) : null}
        </nav>
        <div className="who">
          <OtherLanguage />
          <button className="plain" type="button" onClick={() => setHelp(true)}>
            {t("keys")}
          </button>
          <span>
            {me.data.name} · {t(`role.${me.data.role}`)}
          </span>
          <button className="b sm" type="button" onClick={() => void signOut()}>
            {t("sign-out")}
          </button>
        </div>
      </header>
      <Outlet />
      {help ? (
        <KeyHelp
          on={keys}
          turn={(on) => {
            turnKeys(on);
            setKeys(on);
          }}
          close={() => setHelp(false)}
        />
      ) : null}
    </MeContext>
  );
}

/** Who may look at what colleagues did. */
export const watches = (role: Me["role"]) => role === "supervisor" || role === "admin";

export const isTyping = ({ target }: Event) =>
  target instanceof Element &&
  target.closest("input, textarea, select, [contenteditable]") !== null;

/** The server's hints that something has changed: what is shown is fetched again. */
function useHints() {
  const queries = useQueryClient();
  useEffect(() => {
    const source = new EventSource("/v1/desk/events");
    source.addEventListener("case", ({ data, lastEventId }) => {
      const { caseId, type } = JSON.parse(data) as { caseId: string | null; type: string | null };
      void queries.invalidateQueries({ queryKey: ["queue"] });
      // The event's id ends with the moment of the change. What is said stands in the chat by itself.
      if (caseId && type !== "case.message" && type !== "case.told")
        queries.setQueryData(["changed", caseId], Number(lastEventId.split(".").at(-1)));
    });
    return () => source.close();
  }, [queries]);
}

export function Loading({ error, again }: { error: unknown; again: () => void }) {
  const { t } = useText();
  const box = useRef<HTMLDivElement>(null);
  if (!error)
    return (
      <p className="blank" aria-busy="true">
        {t("loading")}
      </p>
    );
  return (
    <div className="blank" role="alert" ref={box}>
      <p>{error instanceof Refusal && error.message ? error.message : t("unreachable")}</p>
      <button className="b" type="button" onClick={again}>
        {t("again")}
      </button>
    </div>
  );
}
