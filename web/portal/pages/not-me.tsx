import { useEffect, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { Notice, Page, Person } from "../parts.tsx";
import { store, usePortal, useSend } from "../portal.ts";

type Said = {
  done: "stopped" | "paused" | "noted" | "recorded" | "already";
  at: string;
  frozenUntil?: string;
  isReviewed?: true;
};

/**
 * P28: opened from any notice. Opening changes nothing (mail scanners open links); a press does.
 * The token stands after the #, so that no server log and no referrer ever sees it.
 */
export function NotMe() {
  const { text, when } = usePortal();
  const { t } = text;
  const [token, setToken] = useState<string | null>(null);
  const [said, setSaid] = useState<Said | null>(null);
  const { send, busy, refusal } = useSend<Said>(setSaid);
  useEffect(() => {
    const found = location.hash.slice(1);
    if (found) {
      store.put("not-me", found);
      history.replaceState(history.state, "", location.pathname);
    }
    setToken(found || store.get("not-me"));
  }, []);
  const answer = (words: "stop" | "mine") =>
    void send("POST", "/v1/not-me", { token, answer: words });

  if (said)
    return (
      <Page
        title={t(`not-me.${said.done}.title`, { at: when.short(said.at) })}
        step={
          <p className="tag ok first">
            <Icon of="done" small />
            {when.full(said.at)}
          </p>
        }
      >
        <p className="lead">{t(`not-me.${said.done}`)}</p>
        {said.frozenUntil ? (
          <div className="notice cold">
            <p>
              <b>{t("not-me.frozen", { until: when.full(said.frozenUntil) })}</b>
            </p>
            <p>{t("not-me.frozen.more")}</p>
          </div>
        ) : null}
        {said.isReviewed ? <p>{t("not-me.reviewed")}</p> : null}
        <Person />
      </Page>
    );
  if (token === "" || refusal?.status === 410)
    return (
      <Page title={t("error.410.title")}>
        <p className="lead">{t("error.410")}</p>
        <Person />
      </Page>
    );
  return (
    <Page title={t("not-me.title")}>
      <p className="lead">{t("not-me.lead")}</p>
      {refusal ? <Notice refusal={refusal} /> : null}
      <div className="acts js-only">
        <button
          type="button"
          className="btn stop"
          aria-disabled={busy ? "true" : undefined}
          onClick={() => answer("stop")}
        >
          {busy ? t("sending") : t("not-me.stop")}
        </button>
        <button type="button" className="btn go2" onClick={() => answer("mine")}>
          {t("not-me.mine")}
        </button>
      </div>
      <p className="note js-only">{t("not-me.note")}</p>
      <p className="note no-js">{t("not-me.no-script")}</p>
      <Person />
    </Page>
  );
}
