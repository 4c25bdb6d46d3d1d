import { choose, isSent, mayAskPeople, type ProofKind, stepOf } from "../model.ts";
import { Form, iconOf, Main, Notice, Page, Person, Row, RowInside } from "../parts.tsx";
import { usePasskeys } from "../passkeys.ts";
import { usePortal } from "../portal.ts";
import { useAsk, useRecovery } from "../recovery.ts";
import { CopyLink } from "./copy-link.tsx";

export function Step({ proof }: { proof: ProofKind | null }) {
  const { text } = usePortal();
  const step = proof ? stepOf(useRecovery(), proof) : null;
  return step ? <p className="step">{text.t("step", step)}</p> : null;
}

/** P3: one recommended way, the others under it, what is not built yet last, and always a person. */
export function Methods() {
  const { text, state } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const can = usePasskeys();
  const { best, others, left } = choose(recovery, can);
  const isShut = can === "none" && recovery.paths.some(({ proofs }) => proofs.includes("passkey"));
  const begun = recovery.given.some((proof) => proof !== "known-device");
  const { ask, refusal, busy } = useAsk(state.refusal);
  const title = best ? t("methods.title") : t("methods.none.title");
  return (
    <Page title={title} back="/" step={<Step proof={best} />}>
      {refusal ? <Notice refusal={refusal} /> : null}
      <p className="lead">
        {best ? t(begun ? "methods.next" : "methods.lead", { left }) : t("methods.none")}
      </p>
      {recovery.uncounted ? <p className="note">{t("methods.uncounted")}</p> : null}
      {recovery.situation === "forgot-password" ? null : (
        <p className="note">{t(`methods.${recovery.situation}`)}</p>
      )}
      {best ? (
        <section className="best">
          <p className="k">{t(left > 1 ? "methods.best.first" : "methods.best")}</p>
          <h2>{t(`proof.${best}`)}</h2>
          <p className="hint">{t(`proof.${best}.hint`)}</p>
          <Form to="challenge" onSend={() => void ask(best)}>
            <input type="hidden" name="proof" value={best} />
            <Main busy={busy}>{t(isSent(best) ? "methods.send" : `proof.${best}.use`)}</Main>
          </Form>
        </section>
      ) : null}
      {others.length > 0 ? (
        <>
          <p className="grp">{t("methods.others")}</p>
          <ul className="list">
            {others.map((proof) => (
              <li key={proof}>
                <Form to="challenge" className="row-form" onSend={() => void ask(proof)}>
                  <input type="hidden" name="proof" value={proof} />
                  <button className="row" type="submit">
                    <RowInside
                      icon={iconOf[proof]}
                      name={t(`proof.${proof}`)}
                      more={t(`proof.${proof}.hint`)}
                    />
                  </button>
                </Form>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {best && left + recovery.given.length > 1 ? (
        <p className="note">{t("methods.two-codes")}</p>
      ) : null}
      {mayAskPeople(recovery) || state.case ? (
        <>
          <p className="grp">{t("methods.none-of")}</p>
          <ul className="list">
            {state.case ? (
              <Row
                href="/recover/case"
                icon="talk"
                name={t("methods.case", { reference: state.case.reference })}
                more={t("methods.case.more")}
              />
            ) : (
              <Row
                href="/recover/case/new"
                icon="talk"
                name={t("methods.person")}
                more={t("methods.person.more")}
              />
            )}
          </ul>
        </>
      ) : null}
      {isShut ? (
        <section aria-labelledby="shut-passkey">
          <p className="grp" id="shut-passkey">
            {t("proof.passkey")}
          </p>
          <CopyLink />
        </section>
      ) : null}
      <Person among />
    </Page>
  );
}
