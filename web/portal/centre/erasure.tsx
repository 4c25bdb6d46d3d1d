/** The account is to be forgotten: what goes, what stays, what stands in the way, and the wait that anybody can end. */
import { useEffect, useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import type { Erasure as Facts } from "../centre.ts";
import { FreshProof } from "../fresh.tsx";
import { Interrupt } from "../interrupt.tsx";
import type { Ways } from "../me.ts";
import { useOwner } from "../owner.ts";
import { SignedOut } from "../pages/me.tsx";
import { Notice, Page } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { Kept, Waits } from "./erasure-waits.tsx";

export function Erasure() {
  const { state, url } = usePortal();
  const [kept, setKept] = useState(url.searchParams.get("done") === "kept");
  const { me, ways, erasure } = state;
  if (!me || !ways || !erasure) return <SignedOut />;
  return erasure.erasure ? (
    <Waiting erasure={erasure.erasure} then={() => setKept(true)} />
  ) : (
    <Ask ways={ways} kept={kept} forget={() => setKept(false)} />
  );
}

function Waiting({ erasure, then }: { erasure: Facts; then: () => void }) {
  const { text, when } = usePortal();
  const { t } = text;
  useEffect(() => document.querySelector("h1")?.focus(), []);
  return (
    <Page title={t("erase.waits")} back="/me">
      <Waits erasure={erasure} then={then} main />
      <p className="note">{t("erase.asked", { at: when.full(erasure.askedAt) })}</p>
      <p className="note">{t("erase.not-you")}</p>
      <p className="others">
        <a className="other" href="/me/freeze">
          {t("freeze.go")}
        </a>
        <a className="other" href="/me/activity">
          {t("me.activity")}
        </a>
      </p>
      <GoesAndStays />
    </Page>
  );
}

/** The page, then one plain question, then a proof: in this order, for a caller's victim stops at the question. */
function Ask({ ways, kept, forget }: { ways: Ways; kept: boolean; forget: () => void }) {
  const { text, state, set } = usePortal();
  const { t } = text;
  const owner = useOwner();
  const [sure, setSure] = useState(false);
  const ask = () => {
    setSure(false);
    owner.act<{ erasure: Facts }>("POST", "/v1/me/erasure", {}, ({ erasure }) => {
      set({ erasure: { erasure } });
      scrollTo(0, 0);
    });
  };
  if (owner.waiting)
    return (
      <Page title={t("erase.title")} back="/me/erasure">
        <FreshProof ways={ways} owner={owner} />
      </Page>
    );
  if (sure)
    return (
      <Interrupt
        title={t("erase.sure")}
        reasons={[t("erase.sure.1"), t("erase.sure.2")]}
        sudden
        stop={
          <a className="btn go1" href="/me">
            {t("erase.sure.stop")}
          </a>
        }
        goOn={
          <button type="button" className="btn go2" onClick={ask}>
            {t("interrupt.go-on")}
          </button>
        }
      />
    );
  // A freeze is known here: nobody gives a proof for what would be refused.
  const frozen = (state.holds?.holds.length ?? 0) > 0;
  const refused = owner.refusal?.code === "erasure-refused" ? owner.refusal : null;
  const open = refused?.obstacles ?? (frozen ? ["hold"] : []);
  return (
    <Page title={t("erase.title")} back="/me">
      {kept ? <Kept /> : null}
      {owner.refusal && !refused ? <Notice refusal={owner.refusal} /> : null}
      {open.length > 0 ? <Obstacles of={open} refused={refused !== null} /> : null}
      <p className="lead">{t("erase.lead")}</p>
      <Points
        title={t("erase.how")}
        icon="tick"
        lines={[1, 2, 3].map((n) => t(`erase.how.${n}`))}
      />
      <GoesAndStays />
      {open.length > 0 ? null : (
        <>
          <div className="acts js-only">
            <button
              type="button"
              className="btn go2"
              aria-disabled={owner.busy ? "true" : undefined}
              onClick={() => {
                forget();
                setSure(true);
              }}
            >
              {owner.busy ? t("sending") : t("erase.go")}
            </button>
          </div>
          <p className="note no-js">{t("erase.no-script")}</p>
        </>
      )}
    </Page>
  );
}

function GoesAndStays() {
  const { text, operator } = usePortal();
  const { t } = text;
  const goes = [1, 2, 3].map((n) => t(`erase.goes.${n}`));
  const stays = [1, 2, 3].map((n) => t(`erase.stays.${n}`, { operator }));
  return (
    <>
      <Points title={t("erase.goes")} icon="cross" lines={goes} />
      <Points title={t("erase.stays")} icon="dash" lines={stays} />
    </>
  );
}

function Points(props: { title: string; icon: "tick" | "cross" | "dash"; lines: string[] }) {
  return (
    <>
      <h2>{props.title}</h2>
      <ul className="can">
        {props.lines.map((line) => (
          <li key={line} className={props.icon === "tick" ? undefined : "no"}>
            <Icon of={props.icon} />
            <span>{line}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

const leads: Readonly<Record<string, string>> = {
  hold: "/me/unfreeze",
  recovery: "/me/activity",
  case: "/recover/return",
  report: "/me/reports",
};

/** What is open, each with what ends it. */
function Obstacles({ of, refused }: { of: readonly string[]; refused: boolean }) {
  const { t } = usePortal().text;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (refused) box.current?.focus();
  }, [refused]);
  return (
    <section className="pend" aria-labelledby="obstacles" tabIndex={-1} ref={box}>
      <h2 id="obstacles">{t("erase.not-now")}</h2>
      <ul>
        {of
          .filter((one) => one in leads)
          .map((one) => (
            <li key={one}>
              <p>{t(`erase.open.${one}`)}</p>
              <a className="inline" href={leads[one]}>
                {t(`erase.open.${one}.go`)}
              </a>
            </li>
          ))}
      </ul>
    </section>
  );
}
