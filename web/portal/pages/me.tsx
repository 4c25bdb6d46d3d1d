import { Page, Person } from "../parts.tsx";
import { usePortal } from "../portal.ts";

/** Not signed in: the wallet's own security centre is the door. */
export function SignedOut() {
  const { text, state, operator } = usePortal();
  const { t } = text;
  return (
    <Page title={t("me.signed-out.title")}>
      <p className="lead">{t("me.signed-out")}</p>
      <div className="acts">
        <a className="btn go1" href={state.portal.walletUrl}>
          {t("me.signed-out.go", { operator })}
        </a>
      </div>
      <Person />
    </Page>
  );
}
