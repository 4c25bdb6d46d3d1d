/** Second step: the owner's own words, in four parts that the police ask for, and three that help. */
import { FieldError, Form, Main } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { type Chosen, needed, optional, type PackDraft, type Part } from "./pack.ts";

type Props = {
  draft: PackDraft;
  words: Chosen["words"];
  wrong: Part[];
  change: (words: Chosen["words"]) => void;
  next: () => void;
};

export function Statement(props: Props) {
  const { t } = usePortal().text;
  return (
    <Form to="none" onSend={props.next} className="statement">
      <p className="lead">{t("pack.statement.lead")}</p>
      {needed.map((part) => (
        <Words key={part} part={part} {...props} />
      ))}
      <details className="sure more">
        <summary className="inline">{t("pack.statement.more")}</summary>
        {optional.map((part) => (
          <Words key={part} part={part} {...props} />
        ))}
      </details>
      <p className="note">{t("pack.statement.kept")}</p>
      <div className="acts">
        <Main>{t("pack.statement.next")}</Main>
      </div>
    </Form>
  );
}

function Words({ part, draft, words, wrong, change }: Props & { part: Part }) {
  const { text } = usePortal();
  const { t, lang } = text;
  const bad = wrong.includes(part);
  const field = {
    ...{ id: part, value: words[part] ?? "" },
    ...{ "aria-invalid": bad ? ("true" as const) : undefined },
    "aria-describedby": bad ? `${part}-hint ${part}-error` : `${part}-hint`,
  };
  const typed = (value: string) => change({ ...words, [part]: value });
  return (
    <>
      <label htmlFor={part}>{t(`pack.${part}`)}</label>
      <p className="hint" id={`${part}-hint`}>
        {draft.statement[part][lang]}
      </p>
      <div className={`field${bad ? " bad" : ""}`}>
        <textarea
          {...field}
          rows={part === "course" ? 7 : 2}
          maxLength={part === "course" ? draft.limits.statementMax : 300}
          onInput={(event) => typed(event.currentTarget.value)}
        />
      </div>
      {bad ? <FieldError id={`${part}-error`}>{t(`pack.${part}.error`)}</FieldError> : null}
    </>
  );
}
