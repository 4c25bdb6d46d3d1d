import { useText } from "../i18n.ts";
import { InsightsPage } from "./frame.tsx";

export function TeamPage() {
  const { t } = useText();
  return (
    <InsightsPage tab="team" title={t("insights.nav.team")}>
      <p className="blank">{t("insights.nothing")}</p>
    </InsightsPage>
  );
}
