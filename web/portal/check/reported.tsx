/** After a report: thanks, what we do, and first of all what to do when something was clicked, given or paid. */
import { Icon } from "../../shared/icons.tsx";
import { Page, Person, Row, telephone } from "../parts.tsx";
import { usePortal } from "../portal.ts";

export const dids = ["clicked", "gaveCode", "paid"] as const;
export type Did = Record<(typeof dids)[number], boolean>;

/** What is told to somebody to whom this happened, in the order in which it helps. */
const steps = {
  paid: ["scam.paid.1", "scam.paid.2", "scam.paid.3"],
  gaveCode: ["scam.code.1", "scam.code.2"],
  clicked: ["scam.clicked.1", "scam.clicked.2"],
  nothing: ["scam.nothing.1", "scam.nothing.2"],
} as const;
const order = ["paid", "gaveCode", "clicked"] as const;

export function Reported() {
  const { text, state } = usePortal();
  const { t } = text;
  // Opened by its address nothing was reported; what to do is the same.
  const did = state.reported ?? null;
  const happened = order.filter((one) => did?.[one]);
  const told = happened.length > 0 ? happened : did ? (["nothing"] as const) : order;
  const isUrgent = told[0] !== "nothing";
  return (
    <Page title={t(did ? "scam.thanks" : "scam.help")} back="/check?again">
      {did ? (
        <p className="lead" role="status">
          {t("scam.thanks.more")}
        </p>
      ) : null}
      {told.map((one) => (
        <section key={one}>
          <h2>{t(`scam.if.${one}`)}</h2>
          <ul className="can">
            {steps[one].map((words) => (
              <li key={words}>
                <Icon of="tick" />
                <span>{t(words)}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {isUrgent ? (
        <>
          <div className="acts">
            <a className="btn stop" href={state.me ? "/me/freeze" : "/freeze"}>
              <Icon of="freeze" />
              {t("scam.freeze")}
            </a>
          </div>
          <ul className="list after">
            <Row href={telephone("96110")} icon="call" name={t("scam.call.96110")} />
            <Row href={telephone("110")} icon="call" name={t("scam.call.110")} />
            {state.me ? (
              <Row
                href="/me/pack/new"
                icon="file"
                name={t("scam.pack")}
                more={t("scam.pack.more")}
              />
            ) : null}
          </ul>
        </>
      ) : null}
      {did ? (
        <section className="told">
          <h2>{t("scam.next")}</h2>
          <p>{t("scam.next.people")}</p>
          <p>{t("scam.next.nobody-calls")}</p>
          {state.me ? <p>{t("scam.next.record")}</p> : null}
        </section>
      ) : null}
      <p className="others">
        {state.me ? (
          <a className="other" href="/me/activity">
            {t("scam.record")}
          </a>
        ) : null}
        <a className="other" href="/check?again">
          {t("check.another")}
        </a>
      </p>
      <Person />
    </Page>
  );
}
