import { Icon } from "../../shared/icons.tsx";
import { FrozenSince, HowItEnds, WhatStops } from "../frozen-parts.tsx";
import { hasEnded, pageFor, type Recovery } from "../model.ts";
import { Page, Person, telephone } from "../parts.tsx";
import { PhoneButtons } from "../police/report-phones.tsx";
import { usePortal } from "../portal.ts";

/** P16: frozen, as the server says it. Without a hold in its answer the page never says so. */
export function Frozen() {
  const { text, state } = usePortal();
  const { t } = text;
  const { recovery } = state;
  const { phone } = state.portal.operator;
  const hold = recovery?.hold;
  if (!recovery || !hold) return <NotFrozen />;
  return (
    <Page
      title={t(`frozen.${hold.scope}.title`)}
      filled={<FrozenSince hold={hold} reference={recovery.reference} />}
    >
      <WhatStops scope={hold.scope} />
      <Next recovery={recovery} />
      <HowItEnds hold={hold} />
      <div className="acts">
        <button type="button" className="btn go2 js-only" onClick={() => window.print()}>
          <Icon of="print" />
          {t("frozen.print")}
        </button>
      </div>
      <p className="others">
        <a className="other" href="/unfreeze">
          {t("unfreeze.go")}
        </a>
        <a className="other" href={telephone(phone)}>
          {t("freeze.call", { phone })}
        </a>
      </p>
    </Page>
  );
}

function NotFrozen() {
  const { text, state } = usePortal();
  const { t } = text;
  const { phone } = state.portal.operator;
  return (
    <Page title={t("frozen.not.title")}>
      <p className="lead">{t("frozen.not")}</p>
      <div className="acts">
        <a className="btn stop" href={telephone(phone)}>
          <Icon of="call" />
          {t("freeze.call", { phone })}
        </a>
      </div>
      {state.recovery && !hasEnded(state.recovery) ? (
        <Next recovery={state.recovery} />
      ) : (
        <Person />
      )}
    </Page>
  );
}

/** What to do now, wherever an account was frozen. */
function Next({ recovery }: { recovery: Recovery }) {
  const { t } = usePortal().text;
  const on = recovery.state === "proving" ? "/recover/methods" : pageFor(recovery);
  return (
    <>
      <h2>{t("freeze.next")}</h2>
      <ol className="num">
        <li>
          <div>
            <b>{t("freeze.1")}</b>
            <p>{t("freeze.1.more")}</p>
            <PhoneButtons />
          </div>
        </li>
        <li>
          <div>
            <b>{t("freeze.2")}</b>
            <p>{t("freeze.2.more")}</p>
            <a className="inline" href={on}>
              {t("freeze.2.go")}
            </a>
          </div>
        </li>
        <li>
          <div>
            <b>{t("freeze.3")}</b>
            <p>{t("freeze.3.more")}</p>
            <a className="inline" href="/me/pack">
              {t("pack.title")}
            </a>
          </div>
        </li>
      </ol>
    </>
  );
}
