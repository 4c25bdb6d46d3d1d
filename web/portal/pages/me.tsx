import { couldReturn } from "../me.ts";
import { Page, Person, Row } from "../parts.tsx";
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

export function Me() {
  const { text, state } = usePortal();
  const { t } = text;
  if (!state.me || !state.ways) return <SignedOut />;
  const { ways } = state;
  return (
    <Page title={t("me.title")} step={<p className="step">{state.me.account.name}</p>}>
      <p className="lead">{t(couldReturn(ways) ? "me.yes" : "me.no")}</p>
      <ul className="list first">
        <Row href="/me/ways-back" icon="key" name={t("me.ways")} more={t("me.ways.more")} />
        <Row
          href="/me/ways-back#devices"
          icon="phone"
          name={t("me.devices")}
          side={String(ways.devices.length)}
        />
      </ul>
      <p className="note">{t("me.lock.later")}</p>
    </Page>
  );
}
