import { useEffect, useState } from "react";
import { pageFor, type Recovery } from "../model.ts";
import { Notice, Page, Person } from "../parts.tsx";
import { store, usePortal, useSend } from "../portal.ts";

/**
 * E9: where a copied link leads. Opening it changes nothing; a press takes the claim into this browser. Who
 * was sent the link by somebody else reads here that it is not theirs.
 */
export function Elsewhere() {
  const { text, set, go } = usePortal();
  const { t } = text;
  const [token, setToken] = useState<string | null>(null);
  const { send, busy, refusal } = useSend<{ recovery: Recovery }>(({ recovery }) => {
    store.put("elsewhere", "");
    set({ recovery, case: null });
    const next = pageFor(recovery);
    go(next === "/recover/methods" ? "/recover/passkey" : next, { replace: true });
  });
  useEffect(() => {
    const found = location.hash.slice(1);
    if (found) {
      store.put("elsewhere", found);
      history.replaceState(history.state, "", location.pathname);
    }
    setToken(found || store.get("elsewhere"));
  }, []);
  if (token === "" || refusal?.status === 410)
    return (
      <Page title={t("error.410.title")}>
        <p className="lead">{t("elsewhere.gone")}</p>
        <div className="acts">
          <a className="btn go1" href="/">
            {t("elsewhere.anew")}
          </a>
        </div>
        <Person />
      </Page>
    );
  return (
    <Page title={t("elsewhere.title")}>
      <p className="lead">{t("elsewhere.lead")}</p>
      <div className="notice">
        <p>
          <b>{t("elsewhere.sent")}</b>
        </p>
        <p>{t("elsewhere.sent.more")}</p>
      </div>
      {refusal ? <Notice refusal={refusal} /> : null}
      <div className="acts js-only">
        <button
          type="button"
          className="btn go1"
          aria-disabled={busy ? "true" : undefined}
          onClick={() => void send("POST", "/v1/elsewhere", { token: token || "none" })}
        >
          {busy ? t("sending") : t("elsewhere.go")}
        </button>
      </div>
      <p className="note js-only">{t("elsewhere.note")}</p>
      <p className="note no-js">{t("not-me.no-script")}</p>
      <Person />
    </Page>
  );
}
