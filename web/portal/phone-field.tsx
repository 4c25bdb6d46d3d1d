/** A telephone number with the code of its country before it: one field, and what is wrong with it. */
import type { Ref } from "preact";
import { prefixes } from "./pages/account.tsx";
import { FieldError } from "./parts.tsx";
import { usePortal } from "./portal.ts";

export function PhoneField(props: {
  label: string;
  field: Ref<HTMLInputElement>;
  prefix: string;
  onPrefix: (prefix: string) => void;
  value: string;
  onValue: (value: string) => void;
  /** What is wrong with it, in words; empty: nothing. */
  line: string;
}) {
  const { t } = usePortal().text;
  const { line } = props;
  return (
    <>
      <label htmlFor="phone">{props.label}</label>
      <div className={`field${line ? " bad" : ""}`}>
        <select
          name="prefix"
          aria-label={t("account.prefix")}
          value={props.prefix}
          onChange={(event) => props.onPrefix(event.currentTarget.value)}
        >
          {prefixes.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
        <input
          id="phone"
          name="phone"
          ref={props.field}
          autoComplete="tel-national"
          inputMode="tel"
          maxLength={40}
          value={props.value}
          aria-invalid={line ? "true" : undefined}
          aria-describedby={line ? "phone-error" : undefined}
          onInput={(event) => props.onValue(event.currentTarget.value)}
        />
      </div>
      {line ? <FieldError id="phone-error">{line}</FieldError> : null}
    </>
  );
}
