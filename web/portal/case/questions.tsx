import { useEffect, useState } from "react";
import type { Case } from "../model.ts";
import { FieldError, Form, Main, Notice, Page, say } from "../parts.tsx";
import { store, usePortal } from "../portal.ts";
import { useRecovery } from "../recovery.ts";
import { useCase, useCaseAct } from "./parts.tsx";

const PAGE = "/recover/case/questions";
type Drafts = Record<string, string>;

/** What was chosen so far, kept in this tab until it is sent together. */
const drafts = {
  read: (): Drafts => {
    try {
      return JSON.parse(store.get("answers") || "{}") as Drafts;
    } catch {
      return {};
    }
  },
  put: (all: Drafts) => store.put("answers", JSON.stringify(all)),
};

/** Which question the address names, counted from 1; what it does not name is the first. */
export function numberOf(url: URL, count: number): number {
  const n = Number(url.searchParams.get("n") ?? 1);
  return Number.isInteger(n) && n >= 1 && n <= count ? n : 1;
}

/** P19: one a page. Whether an answer was right is never said, here or anywhere. */
export function Questions() {
  const { url } = usePortal();
  const { questions } = useCase();
  const n = numberOf(url, questions.length);
  const question = questions[n - 1] as Case["questions"][number];
  return <Question key={question.id} question={question} n={n} of={questions.length} />;
}

function Question(props: { question: Case["questions"][number]; n: number; of: number }) {
  const { question, n, of } = props;
  const { text, go, state } = usePortal();
  const { t, lang } = text;
  const [choice, setChoice] = useState("");
  const [early, setEarly] = useState(false);
  const refusal = state.refusal ?? null;
  const line = early || refusal?.code === "bad-answer" ? t("case.question.early") : "";
  useEffect(() => setChoice(drafts.read()[question.id] ?? ""), []);
  useEffect(() => {
    if (line) say(line, "assertive");
  }, [line]);
  const next = () => {
    setEarly(choice === "");
    if (!choice) return document.getElementById("choice-0")?.focus();
    const all = { ...drafts.read(), [question.id]: choice };
    drafts.put(all);
    go(n < of ? `${PAGE}?n=${n + 1}` : "/recover/case/check");
  };
  return (
    <Page
      title={question.text[lang]}
      back={n > 1 ? `${PAGE}?n=${n - 1}` : "/recover/case"}
      step={<p className="step">{t("case.question.step", { n, of })}</p>}
      wrong={line !== ""}
    >
      <p className="lead">{t("case.question.lead")}</p>
      {refusal && !line ? <Notice refusal={refusal} /> : null}
      <Form to="case-answer" onSend={next}>
        <input type="hidden" name="question" value={question.id} />
        <fieldset aria-describedby={line ? "choice-error" : undefined}>
          <legend className="vh">{question.text[lang]}</legend>
          <div className="list first">
            {question.choices.map((each, at) => (
              <label className="pick" key={each.id} htmlFor={`choice-${at}`}>
                <input
                  id={`choice-${at}`}
                  type="radio"
                  name="choice"
                  value={each.id}
                  checked={choice === each.id}
                  onChange={() => {
                    setChoice(each.id);
                    setEarly(false);
                  }}
                />
                <span>{each.text[lang]}</span>
              </label>
            ))}
          </div>
        </fieldset>
        {line ? <FieldError id="choice-error">{line}</FieldError> : null}
        <div className="acts">
          <Main>{t("continue")}</Main>
        </div>
      </Form>
      <p className="note">{t("case.question.note")}</p>
    </Page>
  );
}

/** P21: everything at a glance, each line to be changed; sent together, once. */
export function CheckAnswers() {
  const { text, set, go } = usePortal();
  const { t, lang } = text;
  const recovery = useRecovery();
  const { questions } = useCase();
  const [chosen, setChosen] = useState<Drafts | null>(null);
  useEffect(() => {
    const all = drafts.read();
    const open = questions.findIndex(
      ({ id, choices }) => !choices.some((each) => each.id === all[id]),
    );
    if (open >= 0) go(`${PAGE}?n=${open + 1}`, { replace: true });
    else setChosen(all);
  }, [questions]);
  const { send, busy, refusal } = useCaseAct<{ case: Case }>((body) => {
    drafts.put({});
    set({ case: body.case });
    say(t("case.check.sent"));
    go("/recover/case", { replace: true });
  });
  const submit = () => {
    if (!chosen) return;
    const answers = questions.map(({ id }) => ({ id, choice: chosen[id] }));
    void send("POST", `/v1/recoveries/${recovery.id}/case/answers`, { answers });
  };
  return (
    <Page title={t("case.check.title")} back={`${PAGE}?n=${questions.length}`}>
      <p className="lead">{t("case.check.lead")}</p>
      {refusal ? <Notice refusal={refusal} /> : null}
      <dl className="facts receipt">
        {questions.map(({ id, choices }, at) => (
          <div key={id}>
            <dt>{t("case.check.question", { n: at + 1 })}</dt>
            <dd>
              {choices.find((each) => each.id === chosen?.[id])?.text[lang] ?? "–"}{" "}
              <a href={`${PAGE}?n=${at + 1}`} aria-label={t("case.check.change-of", { n: at + 1 })}>
                {t("case.check.change")}
              </a>
            </dd>
          </div>
        ))}
      </dl>
      <Form to="case-answer" className="js-only" onSend={submit}>
        <div className="acts">
          <Main busy={busy}>{t("case.check.send")}</Main>
        </div>
      </Form>
      <p className="note">{t("case.check.note")}</p>
    </Page>
  );
}
