/** T31: more than one person opens alone. It says so, and asks for the second person by one press. */
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, Refusal } from "./api.ts";
import { type Text, useText } from "./i18n.ts";

/** What the server said against it; when it takes a second person, with the way to ask for one. */
export const against = ({ t }: Text, error: unknown): ReactNode =>
  error instanceof Refusal && error.code === "second-person" ? (
    <SecondPerson />
  ) : (
    (error instanceof Refusal && error.message) || t("unreachable")
  );

export function SecondPerson() {
  const text = useText();
  const { t } = text;
  const ask = useMutation({ mutationFn: () => api.moreFiles(t("more.reason")) });
  if (ask.isSuccess) return <span>{t("more.asked")}</span>;
  return (
    <span className="more">
      {t("more.why")}{" "}
      <button
        className="b sm"
        type="button"
        aria-disabled={ask.isPending}
        onClick={() => !ask.isPending && ask.mutate()}
      >
        {ask.isPending ? t("sending") : t("more.ask")}
      </button>
      {ask.error ? <span> {(ask.error as Refusal).message || t("unreachable")}</span> : null}
    </span>
  );
}
