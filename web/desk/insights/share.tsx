import { useText } from "../i18n.ts";
import { InsightsPage } from "./frame.tsx";

export function SharePage() {
  const { t } = useText();
  return (
    <InsightsPage tab="share" title={t("insights.nav.share")}>
      <p className="blank">{t("insights.nothing")}</p>
    </InsightsPage>
  );
}
