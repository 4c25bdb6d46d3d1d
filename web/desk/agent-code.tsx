/** A code to read out by telephone: the owner types it in the security centre and sees that it is us. */
import { useEffect, useRef, useState } from "react";
import { type AgentCode, api } from "./api.ts";
import { useText } from "./i18n.ts";
import type { Case } from "./model.ts";
import { against } from "./second-person.tsx";

const before = ["call-back", "document", "freeze"] as const;
const after = ["decision"] as const;
const SECOND_MS = 1000;
const LIFE_MS = 15 * 60_000;

export function CodeToRead({ shown }: { shown: Case }) {
  const text = useText();
  const { t, lang } = text;
  const [made, setMade] = useState<(AgentCode & { until: number }) | null>(null);
  const [left, setLeft] = useState(0);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<unknown>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!made) return;
    box.current?.focus();
    const tick = () => {
      const ms = made.until - Date.now();
      setLeft(Math.max(Math.ceil(ms / SECOND_MS), 0));
      if (ms <= 0) setMade(null);
    };
    tick();
    const timer = setInterval(tick, SECOND_MS);
    return () => clearInterval(timer);
  }, [made]);
  if (!shown.allowed.includes("agent-code")) return null;
  const purposes = ["approved", "refused", "closed"].includes(shown.state) ? after : before;
  const customer = shown.locale.startsWith("zh") ? "zh" : "en";
  const make = async (purpose: string) => {
    if (busy) return;
    setBusy(true);
    setWrong(null);
    try {
      // By this browser's clock: the server's may stand elsewhere.
      setMade({ ...(await api.agentCode(shown.id, purpose)), until: Date.now() + LIFE_MS });
    } catch (error) {
      setWrong(error);
    } finally {
      setBusy(false);
    }
  };
  const [minutes, seconds] = [Math.floor(left / 60), String(left % 60).padStart(2, "0")];
  return (
    <section className="sec" aria-labelledby="code-to-read">
      <h2 id="code-to-read">{t("code")}</h2>
      <p className="m">{t("code.lead")}</p>
      {made ? (
        <div className="code" tabIndex={-1} ref={box}>
          <p className="mono big">{made.code}</p>
          <p>{t(`code.for.${made.purpose}`)}</p>
          <p className="m">{t("code.left", { time: `${minutes}:${seconds}` })}</p>
          <p className="m">{t("code.say")}</p>
          <q lang={customer === "zh" ? "zh-CN" : "en"}>{made.say[customer]}</q>
          {customer === lang ? null : <small>{made.say[lang]}</small>}
        </div>
      ) : null}
      <fieldset className="why">
        <legend>{t(made ? "code.another" : "code.what-for")}</legend>
        {purposes.map((purpose) => (
          <button
            key={purpose}
            className="b sm"
            type="button"
            aria-disabled={busy}
            onClick={() => void make(purpose)}
          >
            {t(`code.for.${purpose}`)}
          </button>
        ))}
      </fieldset>
      {wrong ? (
        <p className="wrong" role="alert">
          {against(text, wrong)}
        </p>
      ) : null}
    </section>
  );
}
