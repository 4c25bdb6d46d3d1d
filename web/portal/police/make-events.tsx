/** First step: which payments are meant. Those of the stolen time are picked already. */
import { money } from "../lock.ts";
import { Form, Main } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { type Chosen, type PackDraft, sums, type Transaction } from "./pack.ts";

const spans = [7, 30, 90] as const;
const DAY_MS = 86_400_000;

type Props = {
  draft: PackDraft;
  chosen: Chosen;
  change: (chosen: Chosen) => void;
  next: () => void;
};

export function Events({ draft, chosen, change, next }: Props) {
  const { text, when, clock, url } = usePortal();
  const { t } = text;
  const { transactions, stolen } = draft;
  const picked = transactions.filter(({ id }) => chosen.picked.includes(id));
  const toggle = (id: string) =>
    change({
      ...chosen,
      picked: chosen.picked.includes(id)
        ? chosen.picked.filter((each) => each !== id)
        : [...chosen.picked, id],
    });
  const from = url.searchParams.get("from");
  // To the hour, so that a page drawn twice names the same time.
  const since = (days: number) =>
    new Date(Math.floor((clock.now() - days * DAY_MS) / 3_600_000) * 3_600_000).toISOString();
  return (
    <>
      <p className="lead">{t(stolen ? "pack.events.lead" : "pack.events.lead-open")}</p>
      <p className="note">
        {t("pack.events.period", { from: when.full(draft.from), to: when.full(draft.to) })}
      </p>
      <p className="spans">
        {spans.map((days) => (
          <a
            key={days}
            className="inline"
            href={`/me/pack/new?from=${encodeURIComponent(since(days))}`}
            aria-current={from === since(days) ? "true" : undefined}
          >
            {t("pack.events.days", { n: days })}
          </a>
        ))}
      </p>
      <Form to="none" onSend={next}>
        {transactions.length === 0 ? (
          <p className="notice">{t("pack.events.none")}</p>
        ) : (
          <fieldset className="events">
            <legend className="lab">{t("pack.events.legend")}</legend>
            <p className="two">
              <button
                type="button"
                className="link inline"
                onClick={() => change({ ...chosen, picked: transactions.map(({ id }) => id) })}
              >
                {t("pack.events.all")}
              </button>
              <button
                type="button"
                className="link inline"
                onClick={() => change({ ...chosen, picked: [] })}
              >
                {t("pack.events.nothing")}
              </button>
            </p>
            <ul className="list">
              {transactions.map((each) => (
                <li key={each.id}>
                  <label className="pick">
                    <input
                      type="checkbox"
                      checked={chosen.picked.includes(each.id)}
                      onChange={() => toggle(each.id)}
                    />
                    <Payment of={each} />
                  </label>
                </li>
              ))}
            </ul>
          </fieldset>
        )}
        {draft.transactionsInAll > transactions.length ? (
          <p className="note">{t("pack.events.more", { n: draft.transactionsInAll })}</p>
        ) : null}
        <p className="sum-line" role="status">
          {t("pack.events.picked", { n: picked.length })} <Sum of={picked} />
        </p>
        <div className="acts near">
          <Main>{t("continue")}</Main>
        </div>
      </Form>
    </>
  );
}

export function Payment({ of: each }: { of: Transaction }) {
  const { text, when } = usePortal();
  const { t } = text;
  const status = each.status === "completed" ? "" : ` · ${each.status}`;
  return (
    <span className="payment">
      <b>
        {each.direction === "out" ? "−" : "+"}
        {money(each.amount, each.currency)}
        <small>{each.payee || t("pack.events.unnamed")}</small>
      </b>
      <small>
        {when.date(each.at)} {when.exact(each.at)}
        {status}
      </small>
    </span>
  );
}

export function Sum({ of: picked }: { of: readonly Transaction[] }) {
  const out = sums(picked.filter(({ direction }) => direction === "out"));
  return out.length > 0 ? (
    <b>{out.map(({ currency, amount }) => money(amount, currency)).join(" + ")}</b>
  ) : null;
}
