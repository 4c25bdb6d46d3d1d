/**
 * Pairs of pictures that this person was drawn to compare. Nothing but the pictures and what a program measured: no
 * name, no number, nothing of the claim, so that they are judged by what they show.
 */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ask } from "./api.ts";
import { useSend, Wrong } from "./house-words.tsx";
import { useText } from "./i18n.ts";
import { Loading } from "./shell.tsx";

type Mine = { id: string; askedAt: string; dueAt: string; until: string };
type Scores = {
  distance: number | null;
  threshold: number;
  scale: string;
  calibratedOn: string | null;
  verifierId: string;
  pad: string;
};
type Glance = {
  id: string;
  until: string;
  pictures: { enrolled: string | null; taken: string | null };
  scores: Scores | null;
  reasons: { approve: string[]; decline: string[] };
};

const KEY = ["glances"] as const;
const REFRESH_MS = 15_000;
const list = () => ask<{ glances: Mine[]; now: string }>("GET", "/v1/desk/glances");
const look = (id: string) => ask<{ glance: Glance }>("POST", `/v1/desk/glances/${id}/views`, {});
const say = (id: string, outcome: "approve" | "decline", reason: string) =>
  ask<{ counted: boolean }>("POST", `/v1/desk/glances/${id}/answer`, { outcome, reason });

export function GlancesPage() {
  const { t } = useText();
  const mine = useQuery({
    queryKey: KEY,
    queryFn: list,
    staleTime: 0,
    refetchInterval: REFRESH_MS,
  });
  const [open, setOpen] = useState<Glance | null>(null);
  const [said, setSaid] = useState("");
  const { send, busy, wrong } = useSend();
  useEffect(() => {
    document.title = t("glances");
  }, [t]);
  if (!mine.data) return <Loading error={mine.error} again={() => void mine.refetch()} />;
  const { glances } = mine.data;
  return (
    <main id="main" className="house one" tabIndex={-1}>
      <h1>{t("glances")}</h1>
      <p className="m">{t("glances.lead")}</p>
      {said ? <p role="status">{said}</p> : null}
      <Wrong text={wrong} />
      {open ? (
        <Compare
          glance={open}
          done={(counted) => {
            setOpen(null);
            setSaid(t(counted ? "glances.said" : "glances.moot"));
            void mine.refetch();
          }}
        />
      ) : glances.length === 0 ? (
        <p>{t("glances.none")}</p>
      ) : (
        <ul className="list">
          {glances.map(({ id, until }) => (
            <li key={id}>
              <p>
                {t("glances.until", { at: timeOf(until) })}{" "}
                <span className="mono">{id.slice(-6)}</span>
              </p>
              <button
                className="b p"
                type="button"
                aria-disabled={busy ? "true" : undefined}
                onClick={() =>
                  void send(async () => {
                    setSaid("");
                    setOpen((await look(id)).glance);
                  })
                }
              >
                {t("glances.look")}
              </button>
            </li>
          ))}
        </ul>
      )}
    </main>
  );
}

const timeOf = (at: string) =>
  new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function Compare({ glance, done }: { glance: Glance; done(counted: boolean): void }) {
  const { t } = useText();
  const queries = useQueryClient();
  const heading = useRef<HTMLHeadingElement>(null);
  const [reason, setReason] = useState("");
  const [early, setEarly] = useState("");
  const { send, busy, wrong } = useSend();
  useEffect(() => heading.current?.focus(), []);
  const { pictures, scores, reasons } = glance;
  const all = [
    ...reasons.approve.map((each) => ["approve", each] as const),
    ...reasons.decline.map((each) => ["decline", each] as const),
  ];
  const answer = () => {
    const found = all.find(([, each]) => each === reason);
    setEarly(found ? "" : t("glances.missing"));
    if (!found) return;
    void send(async () => {
      const { counted } = await say(glance.id, found[0], found[1]);
      await queries.invalidateQueries({ queryKey: KEY });
      done(counted);
    });
  };
  return (
    <section aria-labelledby="glance">
      <h2 id="glance" tabIndex={-1} ref={heading}>
        {t("glances.two")}
      </h2>
      <div className="pair">
        {(["enrolled", "taken"] as const).map((which) => (
          <figure key={which}>
            {pictures[which] ? (
              <img src={`data:image/jpeg;base64,${pictures[which]}`} alt={t(`glances.${which}`)} />
            ) : (
              <p>{t("glances.gone")}</p>
            )}
            <figcaption>{t(`glances.${which}`)}</figcaption>
          </figure>
        ))}
      </div>
      {scores ? (
        <>
          <p>
            {t("glances.score", {
              distance: scores.distance?.toFixed(2) ?? "–",
              threshold: scores.threshold.toFixed(2),
            })}{" "}
            <span className="mono">{scores.verifierId}</span>
          </p>
          {scores.calibratedOn ? (
            <p>{t("glances.calibrated", { on: scores.calibratedOn })}</p>
          ) : (
            <p className="warn" role="note">
              <b>{t("glances.uncalibrated")}</b>
            </p>
          )}
        </>
      ) : null}
      <fieldset className="form">
        <legend>{t("glances.ask")}</legend>
        {all.map(([outcome, each]) => (
          <label key={each}>
            <input
              type="radio"
              name="glance-reason"
              value={each}
              checked={reason === each}
              onChange={() => setReason(each)}
            />{" "}
            {t(`glances.${outcome}.${each}`)}
          </label>
        ))}
      </fieldset>
      <Wrong text={early || wrong} />
      <button
        className="b p"
        type="button"
        aria-disabled={busy ? "true" : undefined}
        onClick={answer}
      >
        {t("glances.send")}
      </button>
    </section>
  );
}
