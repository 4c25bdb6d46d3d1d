/** A proposal as both people see it: who wants it and why, what it changes, what it came to; the second one decides. */
import { useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Wrong } from "../house-words.tsx";
import { useText } from "../i18n.ts";
import { Loading } from "../shell.tsx";
import { InsightsPage } from "./frame.tsx";
import { policies, type ProposalPage as Shown, useProposal } from "./policies-api.ts";
import { Replay } from "./policy-replay.tsx";
import { ResultFigures } from "./policy-result.tsx";
import { Differences, refusalWords } from "./policy-words.tsx";

export function ProposalPage() {
  const { t } = useText();
  const { proposalId } = useParams({ from: "/inside/desk/policies/proposals/$proposalId" });
  const query = useProposal(proposalId);
  return (
    <InsightsPage tab="policies" title={t("policies.proposal.title")}>
      <p>
        <Link to="/desk/policies">{t("policies.all")}</Link>
      </p>
      {query.data ? (
        <Whole page={query.data} />
      ) : (
        <Loading error={query.error} again={() => void query.refetch()} />
      )}
    </InsightsPage>
  );
}

function Whole({ page }: { page: Shown }) {
  const { t, moment } = useText();
  const { proposal, differences, result, people } = page;
  const name = (id: string) => people[id] ?? id;
  const state =
    proposal.state === "waiting"
      ? t("changes.until", { time: moment(proposal.expiresAt) })
      : t(`policies.state.${proposal.state}`);
  const isAsItCame = proposal.decidedWhy && proposal.decidedWhy !== "replaced";
  return (
    <>
      <section className="panel" aria-labelledby="who">
        <h2 id="who">{proposal.why}</h2>
        <dl className="kv">
          <div>
            <dt>{t("changes.by")}</dt>
            <dd>
              {name(proposal.proposedBy)}, {moment(proposal.proposedAt)}
            </dd>
          </div>
          <div>
            <dt>{t("changes.state")}</dt>
            <dd>
              {state}
              {proposal.version
                ? ` · ${t("policies.version-n", { version: proposal.version })}`
                : null}
            </dd>
          </div>
          {proposal.decidedBy ? (
            <div>
              <dt>{t("policies.decided")}</dt>
              <dd>
                {name(proposal.decidedBy)}
                {proposal.decidedAt ? `, ${moment(proposal.decidedAt)}` : null}
                {isAsItCame ? ` · ${proposal.decidedWhy}` : null}
              </dd>
            </div>
          ) : null}
        </dl>
        {proposal.bar ? <p>{t(`policies.no.${proposal.bar}`)}</p> : null}
      </section>
      <Differences of={differences} base={proposal.baseVersion} />
      {proposal.allowed.length > 0 ? <Decide page={page} /> : null}
      {result ? <ResultFigures result={result} /> : null}
      <Replay draft={page.text} />
    </>
  );
}

function Decide({ page: { proposal } }: { page: Shown }) {
  const text = useText();
  const { t } = text;
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const decide = async (outcome: Shown["proposal"]["allowed"][number]) => {
    if (busy) return;
    if (reason.trim() === "") return setWrong(t("ask.reason-missing"));
    setBusy(true);
    setWrong("");
    try {
      await policies.decide(proposal.id, outcome, proposal.digest, reason.trim());
    } catch (error) {
      setWrong(refusalWords(text, error));
    } finally {
      setBusy(false);
      await queries.invalidateQueries({ queryKey: ["policies"] });
    }
  };
  return (
    <form
      className="panel form"
      onSubmit={(event: FormEvent) => event.preventDefault()}
      aria-labelledby="decide"
    >
      <h2 id="decide">{t("policies.decide")}</h2>
      <p className="m">{t("policies.decide.lead")}</p>
      <label htmlFor="decide-reason">{t("ask.reason")}</label>
      <textarea
        id="decide-reason"
        rows={2}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <Wrong text={wrong} />
      <div className="seg">
        {proposal.allowed.map((outcome) => (
          <button
            key={outcome}
            className={outcome === "approve" ? "b p" : "b"}
            type="button"
            aria-disabled={busy}
            onClick={() => void decide(outcome)}
          >
            {t(`policies.decide.${outcome}`)}
          </button>
        ))}
      </div>
    </form>
  );
}
