/** The field of a new password: one, never repeated, that can be looked at; under it what was found of it. */
import type { Ref } from "preact";
import type { ReactNode } from "react";
import { FieldError } from "./parts.tsx";
import { usePortal } from "./portal.ts";

export function NewPassword(props: {
  id: string;
  field: Ref<HTMLInputElement>;
  value: string;
  shown: boolean;
  onShown: (shown: boolean) => void;
  onValue: (value: string) => void;
  /** What it should be like, before anything is wrong. */
  hint: ReactNode;
  /** What is wrong with it, in words; empty: nothing. */
  lines: readonly string[];
}) {
  const { t } = usePortal().text;
  const { id, shown, lines } = props;
  const bad = lines.length > 0;
  return (
    <>
      <label htmlFor={id}>{t("password.label")}</label>
      <div className={`field${bad ? " bad" : ""}`}>
        <input
          id={id}
          name="newPassword"
          ref={props.field}
          type={shown ? "text" : "password"}
          autoComplete="new-password"
          autoCapitalize="none"
          spellCheck={false}
          value={props.value}
          aria-invalid={bad ? "true" : undefined}
          aria-describedby={bad ? `${id}-hint ${id}-error` : `${id}-hint`}
          onInput={(event) => props.onValue(event.currentTarget.value)}
        />
        <button
          type="button"
          className="js-only"
          aria-pressed={shown}
          aria-controls={id}
          onClick={() => props.onShown(!shown)}
        >
          {t(shown ? "password.hide" : "password.show")}
        </button>
      </div>
      <p className="hint under" id={`${id}-hint`}>
        {props.hint}
      </p>
      {bad ? (
        <div id={`${id}-error`}>
          {lines.map((line) => (
            <FieldError key={line} id="">
              {line}
            </FieldError>
          ))}
        </div>
      ) : null}
    </>
  );
}
