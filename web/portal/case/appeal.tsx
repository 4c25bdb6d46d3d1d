import { useState } from "react";
import { call } from "../api.ts";
import type { Case, Recovery } from "../model.ts";
import { Form, Main, Notice, Page } from "../parts.tsx";
import { store, usePortal } from "../portal.ts";
import { useRecovery } from "../recovery.ts";
import { TextBox, textFault, useCase, useCaseAct, useDraft } from "./parts.tsx";

/** P26: asked once, and decided by others. */
export function Appeal() {
  const { text, when, state, set, go } = usePortal();
  const { t, lang } = text;
  const recovery = useRecovery();
  const { decision, appeal } = useCase();
  const [why, setWhy] = useDraft("why", state.typed);
  const [pressed, setPressed] = useState(false);
  const at = `/v1/recoveries/${recovery.id}/case`;
  const { send, busy, refusal } = useCaseAct<{ recovery: Recovery }>(async ({ recovery }) => {
    // The claim began again under a new token, which is this browser's from now on.
    const now = await call<{ case: Case }>("GET", `/v1/recoveries/${recovery.id}/case`);
    store.put("why", "");
    set({ recovery, case: now.ok ? now.body.case : null });
    go("/recover/case", { replace: true });
  });
  const fault = textFault(why, pressed || refusal?.status === 400);
  const line = fault ? t(`case.story.${fault}`) : "";
  const submit = () => {
    setPressed(true);
    if (!textFault(why, true)) void send("POST", `${at}/appeal`, { why: why.trim() });
  };
  return (
    <Page title={t("case.appeal.title")} back="/recover/case" wrong={line !== ""}>
      <p className="lead">{t("case.appeal.lead")}</p>
      {refusal && !fault ? <Notice refusal={refusal} /> : null}
      <dl className="facts receipt">
        <div>
          <dt>{t("case.appeal.reason")}</dt>
          <dd>{decision?.reason.text[lang]}</dd>
        </div>
      </dl>
      <Form to="case-appeal" onSend={submit}>
        <TextBox
          id="why"
          label={t("case.appeal.label")}
          hint={t("case.appeal.hint")}
          words={why}
          line={line}
          onWords={setWhy}
        />
        <div className="acts">
          <Main busy={busy}>{t("case.appeal.send")}</Main>
        </div>
      </Form>
      <p className="note">{t("case.appeal.once", { until: when.full(appeal?.until ?? "") })}</p>
    </Page>
  );
}
