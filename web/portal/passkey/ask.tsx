import { useEffect, useState } from "react";
import { pageFor } from "../model.ts";
import { Step } from "../pages/methods.tsx";
import { Form, Main, Notice, Page, Person } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";
import { useRecovery } from "../recovery.ts";

export type Asked = { options: { number: string }; expiresAt: string };
const LOOK_MS = 2_000;

/** Another signed-in device is asked; what it says moves this page on. */
export function AskDevice() {
  const { text, state, when, look, go, clock } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const [asked, setAsked] = useState<Asked | null>(state.asked ?? null);
  const { send, busy, refusal } = useSend<{ challenge: Asked }>(({ challenge }) =>
    setAsked(challenge),
  );
  const given = recovery.given.includes("device-approval");
  useEffect(() => {
    if (given) go(pageFor(recovery, state.case), { replace: true });
  }, [given]);
  useEffect(() => {
    if (!asked) return;
    const timer = setInterval(() => {
      if (clock.now() >= Date.parse(asked.expiresAt)) setAsked(null);
      else void look();
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [asked]);
  const ask = () =>
    void send("POST", `/v1/recoveries/${recovery.id}/challenges`, { proof: "device-approval" });
  return (
    <Page
      title={t("ask-device.title")}
      back="/recover/methods"
      step={<Step proof="device-approval" />}
    >
      {refusal ? (
        refusal.code === "none-signed-in" ? (
          <p className="notice" role="alert">
            {t("ask-device.none")}
          </p>
        ) : (
          <Notice refusal={refusal} />
        )
      ) : null}
      {asked ? (
        <>
          <p className="lead">{t("ask-device.shown")}</p>
          <p className="match" role="status">
            <span className="vh">{t("ask-device.number")} </span>
            {[...asked.options.number].join(" ")}
          </p>
          <p className="note">{t("ask-device.until", { until: when.short(asked.expiresAt) })}</p>
          <p className="note no-js">
            <a href="/recover/methods">{t("ask-device.answered")}</a>
          </p>
        </>
      ) : (
        <>
          <p className="lead">{t("ask-device.lead")}</p>
          <Form to="ask-device" onSend={ask}>
            <div className="acts">
              <Main busy={busy}>{t("proof.device-approval.use")}</Main>
            </div>
          </Form>
          <p className="note">{t("ask-device.note")}</p>
        </>
      )}
      <a className="other" href="/recover/methods">
        {t("choose-another")}
      </a>
      <Person />
    </Page>
  );
}
