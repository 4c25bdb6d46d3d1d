import { useEffect, useRef } from "react";
import { Notice, Page, Person } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";

/**
 * Where the wallet sends its user: the one-time token stands after the #, is taken out of the address
 * at once, and opens the security centre. Nothing else can be done with it.
 */
export function Handoff() {
  const { text, state, operator } = usePortal();
  const { t } = text;
  const { send, busy, refusal } = useSend(() => location.replace("/me"));
  const begun = useRef(false);
  useEffect(() => {
    const token = location.hash.slice(1);
    if (begun.current) return;
    begun.current = true;
    history.replaceState(history.state, "", location.pathname);
    void send("POST", "/v1/handoffs", { token: token || "none" });
  }, []);
  if (refusal)
    return (
      <Page title={t("handoff.used.title")}>
        {refusal.status === 410 ? (
          <p className="lead">{t("handoff.used")}</p>
        ) : (
          <Notice refusal={refusal} />
        )}
        <div className="acts">
          <a className="btn go1" href={state.portal.walletUrl}>
            {t("me.signed-out.go", { operator: operator })}
          </a>
        </div>
        <Person />
      </Page>
    );
  return (
    <Page title={t("handoff.title")}>
      <p className="lead" aria-busy={busy ? "true" : undefined}>
        {t("handoff.lead")}
      </p>
      <noscript>
        <p className="lead">{t("not-me.no-script")}</p>
      </noscript>
    </Page>
  );
}
