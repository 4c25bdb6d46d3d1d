import { choose, isSent, mayAskPeople } from "../model.ts";
import { Form, iconOf, Page, Person, Row, RowInside } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { useAsk, useRecovery } from "../recovery.ts";
import { Resend } from "./code.tsx";

/** P5: no code came. Everything that can be done, one tap each. */
export function NoCode() {
  const { text } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const { best, others } = choose(recovery);
  const { ask } = useAsk();
  const now = recovery.challenge?.proof;
  const ways = [best, ...others].filter((proof) => proof !== null && proof !== now);
  return (
    <Page title={t("no-code.title")} back="/recover/code">
      <p className="lead">{t(now === "email-code" ? "no-code.mail" : "no-code.lead")}</p>
      <Resend />
      {now === "sms-code" ? (
        <ul className="can first">
          {["blocked", "roaming", "ported", "newest"].map((tip) => (
            <li key={tip}>
              <span>
                {t(`no-code.${tip}`)}
                <small>{t(`no-code.${tip}.more`)}</small>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="grp">{t("no-code.instead")}</p>
      <ul className="list">
        {ways.map((proof) =>
          proof === null ? null : (
            <li key={proof}>
              <Form to="challenge" className="row-form" onSend={() => void ask(proof)}>
                <input type="hidden" name="proof" value={proof} />
                <button className="row" type="submit">
                  <RowInside
                    icon={iconOf[proof]}
                    name={t(`proof.${proof}`)}
                    more={isSent(proof) ? t("no-code.same-step") : t(`proof.${proof}.hint`)}
                  />
                </button>
              </Form>
            </li>
          ),
        )}
        <Row
          href="/recover/account?situation=lost-phone"
          icon="sim"
          name={t("no-code.lost")}
          more={t("no-code.lost.more")}
        />
        {mayAskPeople(recovery) ? (
          <Row
            href="/recover/case/new"
            icon="talk"
            name={t("methods.person")}
            more={t("methods.person.more")}
          />
        ) : null}
      </ul>
      <Person among />
    </Page>
  );
}
