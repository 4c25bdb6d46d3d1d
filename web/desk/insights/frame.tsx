/** What stands around every page of insights: its name, the way to the others, and what tells how old the figures are. */
import { Link, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useText } from "../i18n.ts";
import { isDemo, useMe } from "../shell.tsx";
import { type Filter, filterOf } from "./filter.ts";
import { readsInsights } from "./who.ts";

/** Pages that share the filter: going from one to the other keeps it. */
const filtered = {
  overview: "/desk/insights",
  methods: "/desk/insights/methods",
  funnel: "/desk/insights/funnel",
  abuse: "/desk/insights/abuse",
  team: "/desk/insights/team",
  share: "/desk/insights/share",
} as const;
const others = {
  alerts: "/desk/insights/alerts",
  policies: "/desk/policies",
  definitions: "/desk/insights/definitions",
} as const;
export type InsightsTab = keyof typeof filtered | keyof typeof others | "topics";
const before = ["overview", "methods", "funnel"] as const;
const behind = ["abuse", "team", "share"] as const;
const last = ["alerts", "policies", "definitions"] as const;

/** The filter in the address, of whichever page this is. */
export const useFilter = (): Filter => filterOf(useSearch({ strict: false }));

export function InsightsNav({ tab }: { tab: InsightsTab }) {
  const { t } = useText();
  const filter = useFilter();
  const current = (each: InsightsTab) =>
    ({
      ...{ className: "tab", "aria-current": each === tab ? ("page" as const) : undefined },
      // The page says where one is: by its address each page would be within the overview.
      activeOptions: { exact: true, explicitUndefined: true },
      activeProps: {},
    }) as const;
  return (
    <nav className="ins-nav" aria-label={t("insights.nav")}>
      {before.map((each) => (
        <Link key={each} {...current(each)} to={filtered[each]} search={filter}>
          {t(`insights.nav.${each}`)}
        </Link>
      ))}
      <Link {...current("topics")} to="/desk/topics" search={{ days: 10 }}>
        {t("insights.nav.topics")}
      </Link>
      {behind.map((each) => (
        <Link key={each} {...current(each)} to={filtered[each]} search={filter}>
          {t(`insights.nav.${each}`)}
        </Link>
      ))}
      {last.map((each) => (
        <Link key={each} {...current(each)} to={others[each]}>
          {t(`insights.nav.${each}`)}
        </Link>
      ))}
    </nav>
  );
}

type Frame = {
  tab: InsightsTab;
  title: string;
  /** The page in a sentence; null while it is not known. */
  lead?: ReactNode;
  children: ReactNode;
};

export function InsightsPage({ tab, title, lead, children }: Frame) {
  const { t } = useText();
  const { role } = useMe();
  useEffect(() => {
    document.title = `${title} · ${t("brand")}`;
  }, [title, t]);
  return (
    <>
      {readsInsights(role) ? <InsightsNav tab={tab} /> : null}
      <main className="ins" id="main">
        <header>
          <h1>{title}</h1>
          {isDemo ? <span className="demo">{t("insights.demo")}</span> : null}
        </header>
        {lead ? <p className="say">{lead}</p> : null}
        {readsInsights(role) ? children : <p className="blank">{t("insights.not-yours")}</p>}
      </main>
    </>
  );
}
