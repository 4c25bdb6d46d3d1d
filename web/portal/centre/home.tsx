/** P29: one sentence, then what to do, the most useful first. No score, and no colour of alarm without a task. */
import { useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import type { Suggestion } from "../centre.ts";
import { stopsOf, useEnd, useWhoHasIt } from "../frozen-parts.tsx";
import type { Lock } from "../lock.ts";
import type { Hold } from "../model.ts";
import { SignedOut } from "../pages/me.tsx";
import { Fact, Form, Notice, Page, Row } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";
import { AskedHere } from "./asked.tsx";
import { useBack } from "./back.tsx";
import { Kept, Waits } from "./erasure-waits.tsx";
import { AddOne } from "./nudge.tsx";

export function Me() {
  const { state } = usePortal();
  return state.me && state.ways ? <Home me={state.me} ways={state.ways} /> : <SignedOut />;
}

type Given = NonNullable<ReturnType<typeof usePortal>["state"]["me"]>;
type Ways = NonNullable<ReturnType<typeof usePortal>["state"]["ways"]>;

function Home({ me, ways }: { me: Given; ways: Ways }) {
  const { text, state, url } = usePortal();
  const { t } = text;
  const [done, setDone] = useState(url.searchParams.get("saved") === "night-lock");
  const [kept, setKept] = useState(false);
  const [nudge] = useState(state.nudge);
  const { lock } = state;
  const erasure = state.erasure?.erasure;
  const holds = state.holds?.holds ?? [];
  const waits = Object.keys(lock?.pending ?? {}).length;
  const whole = holds.some(({ scope }) => scope === "everything");
  const adds = state.nudge?.add ?? [];
  const todo = me.suggestions.filter(
    ({ code }) =>
      !(done && code === "night-lock") && !(code === "passkey" && adds.includes("passkey")),
  );
  // What the card says stands in the list when the card is put away.
  const listed = todo.filter(({ code }) => !(state.nudge && code === "way-back"));
  const { answer, gap } = useBack(me.back);
  const { lang } = text;
  const reach = todo.some(({ code }) => code === "limits" || code === "night-lock");
  return (
    <Page
      title={t("me.title")}
      heading={
        todo.length > 0
          ? t("centre.todo", { n: todo.length })
          : t(erasure ? "erase.waits" : "centre.good")
      }
      step={
        <p className="step">
          {t("me.title")} · {me.account.name}
        </p>
      }
    >
      <AskedHere />
      {holds.map((hold) => (
        <Standing key={hold.id} hold={hold} />
      ))}
      {erasure ? <Waits erasure={erasure} then={() => setKept(true)} /> : null}
      {kept ? <Kept /> : null}
      <p className="lead">
        {[answer, me.back.can ? (reach ? t("centre.reach") : "") : me.back.from ? gap : ""]
          .filter(Boolean)
          .join(lang === "zh" ? "" : " ")}
      </p>
      {done ? (
        <div className="notice ok" role="status">
          <p>
            <b>{t("centre.night-lock.done")}</b>
          </p>
        </div>
      ) : null}
      {(nudge || url.searchParams.get("later")) && !state.nudge ? (
        <p className="note" role="status">
          {t("nudge.gone")}
        </p>
      ) : null}
      {state.nudge ? <AddOne nudge={state.nudge} /> : null}
      {listed.length > 0 ? (
        <ol className="fixes">
          {listed.map((one) => (
            <Fix key={one.code} one={one} then={() => setDone(true)} />
          ))}
        </ol>
      ) : todo.length > 0 ? null : (
        <p className="note">{t("centre.daily")}</p>
      )}
      <h2>{t("centre.more")}</h2>
      <ul className="list">
        <Row
          href="/me/lock"
          icon="lock"
          name={t("lock.title")}
          more={t(waits > 0 ? "me.lock.waits" : "me.lock.more", { n: waits })}
        />
        <Row href="/me/ways-back" icon="key" name={t("me.ways")} more={t("me.ways.more")} />
        <Row href="/me/rehearsal" icon="done" name={t("centre.try")} more={t("centre.try.more")} />
        <Row
          href="/me/devices"
          icon="phone"
          name={t("me.devices")}
          side={String(ways.devices.length)}
        />
        <Row
          href="/me/password"
          icon="codes"
          name={t("health.title")}
          more={t("centre.password.more")}
        />
      </ul>
      <ul className="list first">
        <Row href="/me/call" icon="call" name={t("me.call")} more={t("me.call.more")} />
        <Row
          href="/me/activity"
          icon="clock"
          name={t("me.activity")}
          more={t("me.activity.more")}
        />
        <Row
          href="/me/evidence"
          icon="file"
          name={t("files.title")}
          more={t("centre.files.more")}
        />
      </ul>
      <ul className="list first">
        <Row href="/me/pack" icon="file" name={t("pack.title")} more={t("pack.more")} />
        <Row href="/me/reports" icon="calendar" name={t("report.title")} more={t("report.more")} />
      </ul>
      {whole ? null : (
        <ul className="list first">
          <Row
            href="/me/freeze"
            icon="freeze"
            name={t("freeze.go")}
            more={t(holds.length > 0 ? "me.freeze.whole" : "me.freeze.more")}
          />
        </ul>
      )}
      {erasure ? null : (
        <p className="others">
          <a className="other" href="/me/erasure">
            {t("erase.title")}
          </a>
        </p>
      )}
    </Page>
  );
}

const leads: Partial<Record<Suggestion["code"], string>> = {
  "password-known": "/me/password",
  "password-weak": "/me/password",
  "password-due": "/me/password",
  "way-back": "/me/ways-back",
  "few-codes": "/me/ways-back#codes",
  "few-contacts": "/me/contacts",
  limits: "/me/lock",
  "old-device": "/me/devices",
  passkey: "/me/ways-back#passkey",
};

function Fix({ one, then }: { one: Suggestion; then: () => void }) {
  const { text, state, when } = usePortal();
  const { t } = text;
  const { code, device, left = 0 } = one;
  const { gap } = useBack(state.me?.back ?? { can: false, from: null, missing: [] });
  const more =
    code === "old-device" && device
      ? t("fix.old-device.more", { device: device.name, at: when.date(device.lastSeenAt) })
      : code === "way-back"
        ? gap
        : t(`fix.${code}.more`, { n: left });
  const title = t(`fix.${code}`, { n: left });
  return (
    <li className="fix">
      <h2>{title}</h2>
      <p>{more}</p>
      {code === "night-lock" ? (
        <NightLock then={then} />
      ) : (
        <a className="inline" href={leads[code]}>
          {t(`fix.${code}.go`)}
        </a>
      )}
    </li>
  );
}

/** Tighter is done at once: one press is enough. */
function NightLock({ then }: { then: () => void }) {
  const { text, set } = usePortal();
  const { t } = text;
  const { busy, refusal, send } = useSend<Lock>((lock) => {
    set({ lock });
    then();
  });
  return (
    <Form to="night-lock" onSend={() => void send("PUT", "/v1/me/lock", { nightLock: true })}>
      {refusal ? <Notice refusal={refusal} /> : null}
      <button type="submit" className="link inline" aria-disabled={busy ? "true" : undefined}>
        {busy ? t("sending") : t("fix.night-lock.go")}
      </button>
    </Form>
  );
}

/** A freeze that stands: since when, whose, what it stops, how it ends. */
function Standing({ hold }: { hold: Hold }) {
  const { text, when } = usePortal();
  const { t, lang } = text;
  const has = useWhoHasIt(hold);
  const end = useEnd(hold);
  const stops = stopsOf(hold.scope).map((scope) => t(`frozen.stops.${scope}`));
  return (
    <section className="standing" aria-labelledby={hold.id}>
      <h2 id={hold.id}>
        <Icon of="freeze" />
        {t("me.frozen")}
      </h2>
      <dl className="facts">
        <Fact name={t("frozen.since")}>{when.full(hold.effectiveAt)}</Fact>
        <Fact name={t("me.frozen.by")}>{t(`me.frozen.by.${hold.reason}`)}</Fact>
        <Fact name={t("me.frozen.stops")}>{stops.join(lang === "zh" ? "；" : "; ")}</Fact>
        <Fact name={t("frozen.ends")}>{end}</Fact>
      </dl>
      <p className="note">{has}</p>
      <a className="inline" href={`/me/unfreeze?hold=${hold.id}`}>
        {t("unfreeze.go")}
      </a>
    </section>
  );
}
