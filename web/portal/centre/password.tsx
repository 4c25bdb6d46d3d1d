/** P32: what was found of the password when it was last typed, and a new one. Its age is a fact, not a fault. */
import { useEffect, useRef, useState } from "react";
import { call } from "../api.ts";
import type { Health, Judgement } from "../centre.ts";
import { FreshProof } from "../fresh.tsx";
import type { Ways } from "../me.ts";
import type { Refusal } from "../model.ts";
import { NewPassword } from "../new-password.tsx";
import { useOwner } from "../owner.ts";
import { SignedOut } from "../pages/me.tsx";
import { Fact, FieldError, Form, focusOn, Main, Notice, Page, Summary } from "../parts.tsx";
import { usePortal } from "../portal.ts";

export function MyPassword() {
  const { state } = usePortal();
  return state.me && state.ways && state.health ? (
    <Both health={state.health} ways={state.ways} />
  ) : (
    <SignedOut />
  );
}

function Both({ health, ways }: { health: Health; ways: Ways }) {
  const { text, url } = usePortal();
  const { t } = text;
  const [done, setDone] = useState(url.searchParams.has("done"));
  return (
    <Page title={t("health.title")} back="/me">
      {done ? (
        <div className="notice ok" role="status">
          <p>
            <b>{t("health.done")}</b>
          </p>
          <p>{t("health.done.more")}</p>
        </div>
      ) : null}
      <Found health={health} />
      {health.set ? <Change health={health} ways={ways} then={() => setDone(true)} /> : null}
    </Page>
  );
}

function Found({ health }: { health: Health }) {
  const { text, when, state } = usePortal();
  const { t, lang } = text;
  const { set, leaked, disowned, weak, judgedAt, changedAt, days, age } = health;
  if (!set) return <p className="lead">{t("health.elsewhere")}</p>;
  const verdict = disowned
    ? "health.disowned"
    : leaked
      ? "health.leaked"
      : weak.length > 0
        ? "health.weak"
        : judgedAt
          ? "health.fine"
          : "health.unknown";
  const must = age.is === "must-change" && !disowned;
  return (
    <>
      <p className="lead">{t(verdict)}</p>
      {weak.map(({ code, text }) => (
        <p key={code}>{text[lang]}</p>
      ))}
      {must && age.text ? <p>{age.text[lang]}</p> : null}
      <dl className="facts">
        <Fact name={t("health.fact.leak")}>
          {t(leaked ? "health.fact.yes" : judgedAt ? "health.fact.no" : "health.fact.later")}
        </Fact>
        <Fact name={t("health.fact.age")}>
          {changedAt ? t("health.days", { n: days ?? 0, at: when.date(changedAt) }) : "–"}
        </Fact>
        {judgedAt ? <Fact name={t("health.fact.judged")}>{when.short(judgedAt)}</Fact> : null}
      </dl>
      {age.is === "remind" && age.text ? <p className="note">{age.text[lang]}</p> : null}
      <p className="note">{t("health.how")}</p>
      {state.me?.suggestions.some(({ code }) => code === "passkey") ? (
        <p className="others">
          <a className="other" href="/me/ways-back#passkey">
            {t("fix.passkey.go")}
          </a>
        </p>
      ) : null}
    </>
  );
}

function Change(props: { health: Health; ways: Ways; then: () => void }) {
  const { health, ways, then } = props;
  const { text, state, set, clock } = usePortal();
  const { t, lang } = text;
  const owner = useOwner(state.refusal ?? null);
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [shown, setShown] = useState(false);
  const [early, setEarly] = useState<"old" | "new" | null>(null);
  const oldField = useRef<HTMLInputElement>(null);
  const newField = useRef<HTMLInputElement>(null);
  const until = state.me?.freshUntil;
  const fresh = until ? clock.now() < Date.parse(until) : false;
  const change = (withOld: boolean) => {
    setEarly(null);
    if (withOld && old === "") {
      setEarly("old");
      return focusOn(oldField);
    }
    if (next === "") {
      setEarly("new");
      return focusOn(newField);
    }
    const body = withOld ? { newPassword: next, oldPassword: old } : { newPassword: next };
    owner.act("PUT", "/v1/me/password", body, () => void after());
  };
  const after = async () => {
    setOld("");
    setNext("");
    const answer = await call<Health>("GET", "/v1/me/password-health");
    if (answer.ok) set({ health: answer.body, refusal: null });
    then();
    scrollTo(0, 0);
  };
  const refusal = owner.refusal;
  const weak = refusal?.code === "weak-password" ? refusal : null;
  const wrong = refusal?.code === "wrong-password";
  const lines = early
    ? [t(early === "old" ? "health.old.empty" : "password.empty")]
    : wrong
      ? [t("health.old.wrong")]
      : weak
        ? saysOf(weak, lang, t("password.weak"))
        : [];
  const atOld = early === "old" || wrong;
  const atNew = lines.length > 0 && !atOld;
  return (
    <section aria-labelledby="change-title">
      <h2 id="change-title">{t("health.change")}</h2>
      {lines.length > 0 ? (
        <Summary field={atOld ? "old-password" : "new-password"} lines={lines} />
      ) : null}
      {refusal && !weak && !wrong ? <Notice refusal={refusal} /> : null}
      {owner.waiting ? <FreshProof ways={ways} owner={owner} /> : null}
      <Form to="new-password" onSend={() => change(!fresh)}>
        {fresh ? null : (
          <>
            <label htmlFor="old-password">{t("health.old")}</label>
            <div className={`field${atOld ? " bad" : ""}`}>
              <input
                id="old-password"
                name="oldPassword"
                ref={oldField}
                type={shown ? "text" : "password"}
                autoComplete="current-password"
                autoCapitalize="none"
                spellCheck={false}
                value={old}
                aria-invalid={atOld ? "true" : undefined}
                aria-describedby={atOld ? "old-error" : undefined}
                onInput={(event) => setOld(event.currentTarget.value)}
              />
            </div>
            {atOld ? <FieldError id="old-error">{lines[0]}</FieldError> : null}
          </>
        )}
        <NewPassword
          id="new-password"
          field={newField}
          value={next}
          shown={shown}
          onShown={setShown}
          onValue={(value) => {
            setNext(value);
            if (weak) owner.clear();
          }}
          hint={t("health.hint", { n: health.minLength })}
          lines={atNew ? lines : []}
        />
        <Live typed={next} hidden={atNew} />
        <div className="acts">
          <Main busy={owner.busy}>{t("health.save")}</Main>
        </div>
      </Form>
      <p className="note">{t("health.after")}</p>
      {fresh ? null : (
        <p className="others js-only">
          <button type="button" className="link other" onClick={() => change(false)}>
            {t("health.forgot")}
          </button>
        </p>
      )}
    </section>
  );
}

function saysOf({ reasons }: Refusal, lang: "en" | "zh", otherwise: string): string[] {
  const said = reasons?.map(({ text }) => text[lang]) ?? [];
  return said.length > 0 ? [...new Set(said)] : [otherwise];
}

const PAUSE_MS = 500;

/** What it would be judged as, when the typing pauses. */
function Live({ typed, hidden }: { typed: string; hidden: boolean }) {
  const { text } = usePortal();
  const { lang } = text;
  const [seen, setSeen] = useState<{ of: string; judgement: Judgement } | null>(null);
  useEffect(() => {
    if (typed === "") return;
    const timer = setTimeout(async () => {
      const path = "/v1/me/password-health/judgements";
      const answer = await call<Judgement>("POST", path, { password: typed });
      if (answer.ok) setSeen({ of: typed, judgement: answer.body });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const judgement = !hidden && seen?.of === typed ? seen.judgement : null;
  const says = judgement?.ok
    ? judgement.text?.[lang]
    : judgement?.reasons.map(({ text }) => text[lang]).join(lang === "zh" ? "" : " ");
  return (
    <p className={`live ${judgement?.ok ? "fine" : ""}`} aria-live="polite">
      {typed === "" ? "" : (says ?? "")}
    </p>
  );
}
