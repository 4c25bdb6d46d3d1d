import { useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { type Case, choose, needsNewPhone, pageFor, type Recovery } from "../model.ts";
import { Cancel } from "../pages/wait.tsx";
import { Fact, Page, Person, Row, say } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { useRecovery } from "../recovery.ts";
import { useCase } from "./parts.tsx";

/** P22, P23, P25, P26: where the case stands, and the one thing to do, if there is one. */
export function CaseStatus() {
  const held = useCase();
  if (held.decision?.outcome === "refused") return <Refused held={held} />;
  if (held.decision) return <Approved held={held} />;
  return <Open held={held} />;
}

function Open({ held }: { held: Case }) {
  const { text, when } = usePortal();
  const { t, lang } = text;
  const recovery = useRecovery();
  const isOurs = held.waitingFor !== "claimant";
  const isLate = held.lateBy !== undefined;
  const until = isOurs ? held.dueAt : held.answerBy;
  return (
    <Page
      title={held.text[lang]}
      back="/"
      step={
        <p className={`tag${isLate || !isOurs ? " warn" : ""}`}>
          <Icon of={isOurs ? "clock" : "alert"} small />
          {t(isLate ? "case.late.tag" : isOurs ? "case.ours" : "case.yours")}
        </p>
      }
    >
      <div className="hero" role="status">
        <p className="k">{t(isLate ? "case.late.by" : isOurs ? "case.by" : "case.answer-by")}</p>
        <p className="v">{until ? when.day(until) : t("case.soon")}</p>
        {until ? <p className="n">{when.date(until)}</p> : null}
        {isOurs ? null : <p className="n">{t("case.paused")}</p>}
      </div>
      {isLate ? <p className="lead">{t("case.late")}</p> : null}
      <ToDo held={held} recovery={recovery} />
      <Reference held={held} />
      <ComeBack held={held} />
      <Steps held={held} recovery={recovery} />
      <h2>{t("wait.until")}</h2>
      <ul className="list">
        <ChatRow />
        {choose(recovery).best ? (
          <Row
            href="/recover/methods"
            icon="codes"
            name={t("case.prove")}
            more={t("case.prove.more")}
          />
        ) : null}
        {recovery.state === "proving" ? (
          <Row
            href="/recover/case/evidence"
            icon="file"
            name={t("case.files")}
            more={t("case.files.more")}
          />
        ) : null}
        <Row href="/freeze" icon="freeze" name={t("case.freeze")} more={t("case.freeze.more")} />
      </ul>
      <p className="note">{t("case.never")}</p>
      <div className="acts">
        <Cancel />
      </div>
      <Person />
    </Page>
  );
}

/** Also of a decided case: what was written can be read. */
const ChatRow = () => {
  const { t } = usePortal().text;
  const [name, more] = [t("case.chat"), t("case.chat.more")];
  return <Row href="/recover/case/chat" icon="talk" name={name} more={more} />;
};

/** What is asked for, and one filled button: questions first, then a proof, then the new number. */
function ToDo({ held, recovery }: { held: Case; recovery: Recovery }) {
  const { text } = usePortal();
  const { t, lang } = text;
  const asked = held.waitingFor === "claimant" ? held.messages.at(-1) : undefined;
  const count = held.questions.length;
  const proof = asked?.reason === "another-proof" && choose(recovery).best !== null;
  const isOpen = held.waitingFor === "claimant" && !asked && count === 0;
  if (!asked && !isOpen && count === 0 && !needsNewPhone(recovery)) return null;
  return (
    <>
      {isOpen ? (
        <div className="notice">
          <p>{t("case.yours.open", { reference: held.reference })}</p>
        </div>
      ) : null}
      {asked ? (
        <div className="notice">
          <p>
            <b>{t("case.asked")}</b>
          </p>
          <p>{asked.text[lang]}</p>
        </div>
      ) : null}
      <div className="acts">
        {count > 0 ? (
          <a className="btn go1" href="/recover/case/questions">
            {t("case.questions.go", { n: count })}
          </a>
        ) : proof ? (
          <a className="btn go1" href="/recover/methods">
            {t("case.prove")}
          </a>
        ) : asked?.reason === "file" || asked?.reason === "clearer-document" ? (
          <a className="btn go1" href={`/recover/case/evidence?kind=${asked.kind ?? "id-front"}`}>
            {t("case.file")}
          </a>
        ) : null}
        {needsNewPhone(recovery) ? (
          <a
            className={`btn ${count > 0 || proof || asked ? "go2" : "go1"}`}
            href="/recover/new-phone"
          >
            {t("case.number")}
          </a>
        ) : null}
      </div>
    </>
  );
}

/** Large enough to be read out on the telephone, and copied with one press. */
function Reference({ held }: { held: Case }) {
  const { t } = usePortal().text;
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const done = await navigator.clipboard?.writeText(held.reference).then(
      () => true,
      () => false,
    );
    if (!done) return;
    setCopied(true);
    say(t("case.copied"));
  };
  return (
    <dl className="facts receipt">
      <Fact name={t("case.reference")}>
        <span className="mono ref">{held.reference}</span>{" "}
        <button type="button" className="link js-only" onClick={() => void copy()}>
          {t(copied ? "case.copied" : "case.copy")}
        </button>
      </Fact>
    </dl>
  );
}

/** P22: this page is found again from any browser, or only from this one. */
function ComeBack({ held }: { held: Case }) {
  const { rich, t } = usePortal().text;
  const { reference, contact } = held;
  return (
    <>
      <h2>{t("case.back")}</h2>
      <p>{contact ? rich("case.back.how", { reference, contact }) : t("case.back.only-here")}</p>
    </>
  );
}

/** What is done, what goes on, what comes: with times where the server gave one. */
function Steps({ held, recovery }: { held: Case; recovery: Recovery }) {
  const { text, when } = usePortal();
  const { t, lang } = text;
  const isOurs = held.waitingFor !== "claimant";
  return (
    <>
      <h2>{t("case.steps")}</h2>
      <ol className="when">
        <li>
          <time>{when.short(held.openedAt)}</time>
          <div>
            <b>{t("case.opened")}</b>
          </div>
        </li>
        {held.messages.map((message) => (
          <li key={message.at}>
            <time>{when.short(message.at)}</time>
            <div>
              <b>{t("case.asked")}</b>
              <p>{message.text[lang]}</p>
            </div>
          </li>
        ))}
        {recovery.newPhone ? (
          <li>
            <time />
            <div>
              <b>{t("case.number.done")}</b>
              <p>{recovery.newPhone}</p>
            </div>
          </li>
        ) : null}
        <li className="now">
          <time>{t("wait.now")}</time>
          <div>
            <b>{held.text[lang]}</b>
            <p>{t(isOurs ? "case.two" : "case.paused")}</p>
          </div>
        </li>
        <li className="next">
          <time>{isOurs ? when.short(held.dueAt) : ""}</time>
          <div>
            <b>{t("case.answer")}</b>
            <p>{t("case.answer.more")}</p>
          </div>
        </li>
      </ol>
    </>
  );
}

/** Approved: the owner still has the wait to stop it in, and the number is still to be given. */
function Approved({ held }: { held: Case }) {
  const { text, when } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const isOpen = recovery.state === "waiting" || recovery.state === "ready";
  const asksNumber = needsNewPhone(recovery);
  return (
    <Page
      title={t("case.approved.title")}
      bare
      step={
        <p className="tag ok first">
          <Icon of="done" small />
          {t("case.approved.tag")}
        </p>
      }
    >
      <p className="lead">
        {recovery.state === "waiting"
          ? t("case.approved.wait", { until: when.short(recovery.waitingUntil ?? held.dueAt) })
          : t(`case.approved.${recovery.state === "ready" ? "ready" : "more"}`)}
      </p>
      <dl className="facts receipt">
        <Fact name={t("case.decided")}>{when.full(held.decision?.at ?? held.dueAt)}</Fact>
        <Fact name={t("case.by-whom")}>{t("case.by-two")}</Fact>
        {recovery.newPhone ? <Fact name={t("case.new-number")}>{recovery.newPhone}</Fact> : null}
        <Fact name={t("case.reference")}>
          <span className="mono">{held.reference}</span>
        </Fact>
      </dl>
      {asksNumber ? <p className="note">{t("case.approved.number")}</p> : null}
      <div className="acts">
        {asksNumber ? (
          <a className="btn go1" href="/recover/new-phone">
            {t("case.number")}
          </a>
        ) : null}
        <a
          className={`btn ${asksNumber ? "go2" : "go1"}`}
          href={isOpen ? pageFor(recovery) : "/recover/methods"}
        >
          {t(
            recovery.state === "waiting"
              ? "case.approved.see"
              : recovery.state === "ready"
                ? "password.title"
                : "continue",
          )}
        </a>
      </div>
      <ul className="list">
        <ChatRow />
      </ul>
      <Person />
    </Page>
  );
}

function Refused({ held }: { held: Case }) {
  const { text, when } = usePortal();
  const { t, lang } = text;
  const { decision, appeal } = held;
  const isOver = appeal && Date.parse(appeal.until) <= usePortal().clock.now();
  return (
    <Page title={t("case.refused.title")} far>
      <p className="lead">{decision?.reason.text[lang]}</p>
      <dl className="facts receipt">
        <Fact name={t("case.decided")}>{when.full(decision?.at ?? held.dueAt)}</Fact>
        <Fact name={t("case.by-whom")}>{t("case.by-two")}</Fact>
        <Fact name={t("done.changed")}>{t("stopped.nothing")}</Fact>
        <Fact name={t("case.reference")}>
          <span className="mono">{held.reference}</span>
        </Fact>
      </dl>
      {appeal?.possible ? (
        <section>
          <h2>{t("case.appeal.may")}</h2>
          <p>{t("case.appeal.until", { until: when.full(appeal.until) })}</p>
          <p className="note">{t("case.appeal.helps")}</p>
          <div className="acts">
            <a className="btn go1" href="/recover/case/appeal">
              {t("case.appeal.go")}
            </a>
          </div>
        </section>
      ) : (
        <>
          <h2>{t("case.appeal.no")}</h2>
          <p>{t(isOver ? "case.appeal.over" : "case.appeal.used")}</p>
          <p className="note">{t("case.appeal.still")}</p>
          <div className="acts">
            <a className="btn go1" href="/">
              {t("start-again")}
            </a>
          </div>
        </>
      )}
      <ul className="list">
        <ChatRow />
      </ul>
      <Person />
    </Page>
  );
}
