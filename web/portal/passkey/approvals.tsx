import { useRef, useState } from "react";
import { type Approval, useApprovals } from "../approvals.ts";
import { SignedOut } from "../pages/me.tsx";
import { Fact, FieldError, Form, focusOn, Main, Notice, Page, Person } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";

export type Done = { done: string; frozenUntil?: string };

export function ApprovalsPage() {
  const { state } = usePortal();
  return state.me ? <List /> : <SignedOut />;
}

/** Who asks, since when; the number is typed, so that nobody says yes without having seen it. */
function List() {
  const { text, state, when } = usePortal();
  const { t } = text;
  const { approvals, look } = useApprovals(state.approvals);
  const [done, setDone] = useState<Done | null>(state.answered ?? null);
  const answered = (said: Done) => {
    setDone(said);
    void look();
  };
  return (
    <Page title={t("approvals.title")} back="/me">
      {done ? (
        <div className={done.done === "approved" ? "notice ok" : "notice cold"} role="status">
          <p>
            <b>{t(`approvals.done.${done.done}`)}</b>
          </p>
          {done.frozenUntil ? (
            <p>{t("approvals.frozen", { until: when.full(done.frozenUntil) })}</p>
          ) : null}
        </div>
      ) : null}
      {approvals.length === 0 ? (
        <p className="lead">{t(done ? "approvals.no-more" : "approvals.none")}</p>
      ) : (
        <p className="lead">{t("approvals.lead")}</p>
      )}
      {approvals.map((each) => (
        <One key={each.id} approval={each} answered={answered} />
      ))}
      <Person />
    </Page>
  );
}

function One({ approval, answered }: { approval: Approval; answered: (said: Done) => void }) {
  const { text, when, state } = usePortal();
  const { t } = text;
  const { id, browser, situation, askedAt, expiresAt, here } = approval;
  const [number, setNumber] = useState("");
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const at = `/v1/me/approvals/${id}`;
  const yes = useSend<Done>(answered, state.refusal ?? null);
  const no = useSend<Done>(answered);
  const wrong = yes.refusal?.code === "wrong-code";
  const digits = number.normalize("NFKC").replace(/\D/g, "");
  const submit = async () => {
    setEarly(digits.length !== 2);
    if (digits.length !== 2) return focusOn(field);
    const answer = await yes.send("POST", at, { number: digits });
    if (answer && !answer.ok) focusOn(field);
  };
  const line = early
    ? t("approvals.short")
    : wrong
      ? t("approvals.wrong", { n: yes.refusal?.triesLeft ?? 0 })
      : "";
  const refusal = no.refusal ?? (wrong ? null : yes.refusal);
  return (
    <section className="best" aria-labelledby={id}>
      <h2 id={id}>{t("approvals.who")}</h2>
      <dl className="facts">
        <Fact name={t("approvals.from")}>{browser || t("approvals.unknown")}</Fact>
        <Fact name={t("approvals.since")}>{when.full(askedAt)}</Fact>
        <Fact name={t("approvals.why")}>{t(`approvals.${situation}`)}</Fact>
        <Fact name={t("approvals.until")}>{when.short(expiresAt)}</Fact>
      </dl>
      {refusal ? <Notice refusal={refusal} /> : null}
      {here ? (
        <Form to="approve" onSend={() => void submit()}>
          <input type="hidden" name="id" value={id} />
          <label htmlFor={`${id}-number`}>{t("approvals.number")}</label>
          <p className="hint" id={`${id}-hint`}>
            {t("approvals.hint")}
          </p>
          <div className={`field${line ? " bad" : ""}`}>
            <input
              id={`${id}-number`}
              name="number"
              ref={field}
              className="mono"
              inputMode="numeric"
              autoComplete="off"
              maxLength={8}
              value={number}
              aria-invalid={line ? "true" : undefined}
              aria-describedby={`${id}-hint${line ? ` ${id}-error` : ""}`}
              onInput={(event) => {
                setNumber(event.currentTarget.value);
                setEarly(false);
                if (wrong) yes.clear();
              }}
            />
          </div>
          {line ? <FieldError id={`${id}-error`}>{line}</FieldError> : null}
          <div className="acts">
            <Main busy={yes.busy}>{t("approvals.yes")}</Main>
          </div>
        </Form>
      ) : (
        <p className="note">{t("approvals.not-here")}</p>
      )}
      <Form to="approval-refusal" onSend={() => void no.send("POST", `${at}/refusal`, {})}>
        <input type="hidden" name="id" value={id} />
        <div className="acts">
          <button type="submit" className="btn stop" aria-disabled={no.busy ? "true" : undefined}>
            {no.busy ? t("sending") : t("approvals.no")}
          </button>
        </div>
      </Form>
    </section>
  );
}
