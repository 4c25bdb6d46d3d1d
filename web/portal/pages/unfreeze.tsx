import { useEnd } from "../frozen-parts.tsx";
import { Interrupt } from "../interrupt.tsx";
import { pageFor, type Recovery } from "../model.ts";
import { Form, Notice, Page, Person } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";
import { useRecovery } from "../recovery.ts";

/** Their end is decided by others; no proof of the owner's ends them (policy.md, "Holds"). */
export const isOthers = (reason: string) => reason === "police-request" || reason === "wallet";
export const scamWords = ["unfreeze.scam.1", "unfreeze.scam.2", "unfreeze.scam.3"];

/** P17: after a whole path of proofs. First the question, then what is still missing, or the end of the freeze. */
export function Unfreeze() {
  const { text, state, set } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const { send, busy, refusal } = useSend<{ recovery: Recovery }>(
    (body) => set({ recovery: body.recovery, refusal: null }),
    state.refusal ?? null,
  );
  const { hold } = recovery;
  const ready = recovery.state === "ready";
  if (!hold) return <NothingFrozen recovery={recovery} />;
  if (isOthers(hold.reason)) return <Others back="/frozen" end={useEnd(hold)} />;
  return (
    <Interrupt
      title={t("unfreeze.title")}
      reasons={scamWords.map((words) => t(words))}
      refusal={refusal ? <Notice refusal={refusal} /> : null}
      stop={
        <a className="btn go1" href={recovery.situation === "account-stolen" ? "/frozen" : "/"}>
          {t("unfreeze.stop")}
        </a>
      }
      goOn={
        ready ? (
          <Form
            to="unfreeze"
            onSend={() =>
              void send("POST", `/v1/recoveries/${recovery.id}/holds/${hold.id}/release`, {})
            }
          >
            <button
              className="btn go2 under"
              type="submit"
              aria-disabled={busy ? "true" : undefined}
            >
              {busy ? t("sending") : t("interrupt.go-on")}
            </button>
          </Form>
        ) : (
          <>
            <a
              className="btn go2"
              href={recovery.state === "proving" ? "/recover/methods" : pageFor(recovery)}
            >
              {t("interrupt.go-on")}
            </a>
            <p className="note">{t(`unfreeze.first.${recovery.state}`)}</p>
          </>
        )
      }
    />
  );
}

/** Proven, and nothing that this path could end stands any more; or not proven yet. */
function NothingFrozen({ recovery }: { recovery: Recovery }) {
  const { t } = usePortal().text;
  const ready = recovery.state === "ready";
  return (
    <Page title={t(ready ? "unfrozen.title" : "unfreeze.title")}>
      <p className="lead" role="status">
        {t(ready ? "unfrozen" : "unfreeze.prove")}
      </p>
      <div className="acts">
        <a className="btn go1" href={pageFor(recovery)}>
          {t(ready ? "unfrozen.password" : "continue")}
        </a>
      </div>
      <Person />
    </Page>
  );
}

export function Others({ back, end }: { back: string; end: string }) {
  const { t } = usePortal().text;
  return (
    <Page title={t("unfreeze.others")} back={back}>
      <p className="lead">{end}</p>
      <Person />
    </Page>
  );
}
