import { useText } from "../i18n.ts";
import { InsightsPage } from "./frame.tsx";

export function AbusePage() {
  const { t } = useText();
  return (
    <InsightsPage tab="abuse" title={t("insights.nav.abuse")}>
      <p className="blank">{t("insights.nothing")}</p>
    </InsightsPage>
  );
}
