/** D3: one case in three panes: who it is about, what is known, what is still to do. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api, Refusal } from "./api.ts";
import { Facts } from "./case-facts.tsx";
import { Answers, History, Notes } from "./case-middle.tsx";
import { Rail } from "./case-rail.tsx";
import { ChatTab } from "./chat.tsx";
import { clockWords, useNow } from "./clock.tsx";
import { Evidence } from "./evidence.tsx";
import { useText } from "./i18n.ts";
import { useKeys } from "./keys.tsx";
import { Links } from "./links.tsx";
import type { Case } from "./model.ts";
import { SecondPerson } from "./second-person.tsx";
import { Loading } from "./shell.tsx";

/** The case as it was last answered; every look is written down, so it is not fetched without need. */
export function useCase(caseId: string) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["case", caseId],
    queryFn: () => api.case(caseId),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const changed = useQuery<number>({ queryKey: ["changed", caseId], enabled: false });
  return {
    case: query.data?.case,
    error: query.error,
    refetch: () => void query.refetch(),
    /** Somebody else has changed it since it was shown. */
    isOld: (changed.data ?? 0) > Date.parse(query.data?.case.lastEvent.at ?? ""),
    set: (next: { case: Case }) => queries.setQueryData(["case", caseId], next),
  };
}

const tabs = ["answers", "chat", "evidence", "notes", "history", "links"] as const;

export function CasePage() {
  const text = useText();
  const { t } = text;
  const { caseId } = useParams({ from: "/inside/desk/cases/$caseId" });
  const held = useCase(caseId);
  const navigate = useNavigate();
  const [tab, setTab] = useState<(typeof tabs)[number]>("answers");
  const shown = held.case;
  useKeys({
    1: () => setTab("answers"),
    2: () => setTab("chat"),
    3: () => setTab("evidence"),
    4: () => setTab("notes"),
    5: () => setTab("history"),
    6: () => setTab("links"),
    m: () => setTab("notes"),
    q: () => void navigate({ to: "/desk" }),
    d: () => void navigate({ to: "/desk/cases/$caseId/decide", params: { caseId } }),
  });
  useEffect(() => {
    if (shown) document.title = `${shown.reference} · ${t("brand")}`;
  }, [shown, t]);
  if (!shown)
    return held.error instanceof Refusal && held.error.status >= 400 ? (
      <p className="blank" role="alert">
        {held.error.code === "second-person" ? (
          <>
            <SecondPerson />{" "}
            <button className="b sm" type="button" onClick={held.refetch}>
              {t("again")}
            </button>
          </>
        ) : (
          held.error.message
        )}{" "}
        <Link to="/desk">{t("to-queue")}</Link>
      </p>
    ) : (
      <Loading error={held.error} again={held.refetch} />
    );
  return (
    <>
      <Head shown={shown} />
      {held.isOld ? (
        <p className="wrong" role="status">
          {t("case.changed")}{" "}
          <button className="b sm" type="button" onClick={held.refetch}>
            {t("case.reload")}
          </button>
        </p>
      ) : null}
      <div className="cw">
        <Facts shown={shown} />
        <main className="mid" id="main">
          <div className="tabs" role="tablist" aria-label={t("tabs")}>
            {tabs.map((name, index) => (
              <button
                key={name}
                className="tab"
                id={`tab-${name}`}
                type="button"
                role="tab"
                aria-selected={tab === name}
                aria-controls="tab-panel"
                onClick={() => setTab(name)}
              >
                {t(`tab.${name}`)}
                {name === "links" && shown.links.length > 0 ? ` (${shown.links.length})` : ""}{" "}
                <kbd>{index + 1}</kbd>
              </button>
            ))}
          </div>
          <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
            {tab === "answers" ? <Answers shown={shown} /> : null}
            {tab === "chat" ? <ChatTab shown={shown} /> : null}
            {tab === "notes" ? <Notes shown={shown} set={held.set} /> : null}
            {tab === "history" ? <History shown={shown} /> : null}
            {tab === "evidence" ? <Evidence shown={shown} /> : null}
            {tab === "links" ? <Links shown={shown} /> : null}
          </div>
        </main>
        <Rail shown={shown} set={held.set} />
      </div>
    </>
  );
}

/** A promise of 24 hours is 24 squares. */
const squares = Array.from({ length: 24 }, (_, n) => n * 11 + 0.5);

export function Head({ shown }: { shown: Case }) {
  const text = useText();
  const { t, lang } = text;
  const now = useNow(shown.now);
  const words = clockWords(text, shown, now);
  const customer = shown.locale.startsWith("zh") ? "zh" : "en";
  const filled = Math.min(Math.floor(shown.usedShare * 24), 24);
  return (
    <section className="ch" aria-label={t("case")}>
      <div>
        <div className="t1">
          <h1 className="ref">{shown.reference}</h1>
          <span>{t(`situation.${shown.situation}`)}</span>
        </div>
        <ul className="badges">
          <li>
            {t("claims-to-be")} <b>{shown.accountLabel ?? t("nobody-known")}</b>
          </li>
          {shown.proofs.map(({ kind, at }) => (
            <li className="g" key={kind + at}>
              ✓ {t(`proof.${kind}`)} {text.clock(at)}
            </li>
          ))}
          {shown.newPhoneProven ? <li className="g">✓ {t("new-number")}</li> : null}
          {shown.contested ? <li className="r">✕ {t("contested")}</li> : null}
          {shown.isTheftNow ? <li className="r">{t("theft-now")}</li> : null}
          {shown.takenBy && shown.takenUntil ? (
            <li className="m">
              {t("held-by", { name: shown.takenBy.name, time: text.clock(shown.takenUntil) })}
            </li>
          ) : null}
        </ul>
      </div>
      <div className="clock">
        <p className="big">{words}</p>
        <svg className="day" viewBox="0 0 263 9" aria-hidden="true">
          {squares.map((x, n) => (
            <rect
              key={x}
              className={n < filled ? "f" : "o"}
              x={x}
              y="0.5"
              width="8"
              height="8"
              rx="1"
            />
          ))}
        </svg>
        <p className="m">{t("due", { time: text.moment(shown.dueAt) })}</p>
      </div>
      <div className="mirror">
        <small>{t("customer-sees")}</small>
        <q lang={customer === "zh" ? "zh-CN" : "en"}>{shown.claimantSees[customer]}</q>
        {customer === lang ? null : <small>{shown.claimantSees[lang]}</small>}
      </div>
    </section>
  );
}
