/** The middle pane: the story and the questions (D5), notes, the history (D7). */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { api, Refusal } from "./api.ts";
import { useText } from "./i18n.ts";
import type { Case } from "./model.ts";

export function Answers({ shown }: { shown: Case }) {
  const { t, say } = useText();
  const queries = useQueryClient();
  const key = ["questions", shown.id, shown.evidenceVersion];
  const asked = useQuery({ queryKey: key, queryFn: () => api.questions(shown.id) });
  const [wrong, setWrong] = useState("");
  const questions = asked.data?.questions ?? [];
  const send = async () => {
    setWrong("");
    try {
      queries.setQueryData(key, await api.askQuestions(shown.id));
    } catch (error) {
      setWrong((error instanceof Refusal && error.message) || t("unreachable"));
    }
  };
  return (
    <>
      <section className="part">
        <h2>{t("story")}</h2>
        <p className="story" lang={shown.locale.startsWith("zh") ? "zh-CN" : "en"}>
          {shown.story || t("story.none")}
        </p>
      </section>
      <section className="part">
        <h2>{t("questions")}</h2>
        <p className="m">{t("questions.evidence")}</p>
        <ol className="qs">
          {questions.map(({ id, text, state, result }) => (
            <li key={id}>
              <span>{say(text)}</span>
              <b className={result === "match" ? "g" : result === "no-match" ? "r" : "m"}>
                {state === "waiting" ? t("answer.waiting") : t(`answer.${result ?? "waiting"}`)}
              </b>
            </li>
          ))}
        </ol>
        {questions.length === 0 && shown.allowed.includes("questions") ? (
          <button className="b" type="button" onClick={() => void send()}>
            {t("questions.ask")}
          </button>
        ) : null}
        {questions.length === 0 && !shown.allowed.includes("questions") ? (
          <p className="m">{t("questions.none")}</p>
        ) : null}
        {wrong ? (
          <p className="wrong" role="alert">
            {wrong}
          </p>
        ) : null}
      </section>
    </>
  );
}

const draftAt = (caseId: string) => `rightful-desk-note-${caseId}`;

/** For colleagues only. A note that could not be kept stays in the field, and in this window. */
export function Notes({ shown, set }: { shown: Case; set: (next: { case: Case }) => void }) {
  const { t, moment } = useText();
  const [text, setText] = useState(() => sessionStorage.getItem(draftAt(shown.id)) ?? "");
  const [wrong, setWrong] = useState("");
  const key = useRef(crypto.randomUUID());
  const keep = (next: string) => {
    setText(next);
    sessionStorage.setItem(draftAt(shown.id), next);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") return;
    setWrong("");
    try {
      set(await api.note(shown.id, text.trim(), key.current));
      key.current = crypto.randomUUID();
      keep("");
    } catch (error) {
      setWrong(`${(error instanceof Refusal && error.message) || t("unreachable")} ${t("kept")}`);
    }
  };
  return (
    <section className="part">
      <h2>{t("notes")}</h2>
      <p className="m">{t("notes.lead")}</p>
      <ol className="log">
        {shown.notes.map(({ id, by, at, text }) => (
          <li className="note" key={id}>
            <time dateTime={at}>{moment(at)}</time>
            <span className="who">{by}</span>
            <p>{text}</p>
          </li>
        ))}
      </ol>
      <form onSubmit={(event) => void send(event)}>
        <label htmlFor="note">{t("note")}</label>
        <textarea
          id="note"
          rows={3}
          maxLength={2000}
          value={text}
          onChange={(event) => keep(event.target.value)}
        />
        {wrong ? (
          <p className="wrong" role="alert">
            {wrong}
          </p>
        ) : null}
        <button className="b" type="submit">
          {t("note.keep")}
        </button>
      </form>
    </section>
  );
}

export function History({ shown }: { shown: Case }) {
  const { t, say, moment } = useText();
  return (
    <section className="part">
      <h2>{t("history")}</h2>
      {"brokenAt" in shown.chain ? (
        <p className="wrong" role="alert">
          <b>{t("chain.broken", { seq: shown.chain.brokenAt })}</b> {t("chain.broken.lead")}
        </p>
      ) : (
        <p className="g">✓ {t("chain.holds", { seq: shown.chain.verifiedTo })}</p>
      )}
      <ol className="log">
        {shown.timeline.toReversed().map(({ seq, at, actor, text }) => (
          <li key={seq}>
            <time dateTime={at}>{moment(at)}</time>
            <span className="who">{actor.replace(/^\w+:/, "")}</span>
            <p>{say(text)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
