import { useText } from "../i18n.ts";
import { InsightsPage } from "./frame.tsx";

export function DefinitionsPage() {
  const { t } = useText();
  return (
    <InsightsPage tab="definitions" title={t("insights.nav.definitions")}>
      <p className="blank">{t("insights.nothing")}</p>
    </InsightsPage>
  );
}
