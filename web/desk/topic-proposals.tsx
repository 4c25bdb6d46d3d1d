/** Words on the rise that none of the topics holds: a person notes them for the list of topics, or puts them aside. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { fresh } from "./house-queries.ts";
import { useSend, Wrong } from "./house-words.tsx";
import { useText } from "./i18n.ts";
import { Loading, useMe, watches } from "./shell.tsx";
import { type Proposal, topicsApi } from "./topics-api.ts";

export function TopicProposals() {
  const { role } = useMe();
  return role === "agent" ? null : <Proposals />;
}

function Proposals() {
  const { t } = useText();
  const list = useQuery({
    ...{ ...fresh, queryKey: ["topics", "proposals"], queryFn: topicsApi.proposals },
  });
  if (!list.data) return <Loading error={list.error} again={() => void list.refetch()} />;
  const open = list.data.proposals.filter(({ state }) => state === "open");
  return (
    <section className="sec" aria-labelledby="proposals">
      <h2 id="proposals">{t("topics.proposals")}</h2>
      <p className="m">{t(open.length > 0 ? "topics.proposals.lead" : "topics.proposals.none")}</p>
      <ul className="list">
        {open.map((proposal) => (
          <li key={proposal.id}>
            <One proposal={proposal} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function One({ proposal }: { proposal: Proposal }) {
  const { t, day } = useText();
  const { role } = useMe();
  const { words, week, posts, before, titles } = proposal;
  return (
    <div>
      <b>{words}</b>
      <p className="m">{t("topics.proposal.counts", { day: day(week), posts, before })}</p>
      <ul className="titles">
        {titles.slice(0, 3).map((title) => (
          <li key={title}>{title}</li>
        ))}
      </ul>
      {watches(role) ? <Decide proposal={proposal} /> : null}
    </div>
  );
}

function Decide({ proposal: { id } }: { proposal: Proposal }) {
  const { t } = useText();
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const { send, busy, wrong, setWrong } = useSend();
  const decide = (accept: boolean) => (event: FormEvent) => {
    event.preventDefault();
    if (note.trim().length < 3) return setWrong(t("ask.reason-missing"));
    void send(async () => {
      await topicsApi.decide(id, accept, note.trim());
      await queries.invalidateQueries({ queryKey: ["topics", "proposals"] });
    });
  };
  return (
    <form className="form" onSubmit={decide(true)}>
      <label htmlFor={`note-${id}`}>{t("ask.reason")}</label>
      <input
        id={`note-${id}`}
        autoComplete="off"
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <Wrong text={wrong} />
      <div className="seg">
        <button className="b sm" type="submit" aria-disabled={busy}>
          {t("topics.proposal.accept")}
        </button>
        <button className="b sm" type="button" aria-disabled={busy} onClick={decide(false)}>
          {t("topics.proposal.dismiss")}
        </button>
      </div>
    </form>
  );
}
