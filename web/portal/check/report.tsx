/** "Report this": one form under the answer, folded, which works without scripts. What was pasted is sent with it. */
import { Form, Notice } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";
import { kindOf } from "./kind.ts";
import { type Did, dids } from "./reported.tsx";

const LONGEST_SENDER = 100;

export function Report({ what }: { what: string }) {
  const { text, set, go } = usePortal();
  const { t } = text;
  const thing = kindOf(what);
  const { busy, refusal, send } = useSend();
  const submit = async (fields: Record<string, string>) => {
    const did = Object.fromEntries(dids.map((one) => [one, fields[one] !== undefined])) as Did;
    const sender = "text" in thing ? (fields.sender ?? "").trim() : "";
    const body = { ...thing, ...(sender && { sender }), ...did };
    const sent = await send("POST", "/v1/scam-reports", body);
    if (!sent?.ok) return;
    set({ reported: did, judged: null });
    go("/check/reported");
  };
  return (
    <details className="sure report">
      <summary className="inline">{t("scam.report")}</summary>
      {refusal ? <Notice refusal={refusal} /> : null}
      <Form to="scam-report" onSend={(fields) => void submit(fields)}>
        <input type="hidden" name="what" value={what} />
        <fieldset>
          <legend className="lab">{t("scam.did")}</legend>
          {dids.map((one) => (
            <label key={one} className="tick">
              <input type="checkbox" name={one} />
              <span>{t(`scam.did.${one}`)}</span>
            </label>
          ))}
        </fieldset>
        {"text" in thing ? (
          <>
            <label htmlFor="sender">{t("scam.sender")}</label>
            <div className="field">
              <input
                id="sender"
                name="sender"
                maxLength={LONGEST_SENDER}
                autoComplete="off"
                aria-describedby="report-hint"
              />
            </div>
          </>
        ) : null}
        <p className="hint" id="report-hint">
          {t("scam.kept")}
        </p>
        <div className="acts near">
          <button className="btn go2" type="submit" aria-disabled={busy ? "true" : undefined}>
            {busy ? t("sending") : t("scam.send")}
          </button>
        </div>
      </Form>
    </details>
  );
}
