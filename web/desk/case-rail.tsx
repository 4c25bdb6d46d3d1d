/** The right pane: the checklist of one's own, what may be done now, and the way to the decision. */
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { CodeToRead } from "./agent-code.tsx";
import { api } from "./api.ts";
import { useText } from "./i18n.ts";
import { type Case, openChecks } from "./model.ts";
import { HandOver, Protect } from "./protect.tsx";
import { PutAside } from "./put-aside.tsx";
import { against } from "./second-person.tsx";

type Set = (next: { case: Case }) => void;

/** One deed at a time; what the server says against it is shown in its words. */
export function useDeed(set: Set) {
  const text = useText();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<ReactNode>(null);
  const run = async (deed: () => Promise<{ case: Case }>) => {
    if (busy) return false;
    setBusy(true);
    setWrong(null);
    try {
      set(await deed());
      return true;
    } catch (error) {
      setWrong(against(text, error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, wrong };
}

export function Rail({ shown, set }: { shown: Case; set: Set }) {
  const { t } = useText();
  const deed = useDeed(set);
  const may = (what: string) => shown.allowed.includes(what);
  const decides = may("decision") || may("approval");
  return (
    <aside className="rail" aria-label={t("rail")}>
      <Checklist shown={shown} deed={deed} />
      {shown.state === "second-check" && shown.draw && !may("approval") ? (
        <p className="m">{t("second.waits")}</p>
      ) : null}
      {may("approval") ? <p className="m">{t("second.blind")}</p> : null}
      {shown.verdict ? (
        <p className="m">
          {t(`outcome.${shown.verdict.outcome}`)}
          {shown.verdict.by ? ` · ${shown.verdict.by.name}` : ""}
        </p>
      ) : null}
      {decides ? (
        <Link className="b p full" to="/desk/cases/$caseId/decide" params={{ caseId: shown.id }}>
          {t(may("approval") ? "decide.second" : "decide.open")} <kbd>D</kbd>
        </Link>
      ) : null}
      {may("close") ? (
        <section className="sec">
          <p className="m">{t("close.what")}</p>
          <button
            className="b p full"
            type="button"
            aria-disabled={deed.busy}
            onClick={() => void deed.run(() => api.close(shown.id))}
          >
            {t("close.do")}
          </button>
        </section>
      ) : null}
      {may("lease") && !decides && !may("close") ? (
        <button
          className="b p full"
          type="button"
          aria-disabled={deed.busy}
          onClick={() => void deed.run(() => api.lease(shown.id))}
        >
          {t("take-this")}
        </button>
      ) : null}
      {deed.wrong ? (
        <p className="wrong" role="alert">
          {deed.wrong}
        </p>
      ) : null}
      <CodeToRead shown={shown} />
      <PutAside shown={shown} deed={deed} />
      <HandOver shown={shown} deed={deed} />
      <Protect shown={shown} deed={deed} />
    </aside>
  );
}

type Deed = ReturnType<typeof useDeed>;
const answers = ["yes", "no", "not-applicable"] as const;

export function Checklist({ shown, deed }: { shown: Case; deed: Deed }) {
  const { t, say, clock } = useText();
  const open = openChecks(shown.checklist).length;
  const may = shown.allowed.includes("checklist");
  return (
    <section>
      <h2>
        {t("checklist", { done: shown.checklist.length - open, all: shown.checklist.length })}
      </h2>
      <ul className="cl">
        {shown.checklist.map(({ id, text, answer, at }) => (
          <li key={id}>
            <fieldset disabled={!may}>
              <legend>{say(text)}</legend>
              <div className="seg">
                {answers.map((value) => (
                  <button
                    key={value}
                    className="b sm"
                    type="button"
                    aria-pressed={answer === value}
                    onClick={() => void deed.run(() => api.check(shown.id, id, value))}
                  >
                    {t(`check.${value}`)}
                  </button>
                ))}
              </div>
            </fieldset>
            {at ? <time dateTime={at}>{clock(at)}</time> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
