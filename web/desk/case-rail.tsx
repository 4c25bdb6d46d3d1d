/** The right pane: the checklist of one's own, what may be done now, and the way to the decision. */
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { CodeToRead } from "./agent-code.tsx";
import { api } from "./api.ts";
import { useText } from "./i18n.ts";
import { type Case, openChecks } from "./model.ts";
import { PutAside } from "./put-aside.tsx";
import { against } from "./second-person.tsx";
import { useMe } from "./shell.tsx";

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
      {may("lease") && !decides ? (
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
      {may("holds") ? <Freeze shown={shown} deed={deed} /> : null}
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

/** D13: one person may freeze at once; ending it takes two. */
function Freeze({ shown, deed }: { shown: Case; deed: Deed }) {
  const { t } = useText();
  const { name } = useMe();
  const [sure, setSure] = useState(false);
  return (
    <section className="sec">
      <h2>{t("protect")}</h2>
      <p className="m">{t("protect.lead")}</p>
      {sure ? (
        <div className="seg">
          <button
            className="b stop"
            type="button"
            onClick={() =>
              void deed
                .run(async () => {
                  await api.hold(shown.id, "suspected-takeover", t("protect.note", { name }));
                  return api.case(shown.id);
                })
                .then(() => setSure(false))
            }
          >
            {t("protect.sure")}
          </button>
          <button className="b" type="button" onClick={() => setSure(false)}>
            {t("cancel")}
          </button>
        </div>
      ) : (
        <button className="b full" type="button" onClick={() => setSure(true)}>
          {t("protect.freeze")}
        </button>
      )}
    </section>
  );
}
