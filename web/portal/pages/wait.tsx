import { useRef } from "react";
import { Icon } from "../../shared/icons.tsx";
import { needsNewPhone } from "../model.ts";
import { Form, Notice, Page, Row } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { useAct, useRecovery } from "../recovery.ts";

const HOUR_MS = 3_600_000;

/** P13: the moment first. No bar that pretends to move; the server promised a time, here it is. */
export function Wait() {
  const { text, when, clock, state } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const held = state.case;
  const until = recovery.waitingUntil ?? recovery.expiresAt;
  const hours = Math.max(0, Math.round((Date.parse(until) - clock.now()) / HOUR_MS));
  const given = recovery.given.filter((proof) => proof !== "known-device");
  const list = given.map((proof) => t(`proof.${proof}`)).join(t("list.comma"));
  return (
    <Page
      title={t("wait.title", { at: when.day(until) })}
      heading={text.rich("wait.heading", { n: given.length, hours })}
      back="/"
      step={
        <p className="tag warn">
          <Icon of="clock" small />
          {t("wait.tag")}
        </p>
      }
    >
      <div className="hero">
        <p className="k">{t("wait.from")}</p>
        <p className="v">{when.day(until)}</p>
        <p className="n">
          {t("wait.zone", { date: when.date(until), zone: zoneName(when.zone, t) })}
        </p>
      </div>
      <p className="lead">{t(recovery.contest ? "wait.contest" : "wait.why")}</p>
      <ol className="when">
        <li>
          <time>{when.day(recovery.createdAt)}</time>
          <div>
            <b>{t("wait.started")}</b>
          </div>
        </li>
        <li>
          <time />
          <div>
            <b>{t("wait.accepted", { n: given.length })}</b>
            <p>{list}</p>
          </div>
        </li>
        <li>
          <time />
          <div>
            <b>{t("wait.told")}</b>
            <p>{t("wait.told.more")}</p>
            {recovery.situation === "lost-phone" ? <p>{t("wait.told.old")}</p> : null}
          </div>
        </li>
        {recovery.newPhone ? (
          <li>
            <time />
            <div>
              <b>{t("wait.number.done")}</b>
              <p>{recovery.newPhone}</p>
            </div>
          </li>
        ) : null}
        <li className="now">
          <time>{t("wait.now")}</time>
          <div>
            <b>{t("wait.holding")}</b>
          </div>
        </li>
        <li className="next">
          <time>{when.day(until)}</time>
          <div>
            <b>{t("password.title")}</b>
            <p>{t("wait.write")}</p>
          </div>
        </li>
      </ol>
      <h2>{t("wait.until")}</h2>
      {needsNewPhone(recovery) ? <NewNumber /> : null}
      <ul className="can">
        <li>
          <Icon of="tick" />
          <span>
            {t("wait.can.close")}
            <small>
              {held?.contact
                ? t("wait.can.return", { reference: held.reference })
                : t("wait.can.close.more")}
            </small>
          </span>
        </li>
        <li>
          <Icon of="tick" />
          <span>{t("wait.can.freeze")}</span>
        </li>
        <li className="no">
          <Icon of="dash" />
          <span>{t("wait.cannot.balance")}</span>
        </li>
      </ul>
      {state.case ? (
        <ul className="list">
          <Row
            href="/recover/case/chat"
            icon="talk"
            name={t("wait.chat")}
            more={t("wait.chat.more")}
          />
        </ul>
      ) : null}
      <div className="acts">
        <button type="button" className="btn go2 js-only" onClick={() => calendar(until, t)}>
          <Icon of="calendar" />
          {t("wait.calendar")}
        </button>
        <Cancel />
      </div>
    </Page>
  );
}

/** A number that was lost is replaced at the end by the one that is proven until then. */
export function NewNumber() {
  const { t } = usePortal().text;
  return (
    <ul className="list near">
      <Row
        href="/recover/new-phone"
        icon="sim"
        name={t("wait.number")}
        more={t("wait.number.more")}
      />
    </ul>
  );
}

const zoneName = (zone: string, t: (id: string) => string) =>
  zone === "Asia/Shanghai" ? t("zone.china") : zone;

/** Cancelling asks once more: it cannot be taken back. */
export function Cancel() {
  const { text } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const { send, busy, refusal } = useAct();
  const box = useRef<HTMLDetailsElement>(null);
  const cancel = () => void send("POST", `/v1/recoveries/${recovery.id}/cancellation`, {});
  const keep = () => {
    if (box.current) box.current.open = false;
    box.current?.querySelector("summary")?.focus();
  };
  return (
    <details className="sure" ref={box} {...(refusal ? { open: true } : {})}>
      <summary className="btn stop">{t("wait.cancel")}</summary>
      <section className="ask" aria-label={t("wait.cancel.sure")}>
        <h2>{t("wait.cancel.sure")}</h2>
        <p>{t("wait.cancel.more")}</p>
        {refusal ? <Notice refusal={refusal} /> : null}
        <Form to="cancel" className="acts" onSend={cancel}>
          <button className="btn stop" type="submit" aria-disabled={busy ? "true" : undefined}>
            {busy ? t("sending") : t("wait.cancel.yes")}
          </button>
        </Form>
        <button type="button" className="btn go2 js-only" onClick={keep}>
          {t("wait.cancel.no")}
        </button>
      </section>
    </details>
  );
}

function calendar(until: string, t: (id: string) => string) {
  const stamp = new Date(until).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Rightful//portal//EN",
    "BEGIN:VEVENT",
    `UID:${stamp}@rightful`,
    `DTSTAMP:${stamp}`,
    `DTSTART:${stamp}`,
    `SUMMARY:${t("wait.calendar.title")}`,
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  const file = URL.createObjectURL(new Blob([lines.join("\r\n")], { type: "text/calendar" }));
  const link = Object.assign(document.createElement("a"), { href: file, download: "rightful.ics" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(file), 10_000);
}
