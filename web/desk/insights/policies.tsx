import { useText } from "../i18n.ts";
import { InsightsPage } from "./frame.tsx";

export function PoliciesPage() {
  const { t } = useText();
  return (
    <InsightsPage tab="policies" title={t("insights.nav.policies")}>
      <p className="blank">{t("insights.nothing")}</p>
    </InsightsPage>
  );
}
