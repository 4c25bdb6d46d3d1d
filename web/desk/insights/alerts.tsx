import { useText } from "../i18n.ts";
import { InsightsPage } from "./frame.tsx";

export function AlertsPage() {
  const { t } = useText();
  return (
    <InsightsPage tab="alerts" title={t("insights.nav.alerts")}>
      <p className="blank">{t("insights.nothing")}</p>
    </InsightsPage>
  );
}
