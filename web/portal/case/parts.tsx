/** What the pages of a case share: their case, a text in one's own words, and acts that may come too late. */
import { useEffect, useRef, useState } from "react";
import type { Answer } from "../api.ts";
import type { Case, Refusal } from "../model.ts";
import { FieldError, say } from "../parts.tsx";
import { type Sender, store, usePortal, useSend } from "../portal.ts";

/** As many characters as a person may tell; the server would take more. */
export const STORY_MAX = 500;
const SPOKEN_AT = 50;

export function useCase(): Case {
  const { state } = usePortal();
  if (!state.case) throw new Error("this page needs a case");
  return state.case;
}

/** Refusals which say that it happened already, here or in another tab; a claim that was begun again is not found. */
const isOver = ({ code, status }: Refusal) =>
  status === 404 || ["case-ended", "no-appeal", "appeal-used", "ended"].includes(code);

/** An act on the case. What came too late is not said but shown: the page goes where things stand. */
export function useCaseAct<T>(then: (body: T) => void): Sender<T> {
  const { state, look } = usePortal();
  const sender = useSend<T>(then, state.refusal ?? null);
  return {
    ...sender,
    send: async (method, path, body): Promise<Answer<T> | null> => {
      const answer = await sender.send(method, path, body);
      if (answer && !answer.ok && isOver(answer.refusal)) await look();
      return answer;
    },
  };
}

/** The text of the field `name`, kept in this tab while it is written. `typed`: as a form without scripts sent it. */
export function useDraft(name: string, typed = ""): [string, (words: string) => void] {
  const [words, setWords] = useState(typed);
  // After the first drawing, which has to be the server's; whoever was quicker has written something already.
  useEffect(() => {
    const field = document.getElementById(name) as HTMLInputElement | null;
    setWords(field?.value || store.get(name));
  }, []);
  return [
    words,
    (words) => {
      store.put(name, words);
      setWords(words);
    },
  ];
}

/** Characters as a person counts them. */
export const lengthOf = (words: string) => [...words.trim()].length;

/** A field of several lines, which says how much room is left: always to be seen, aloud at fifty. */
export function TextBox(props: {
  id: string;
  label: string;
  hint: string;
  words: string;
  line: string;
  onWords: (words: string) => void;
}) {
  const { id, words, line } = props;
  const { t } = usePortal().text;
  const left = STORY_MAX - lengthOf(words);
  const before = useRef(left);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (before.current > SPOKEN_AT && left <= SPOKEN_AT) say(t("case.left", { n: left }));
    before.current = left;
  }, [left]);
  useEffect(() => {
    if (line) field.current?.focus();
  }, [line]);
  return (
    <>
      <label htmlFor={id}>{props.label}</label>
      <p className="hint" id={`${id}-hint`}>
        {props.hint}
      </p>
      <div className={`field tall${line ? " bad" : ""}`}>
        <textarea
          id={id}
          name={id}
          ref={field}
          rows={6}
          value={words}
          aria-invalid={line ? "true" : undefined}
          aria-describedby={`${id}-hint ${id}-left${line ? ` ${id}-error` : ""}`}
          onInput={(event) => props.onWords(event.currentTarget.value)}
        />
      </div>
      {line ? <FieldError id={`${id}-error`}>{line}</FieldError> : null}
      <p className="hint under js-only" id={`${id}-left`}>
        {t(left < 0 ? "case.over" : "case.left", { n: Math.abs(left) })}
      </p>
    </>
  );
}

/** What is wrong with a text in one's own words; empty when it can be sent. */
export const textFault = (words: string, pressed: boolean): "" | "empty" | "long" =>
  !pressed ? "" : lengthOf(words) === 0 ? "empty" : lengthOf(words) > STORY_MAX ? "long" : "";
