/** An erasure that waits, on its page and on the first page of the centre: one press ends it. */
import { useEffect, useRef } from "react";
import type { Erasure } from "../centre.ts";
import { Form, Notice } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";

/** `main`: on the page of its own, where keeping the account is the one thing to do. */
export function Waits(props: { erasure: Erasure; then: () => void; main?: boolean }) {
  const { text, when, set } = usePortal();
  const { t } = text;
  const { busy, refusal, send } = useSend<{ erasure: null }>((body) => {
    set({ erasure: body });
    props.then();
    scrollTo(0, 0);
  });
  return (
    <>
      {refusal ? <Notice refusal={refusal} /> : null}
      <section className="pend" aria-label={t("erase.waits")}>
        <p>
          <b>{t("erase.waits.on", { at: when.full(props.erasure.effectiveAt) })}</b>
        </p>
        <p>{t("erase.waits.more")}</p>
        {props.main ? null : (
          <a className="inline" href="/me/erasure">
            {t("erase.waits.see")}
          </a>
        )}
        <Form to="erasure-stop" onSend={() => void send("DELETE", "/v1/me/erasure")}>
          <button
            type="submit"
            className={props.main ? "btn go1" : "link inline"}
            aria-disabled={busy ? "true" : undefined}
          >
            {busy ? t("sending") : t("erase.keep")}
          </button>
        </Form>
      </section>
    </>
  );
}

export function Kept() {
  const { t } = usePortal().text;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div className="notice ok" role="status" tabIndex={-1} ref={box}>
      <p>
        <b>{t("erase.kept")}</b>
      </p>
      <p>{t("erase.kept.more")}</p>
    </div>
  );
}
