/** The pause before money becomes easier to move: a full page, one plain question, and the way out first. */
import { type ReactNode, useEffect } from "react";
import { Icon } from "../shared/icons.tsx";
import { Form, Notice, Page } from "./parts.tsx";
import { usePortal, useSend } from "./portal.ts";

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
};

export function Interrupt({ title, reasons, refusal, stop, goOn, sudden }: Props) {
  const { t } = usePortal().text;
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
      <SomebodyIs />
    </Page>
  );
}

/** "Yes, or I am not sure": from then on nothing is loosened for half an hour. */
function SomebodyIs() {
  const { text, state, set, go } = usePortal();
  const { t } = text;
  const at = state.me ? "/v1/me/guided" : `/v1/recoveries/${state.recovery?.id}/guided`;
  const { send, busy, refusal } = useSend<{ until: string }>(({ until }) => {
    set({ guidedUntil: until });
    go("/guided");
  });
  return (
    <>
      {refusal ? <Notice refusal={refusal} /> : null}
      <Form to="guided" onSend={() => void send("POST", at, {})}>
        <input type="hidden" name="as" value={state.me ? "owner" : "claimant"} />
        <button className="link other" type="submit" aria-disabled={busy ? "true" : undefined}>
          {busy ? t("sending") : t("interrupt.guided")}
        </button>
      </Form>
    </>
  );
}
