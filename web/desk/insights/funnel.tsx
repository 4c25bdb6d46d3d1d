import { useText } from "../i18n.ts";
import { InsightsPage } from "./frame.tsx";

export function FunnelPage() {
  const { t } = useText();
  return (
    <InsightsPage tab="funnel" title={t("insights.nav.funnel")}>
      <p className="blank">{t("insights.nothing")}</p>
    </InsightsPage>
  );
}
