import { Icon } from "../../shared/icons.tsx";
import { stopsOf, useEnd, useWhoHasIt } from "../frozen-parts.tsx";
import { couldReturn } from "../me.ts";
import type { Hold } from "../model.ts";
import { Fact, Page, Person, Row } from "../parts.tsx";
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
  const { ways, lock } = state;
  const holds = state.holds?.holds ?? [];
  const waits = Object.keys(lock?.pending ?? {}).length;
  const whole = holds.some(({ scope }) => scope === "everything");
  return (
    <Page title={t("me.title")} step={<p className="step">{state.me.account.name}</p>}>
      {holds.map((hold) => (
        <Standing key={hold.id} hold={hold} />
      ))}
      <p className="lead">{t(couldReturn(ways) ? "me.yes" : "me.no")}</p>
      <ul className="list first">
        <Row
          href="/me/lock"
          icon="lock"
          name={t("lock.title")}
          more={t(waits > 0 ? "me.lock.waits" : "me.lock.more", { n: waits })}
        />
        <Row href="/me/ways-back" icon="key" name={t("me.ways")} more={t("me.ways.more")} />
        <Row
          href="/me/ways-back#devices"
          icon="phone"
          name={t("me.devices")}
          side={String(ways.devices.length)}
        />
      </ul>
      <ul className="list first">
        <Row href="/me/call" icon="call" name={t("me.call")} more={t("me.call.more")} />
        <Row
          href="/me/activity"
          icon="clock"
          name={t("me.activity")}
          more={t("me.activity.more")}
        />
      </ul>
      <ul className="list first">
        <Row href="/me/pack" icon="file" name={t("pack.title")} more={t("pack.more")} />
        <Row href="/me/reports" icon="calendar" name={t("report.title")} more={t("report.more")} />
      </ul>
      {whole ? null : (
        <ul className="list first">
          <Row
            href="/me/freeze"
            icon="freeze"
            name={t("freeze.go")}
            more={t(holds.length > 0 ? "me.freeze.whole" : "me.freeze.more")}
          />
        </ul>
      )}
    </Page>
  );
}

/** A freeze that stands: since when, whose, what it stops, how it ends. */
function Standing({ hold }: { hold: Hold }) {
  const { text, when } = usePortal();
  const { t, lang } = text;
  const has = useWhoHasIt(hold);
  const end = useEnd(hold);
  const stops = stopsOf(hold.scope).map((scope) => t(`frozen.stops.${scope}`));
  return (
    <section className="standing" aria-labelledby={hold.id}>
      <h2 id={hold.id}>
        <Icon of="freeze" />
        {t("me.frozen")}
      </h2>
      <dl className="facts">
        <Fact name={t("frozen.since")}>{when.full(hold.effectiveAt)}</Fact>
        <Fact name={t("me.frozen.by")}>{t(`me.frozen.by.${hold.reason}`)}</Fact>
        <Fact name={t("me.frozen.stops")}>{stops.join(lang === "zh" ? "；" : "; ")}</Fact>
        <Fact name={t("frozen.ends")}>{end}</Fact>
      </dl>
      <p className="note">{has}</p>
      <a className="inline" href={`/me/unfreeze?hold=${hold.id}`}>
        {t("unfreeze.go")}
      </a>
    </section>
  );
}
