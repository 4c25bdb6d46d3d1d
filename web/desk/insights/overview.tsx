import { useText } from "../i18n.ts";
import { InsightsPage } from "./frame.tsx";

export function OverviewPage() {
  const { t } = useText();
  return (
    <InsightsPage tab="overview" title={t("insights.nav.overview")}>
      <p className="blank">{t("insights.nothing")}</p>
    </InsightsPage>
  );
}
