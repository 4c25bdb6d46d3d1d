/** D8 and, for the person whom the system drew, D9: a page of its own, with what will happen and what will be read. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { api, Refusal } from "./api.ts";
import { Head, useCase } from "./case.tsx";
import { Checklist, useDeed } from "./case-rail.tsx";
import { useText } from "./i18n.ts";
import { type Case, openChecks } from "./model.ts";
import { Loading } from "./shell.tsx";

const first = ["approve", "need-more", "refuse", "refer"] as const;
const second = ["approve", "refuse", "return"] as const;

export function DecidePage() {
  const { t } = useText();
  const { caseId } = useParams({ from: "/inside/desk/cases/$caseId/decide" });
  const held = useCase(caseId);
  useEffect(() => {
    document.title = t("decide.title");
  }, [t]);
  if (!held.case) return <Loading error={held.error} again={held.refetch} />;
  return (
    <>
      <Head shown={held.case} />
      <main className="decide" id="main">
        <p>
          <Link to="/desk/cases/$caseId" params={{ caseId }}>
            {t("decide.back")}
          </Link>
        </p>
        {held.isOld ? (
          <p className="wrong" role="alert">
            {t("decide.evidence-changed")}{" "}
            <button className="b sm" type="button" onClick={held.refetch}>
              {t("case.reload")}
            </button>
          </p>
        ) : null}
        <Verdict shown={held.case} set={held.set} refetch={held.refetch} />
      </main>
    </>
  );
}

function Verdict({
  shown,
  set,
  refetch,
}: {
  shown: Case;
  set: (next: { case: Case }) => void;
  refetch: () => void;
}) {
  const { t, say, lang } = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const isSecond = shown.allowed.includes("approval");
  const outcomes = isSecond ? second : first;
  const [outcome, setOutcome] = useState<string>("");
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  const [wrong, setWrong] = useState<{ text: string; code: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const key = useRef(crypto.randomUUID());
  const problem = useRef<HTMLParagraphElement>(null);
  const deed = useDeed(set);
  useEffect(() => {
    if (wrong) problem.current?.focus();
  }, [wrong]);
  const reasons = shown.reasons[outcome] ?? [];
  const preview = useQuery({
    queryKey: ["preview", shown.id, outcome, reason, shown.evidenceVersion],
    queryFn: () => api.preview(shown.id, outcome, reason),
    enabled: !isSecond && outcome !== "" && reason !== "",
  });
  if (!isSecond && !shown.allowed.includes("decision"))
    return <p className="blank">{t(`decide.not-now.${shown.state}`)}</p>;
  const complain = (text: string, code = "") => setWrong({ text, code });
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (!outcome || !reason) return complain(t("decide.choose"));
    setBusy(true);
    setWrong(null);
    try {
      const given = {
        ...{ outcome, reason, evidenceVersion: shown.evidenceVersion },
        ...(note.trim() && { note: note.trim() }),
      };
      set(await api.verdict(shown.id, isSecond ? "approval" : "decision", given, key.current));
      void queries.invalidateQueries({ queryKey: ["queue"] });
      await navigate({ to: "/desk" });
    } catch (error) {
      const refusal = error instanceof Refusal ? error : null;
      // Refused for good: the next try is another one. Unknown: the same key asks what became of it.
      if (refusal && refusal.status > 0 && refusal.status < 500) key.current = crypto.randomUUID();
      complain(refusal?.message || t("decide.unknown"), refusal?.code);
    } finally {
      setBusy(false);
    }
  };
  const customer = shown.locale.startsWith("zh") ? "zh" : "en";
  return (
    <form className="two" onSubmit={(event) => void send(event)}>
      <div>
        <h2>{t(isSecond ? "decide.second-title" : "decide.first-title")}</h2>
        <p className="m">{t(isSecond ? "decide.second-lead" : "decide.first-lead")}</p>
        {wrong ? (
          <p className="wrong" role="alert" tabIndex={-1} ref={problem}>
            {wrong.text}{" "}
            {["stale-evidence", "lease-lost"].includes(wrong.code) ? (
              <button className="b sm" type="button" onClick={refetch}>
                {t("case.reload")}
              </button>
            ) : null}
          </p>
        ) : null}
        <fieldset className="opts">
          <legend>{t("decide.outcome")}</legend>
          {outcomes.map((name) => (
            <label key={name}>
              <input
                type="radio"
                name="outcome"
                value={name}
                checked={outcome === name}
                onChange={() => {
                  setOutcome(name);
                  setReason("");
                }}
              />
              {t(`outcome.${name}`)}
            </label>
          ))}
        </fieldset>
        <label htmlFor="reason">{t("decide.reason")}</label>
        <select
          id="reason"
          value={reason}
          disabled={!outcome}
          onChange={(event) => setReason(event.target.value)}
        >
          <option value="">{t("decide.pick")}</option>
          {reasons.map(({ code, text }) => (
            <option key={code} value={code}>
              {say(text)}
            </option>
          ))}
        </select>
        <label htmlFor="decision-note">{t("decide.note")}</label>
        <textarea
          id="decision-note"
          rows={3}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        {openChecks(shown.checklist).length > 0 ? (
          <p className="m">{t("decide.checks", { count: openChecks(shown.checklist).length })}</p>
        ) : null}
        <button className="b p full" type="submit" aria-disabled={busy}>
          {busy
            ? t("sending")
            : t(
                !isSecond && ["approve", "refuse", ""].includes(outcome)
                  ? "decide.send"
                  : "decide.say",
              )}
        </button>
      </div>
      <div>
        <Checklist shown={shown} deed={deed} />
        {deed.wrong ? (
          <p className="wrong" role="alert">
            {deed.wrong}
          </p>
        ) : null}
        {preview.data ? (
          <section className="sec" aria-live="polite">
            <h2>{t("effects")}</h2>
            <ul className="eff">
              {preview.data.effects.map(({ code, text }) => (
                <li key={code}>{say(text)}</li>
              ))}
            </ul>
            <h2>{t("will-read")}</h2>
            <p className="pv" lang={customer === "zh" ? "zh-CN" : "en"}>
              {preview.data.message[customer]}
            </p>
            {customer === lang ? null : <p className="m">{preview.data.message[lang]}</p>}
          </section>
        ) : null}
      </div>
    </form>
  );
}
