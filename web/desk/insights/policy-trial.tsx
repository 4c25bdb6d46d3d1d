/** A trial: how far it is, what it came to, and from there the proposal. */
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { AskForm } from "../house-words.tsx";
import { useText } from "../i18n.ts";
import { Loading, useMe } from "../shell.tsx";
import { InsightsPage } from "./frame.tsx";
import { isOpen, policies, type TrialPage as Shown, type Trial, useTrial } from "./policies-api.ts";
import { Replay } from "./policy-replay.tsx";
import { ResultFigures } from "./policy-result.tsx";
import { Differences, refusalWords } from "./policy-words.tsx";
import { count } from "./say.ts";

const CASES_LEAST = 1000;

export function TrialPage() {
  const { t } = useText();
  const { trialId } = useParams({ from: "/inside/desk/policies/trials/$trialId" });
  const query = useTrial(trialId);
  return (
    <InsightsPage tab="policies" title={t("policies.trial.title")}>
      <p>
        <Link to="/desk/policies">{t("policies.all")}</Link>
        {" · "}
        <Link to="/desk/policies/draft" search={{ trial: trialId }}>
          {t("policies.trial.edit")}
        </Link>
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
  const { t } = useText();
  const { trial, result, differences, isCurrent } = page;
  return (
    <>
      <Progress trial={trial} />
      {isCurrent ? null : <p className="stale">{t("policies.trial.old")}</p>}
      <Differences of={differences} base={trial.baseVersion} />
      {result ? (
        <>
          <Propose page={page} />
          <ResultFigures result={result} />
          <Replay draft={page.text} />
        </>
      ) : null}
    </>
  );
}

function Progress({ trial }: { trial: Trial }) {
  const text = useText();
  const { t } = text;
  const queries = useQueryClient();
  const [wrong, setWrong] = useState("");
  const { done, total } = trial.progress;
  const stop = async () => {
    try {
      await policies.stop(trial.id);
      await queries.invalidateQueries({ queryKey: ["policies"] });
    } catch (error) {
      setWrong(refusalWords(text, error));
    }
  };
  return (
    <section className="panel" aria-labelledby="progress">
      <h2 id="progress">
        {t("policies.trial-of", { owners: count(trial.cases), seed: trial.seed })}
      </h2>
      <p role="status">{t(`policies.trial.${trial.state}`)}</p>
      {isOpen(trial) ? (
        <>
          <progress aria-labelledby="progress" value={done} max={Math.max(total, 1)} />
          <p className="m">
            {total > 0 ? t("policies.trial.far", { done: count(done), total: count(total) }) : null}
          </p>
          <button className="b" type="button" onClick={() => void stop()}>
            {t("policies.trial.stop")}
          </button>
        </>
      ) : null}
      {wrong ? (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      ) : null}
    </section>
  );
}

function Propose({ page: { trial, differences, isCurrent } }: { page: Shown }) {
  const text = useText();
  const { t } = text;
  const { role } = useMe();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const says = (why: string) => (
    <section className="panel">
      <h2>{t("policies.propose")}</h2>
      <p className="m">{why}</p>
    </section>
  );
  if (role === "analyst") return says(t("policies.propose.not-you"));
  if (!isCurrent || differences.length === 0) return null;
  if (trial.cases < CASES_LEAST) return says(t("policies.no.trial-too-small"));
  return (
    <section className="panel" aria-labelledby="propose">
      <h2 id="propose">{t("policies.propose")}</h2>
      <p className="m">{t("policies.propose.lead")}</p>
      <AskForm
        id="propose"
        label={t("policies.propose.go")}
        deed={async (why) => {
          const { proposal } = await policies.propose(trial.id, why);
          await queries.invalidateQueries({ queryKey: ["policies"] });
          await navigate({
            to: "/desk/policies/proposals/$proposalId",
            params: { proposalId: proposal.id },
          });
        }}
      />
    </section>
  );
}
