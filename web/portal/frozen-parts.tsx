/** What every page says of a freeze: since when, what stops, how it ends. Only as the server has said it. */
import { Icon } from "../shared/icons.tsx";
import type { Hold } from "./model.ts";
import { usePortal } from "./portal.ts";

/** The filled head: the one number, who has it, and what to quote on the telephone. */
export function FrozenSince({ hold, reference }: { hold: Hold; reference?: string }) {
  const { text, when } = usePortal();
  const { t } = text;
  return (
    <dl className="since">
      <div>
        <dt>{t("frozen.since")}</dt>
        <dd className="big">{when.exact(hold.effectiveAt)}</dd>
        <dd className="d">{when.full(hold.effectiveAt)}</dd>
      </div>
      <div>
        <dt>{useWhoHasIt(hold)}</dt>
        {reference ? (
          <dd>
            {t("reference")} <span className="mono">{reference}</span>
          </dd>
        ) : null}
      </div>
    </dl>
  );
}

export function useWhoHasIt(hold: Hold): string {
  const { text, operator } = usePortal();
  const { t } = text;
  return hold.pending.includes("ledger")
    ? t("frozen.pending")
    : t(hold.enforcedBy.includes("ledger") ? "frozen.confirmed" : "frozen.decided", { operator });
}

export const stopsOf = (scope: Hold["scope"]) =>
  scope === "everything" ? (["outgoing", "sign-in"] as const) : ([scope] as const);

export function WhatStops({ scope }: { scope: Hold["scope"] }) {
  const { t } = usePortal().text;
  return (
    <>
      <h2>{t("frozen.what")}</h2>
      <ul className="can">
        {stopsOf(scope).map((stopped) => (
          <li key={stopped} className="no">
            <Icon of="cross" />
            <span>{t(`frozen.stops.${stopped}`)}</span>
          </li>
        ))}
        <li>
          <Icon of="tick" />
          <span>{t("frozen.in")}</span>
        </li>
      </ul>
    </>
  );
}

export function useEnd(hold: Hold): string {
  const { text, when } = usePortal();
  const at = hold.expiresAt ? when.full(hold.expiresAt) : "";
  // The police's and the wallet's own may have an end too; time is not what ends them.
  return text.t(`frozen.ends.${hold.reason}`, { at });
}

export function HowItEnds({ hold }: { hold: Hold }) {
  const { t } = usePortal().text;
  return (
    <>
      <h2>{t("frozen.ends")}</h2>
      <p>{useEnd(hold)}</p>
      <p className="note">{t("frozen.scam")}</p>
    </>
  );
}
