/** The pause before money becomes easier to move: a full page, one plain question, and the way out first. */
import { type ReactNode, useEffect } from "react";
import { Icon } from "../shared/icons.tsx";
import { Page, telephone } from "./parts.tsx";
import { usePortal } from "./portal.ts";

type Props = {
  title: string;
  /** What callers of that kind say, and what is true. */
  reasons: readonly string[];
  refusal?: ReactNode;
  /** The filled button: no, stop. */
  stop: ReactNode;
  /** The other one. */
  goOn: ReactNode;
  /** It took the place of another page without a new address. */
  sudden?: boolean;
  /** Nothing is left to freeze: who is being guided is offered a person instead. */
  frozen?: boolean;
};

export function Interrupt({ title, reasons, refusal, stop, goOn, sudden, frozen }: Props) {
  const { text, state } = usePortal();
  const { t } = text;
  const { phone } = state.portal.operator;
  useEffect(() => {
    if (!sudden) return;
    scrollTo(0, 0);
    document.querySelector("h1")?.focus();
  }, []);
  return (
    <Page title={title} bare>
      {refusal}
      <p className="question">{t("interrupt.question")}</p>
      <ul className="can first">
        {reasons.map((reason) => (
          <li key={reason} className="no">
            <Icon of="alert" />
            <span>{reason}</span>
          </li>
        ))}
      </ul>
      <div className="acts">
        {stop}
        {goOn}
      </div>
      {frozen ? (
        <a className="other" href={telephone(phone)}>
          {t("interrupt.call", { phone })}
        </a>
      ) : (
        <a className="other" href={state.me ? "/me/freeze" : "/freeze"}>
          {t("interrupt.freeze")}
        </a>
      )}
    </Page>
  );
}
