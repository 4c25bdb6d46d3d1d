import { useText } from "../i18n.ts";
import { InsightsPage } from "./frame.tsx";

export function MethodsPage() {
  const { t } = useText();
  return (
    <InsightsPage tab="methods" title={t("insights.nav.methods")}>
      <p className="blank">{t("insights.nothing")}</p>
    </InsightsPage>
  );
}
