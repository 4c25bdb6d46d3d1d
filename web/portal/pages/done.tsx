import { Icon } from "../../shared/icons.tsx";
import type { Recovery } from "../model.ts";
import { Fact, Page, Person, Row } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { useRecovery } from "../recovery.ts";

/** P14: a receipt. What changed, what is limited and until when, and what to do for next time. */
export function Done() {
  const { text, when, state, operator } = usePortal();
  const { t, rich } = text;
  const recovery = useRecovery();
  const money = recovery.money;
  const limit =
    money && money.kind !== "none" && money.until
      ? rich(`done.money.${money.kind}`, { until: when.day(money.until) })
      : t("done.money.none");
  return (
    <Page
      title={t("done.title")}
      bare
      step={
        <p className="tag ok first">
          <Icon of="done" small />
          {t("done.tag")}
        </p>
      }
    >
      <p className="lead">{t("done.lead")}</p>
      <dl className="facts receipt">
        <Fact name={t("done.when")}>{when.full(recovery.endedAt ?? recovery.createdAt)}</Fact>
        <Fact name={t("done.changed")}>
          {t("done.password")}
          {recovery.newPhone ? t("done.number", { phone: recovery.newPhone }) : null}
        </Fact>
        <Fact name={t("done.out")}>{t("done.everywhere")}</Fact>
        <Fact name={t("done.limited")}>{limit}</Fact>
        {typeof recovery.codesLeft === "number" ? (
          <Fact name={t("done.codes")}>{t("done.codes.left", { n: recovery.codesLeft })}</Fact>
        ) : null}
        <Fact name={t("reference")}>
          <span className="mono">{recovery.reference}</span>
        </Fact>
      </dl>
      {state.newCodes?.length ? (
        <section className="ask" aria-labelledby="new-code">
          <h2 id="new-code">{t("done.new-code.title")}</h2>
          <p>{t("done.new-code")}</p>
          <ul className="codes">
            {state.newCodes.map((code) => (
              <li key={code} className="mono">
                {code}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <div className="acts">
        <a className="btn go1" href={state.portal.walletUrl}>
          {t("done.sign-in", { operator })}
        </a>
      </div>
      <h2>{t("done.next")}</h2>
      <ul className="list">
        <Row
          href="/me/ways-back#codes"
          icon="print"
          name={t("done.print")}
          more={t("done.print.more")}
          side={t("minutes", { n: 1 })}
        />
        <Row
          href="/me/ways-back#authenticator"
          icon="app"
          name={t("done.app")}
          more={t("done.app.more")}
          side={t("minutes", { n: 2 })}
        />
        <Row
          href="/me/devices"
          icon="phone"
          name={t("done.devices")}
          more={t("done.devices.more")}
          side={t("minutes", { n: 1 })}
        />
      </ul>
      <p className="note">{t("done.next.note")}</p>
      <h2>{t("done.taken")}</h2>
      <ul className="list">
        <Row
          href="/freeze?after=scam"
          icon="alert"
          name={t("done.report")}
          more={t("done.report.more")}
        />
        <Row href="/me/pack" icon="file" name={t("pack.title")} more={t("pack.more")} />
      </ul>
    </Page>
  );
}

/** Cancelled, denied or run out: what happened, and the ways on. */
export function Stopped() {
  const { text, when } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const at = when.short(recovery.endedAt ?? recovery.expiresAt);
  return (
    <Page title={t(`stopped.${recovery.state}.title`)}>
      <p className="lead">{t(`stopped.${recovery.state}`, { at })}</p>
      <dl className="facts receipt">
        <Fact name={t("done.when")}>{when.full(recovery.endedAt ?? recovery.expiresAt)}</Fact>
        <Fact name={t("done.changed")}>{t("stopped.nothing")}</Fact>
        <Fact name={t("reference")}>
          <span className="mono">{recovery.reference}</span>
        </Fact>
      </dl>
      {recovery.state === "denied" ? (
        <a className="other" href="/recover/case" target="_self">
          {t("ended.why")}
        </a>
      ) : null}
      <div className="acts">
        <a className="btn go1" href="/">
          {t("start-again")}
        </a>
      </div>
      <Person />
    </Page>
  );
}

/** This recovery ended meanwhile, perhaps in another tab: the fact, and nothing that acts. */
export function Ended({ recovery }: { recovery: Recovery }) {
  const { text, when } = usePortal();
  const { t } = text;
  const at = when.short(recovery.endedAt ?? recovery.expiresAt);
  const done = recovery.state === "completed";
  return (
    <Page title={t(done ? "ended.done" : "ended.stopped", { at })}>
      <p className="lead">{t("ended.lead")}</p>
      <div className="acts">
        <a className="btn go1" href={done ? "/recover/done" : "/recover/stopped"}>
          {t(done ? "ended.receipt" : "ended.why")}
        </a>
      </div>
      <a className="other" href="/">
        {t("to-start")}
      </a>
      <Person />
    </Page>
  );
}

/** There is no recovery in this browser: it ran out, or began on another device. */
export function NoRecovery() {
  const { text } = usePortal();
  const { t } = text;
  return (
    <Page title={t("none.title")}>
      <p className="lead">{t("none.lead")}</p>
      <div className="acts">
        <a className="btn go1" href="/recover/return">
          {t("home.return")}
        </a>
        <a className="btn go2" href="/">
          {t("start-again")}
        </a>
      </div>
      <Person />
    </Page>
  );
}
