import { useEffect } from "react";
import { Icon } from "../../shared/icons.tsx";
import { call } from "../api.ts";
import { FrozenSince, HowItEnds, useEnd, WhatStops } from "../frozen-parts.tsx";
import { Interrupt } from "../interrupt.tsx";
import { type Holds, widest } from "../me.ts";
import type { Hold } from "../model.ts";
import { SignedOut } from "../pages/me.tsx";
import { isOthers, Others, scamWords } from "../pages/unfreeze.tsx";
import { Form, Notice, Page, Row, telephone } from "../parts.tsx";
import { PhoneButtons } from "../police/report-phones.tsx";
import { usePortal, useSend } from "../portal.ts";

const ASK_AGAIN_MS = 3_000;

/** P15 and P16 for one who is signed in: one page to confirm, and then the state. */
export function MyFreeze() {
  const { state } = usePortal();
  if (!state.me || !state.holds) return <SignedOut />;
  const whole = state.holds.holds.find(({ scope }) => scope === "everything");
  return whole ? <MyFrozen hold={whole} /> : <Confirm />;
}

function Confirm() {
  const { text, state, set } = usePortal();
  const { t } = text;
  const { phone } = state.portal.operator;
  const { busy, refusal, send } = useSend<{ hold: Hold }>(({ hold }) => {
    const others = state.holds?.holds ?? [];
    set({
      holds: { holds: [...others, hold], restrictions: { outgoing: true, signIn: true } },
      refusal: null,
    });
    scrollTo(0, 0);
  }, state.refusal ?? null);
  return (
    <Page title={t("freeze.title")} back="/me">
      {refusal ? <Notice refusal={refusal} /> : null}
      <p className="lead">{t("my-freeze.stops")}</p>
      <p>{t("my-freeze.ends")}</p>
      <Form to="freeze-me" onSend={() => void send("POST", "/v1/me/holds", {})}>
        <div className="acts near">
          <button className="btn stop" type="submit" aria-disabled={busy ? "true" : undefined}>
            <Icon of="freeze" />
            {busy ? t("sending") : t("freeze.go")}
          </button>
          <a className="btn go2" href="/me">
            {t("freeze.not-now")}
          </a>
        </div>
      </Form>
      <a className="other" href={telephone(phone)}>
        {t("freeze.call", { phone })}
      </a>
    </Page>
  );
}

function MyFrozen({ hold }: { hold: Hold }) {
  const { text, state, set } = usePortal();
  const { t } = text;
  const { phone } = state.portal.operator;
  const pending = hold.pending.length > 0;
  useEffect(() => {
    document.querySelector("h1")?.focus();
  }, []);
  useEffect(() => {
    if (!pending) return;
    const timer = setInterval(async () => {
      const answer = await call<Holds>("GET", "/v1/me/holds");
      if (answer.ok) set({ holds: answer.body });
    }, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [pending]);
  return (
    <Page title={t(`frozen.${hold.scope}.title`)} filled={<FrozenSince hold={hold} />}>
      <WhatStops scope={hold.scope} />
      <h2>{t("freeze.next")}</h2>
      <PhoneButtons />
      <ul className="list low">
        <Row href="/me/pack" icon="file" name={t("pack.title")} more={t("pack.more")} />
        <Row href="/me/reports" icon="calendar" name={t("report.title")} more={t("report.more")} />
      </ul>
      <HowItEnds hold={hold} />
      <div className="acts">
        <a className="btn go1" href="/me">
          {t("me.back")}
        </a>
      </div>
      <p className="others">
        <a className="other" href={`/me/unfreeze?hold=${hold.id}`}>
          {t("unfreeze.go")}
        </a>
        <a className="other" href={telephone(phone)}>
          {t("freeze.call", { phone })}
        </a>
      </p>
    </Page>
  );
}

/** P17 for one who is signed in: a session ends no freeze; the page says what does, and leads there. */
export function MyUnfreeze() {
  const { state, url } = usePortal();
  if (!state.me || !state.holds) return <SignedOut />;
  const named = url.searchParams.get("hold");
  const hold = state.holds.holds.find(({ id }) => id === named) ?? widest(state.holds);
  return hold ? <Way hold={hold} /> : <Nothing />;
}

function Way({ hold }: { hold: Hold }) {
  const { t } = usePortal().text;
  const end = useEnd(hold);
  if (isOthers(hold.reason)) return <Others back="/me" end={end} />;
  // Whoever is frozen softly would freeze everything by saying that the account was stolen.
  const situation = hold.reason === "soft-freeze" ? "forgot-password" : "account-stolen";
  return (
    <Interrupt
      title={t("unfreeze.title")}
      reasons={scamWords.map((words) => t(words))}
      stop={
        <a className="btn go1" href="/me">
          {t("unfreeze.stop")}
        </a>
      }
      goOn={
        <>
          <a className="btn go2" href={`/recover/account?situation=${situation}`}>
            {t("interrupt.go-on")}
          </a>
          <p className="note">{t("unfreeze.session")}</p>
          <p className="note">{end}</p>
        </>
      }
    />
  );
}

function Nothing() {
  const { t } = usePortal().text;
  return (
    <Page title={t("unfrozen.title")} back="/me">
      <p className="lead">{t("unfreeze.nothing")}</p>
    </Page>
  );
}
