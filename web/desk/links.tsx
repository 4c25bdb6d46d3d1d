/** D12: cases that belong with this one, and why. Opening one is a look like any other. */
import { Link } from "@tanstack/react-router";
import { useText } from "./i18n.ts";
import type { Case } from "./model.ts";

const heads = ["case", "why", "state", "opened", "situation"] as const;

export function Links({ shown }: { shown: Case }) {
  const { t, moment } = useText();
  return (
    <section className="part">
      <h2>{t("links")}</h2>
      <p className="m">{t("links.lead")}</p>
      {shown.links.length === 0 ? <p>{t("links.none")}</p> : null}
      {shown.links.length > 0 ? (
        <table className="qt links">
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {t(`links.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.links.map(({ caseId, reference, why, state, openedAt, situation, isTheft }) => (
              <tr key={caseId}>
                <th scope="row">
                  <Link className="ref" to="/desk/cases/$caseId" params={{ caseId }}>
                    {reference}
                  </Link>
                </th>
                <td>{why.map((each) => t(`link.${each}`)).join(t("links.comma"))}</td>
                <td>{t(`state.${state}`)}</td>
                <td>
                  <time dateTime={openedAt}>{moment(openedAt)}</time>
                </td>
                <td>
                  {t(`situation.${situation}`)}
                  {isTheft ? <b className="r"> {t("links.theft")}</b> : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}
