/** P37: the files that were made for the police. Each says how far it is, how long it is kept, how often it is given. */
import { useEffect, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { call } from "../api.ts";
import { FreshProof } from "../fresh.tsx";
import type { Ways } from "../me.ts";
import { type Owner, useOwner } from "../owner.ts";
import { SignedOut } from "../pages/me.tsx";
import { Fact, Notice, Page, Row, say } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { daysLeft, type Packs as Facts, type Pack, sizeOf } from "./pack.ts";
import { ReportPhones } from "./report-phones.tsx";

const POLL_MS = 2_000;
/** The browser has begun to fetch the file by then, and it counts. */
const AFTER_MS = 1_500;

export function Packs() {
  const { state } = usePortal();
  return state.me && state.ways && state.packs ? (
    <All facts={state.packs} ways={state.ways} />
  ) : (
    <SignedOut />
  );
}

function All({ facts, ways }: { facts: Facts; ways: Ways }) {
  const { text, set } = usePortal();
  const { t } = text;
  const owner = useOwner();
  /** The file to be fetched once a proof was given. */
  const [wanted, setWanted] = useState<Pack | null>(null);
  const building = facts.packs.some(({ state }) => state === "building");

  const look = async () => {
    const answer = await call<Facts>("GET", "/v1/me/evidence-packs");
    if (answer.ok) set({ packs: answer.body });
    return answer.ok ? answer.body : null;
  };
  useEffect(() => {
    if (!building) return;
    const timer = setInterval(async () => {
      const now = await look();
      if (now && !now.packs.some(({ state }) => state === "building")) say(t("pack.said.ended"));
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [building]);

  const fetchNow = async (pack: Pack) => {
    const now = await look();
    const found = now?.packs.find(({ id }) => id === pack.id);
    if (!now || found?.state !== "ready" || found.downloadsLeft === 0) return setWanted(null);
    if (!now.isFresh) return setWanted(pack);
    setWanted(null);
    location.assign(`/v1/me/evidence-packs/${pack.id}`);
    say(t("pack.said.fetching"));
    setTimeout(() => void look(), AFTER_MS);
  };
  if (wanted || owner.waiting) {
    const asking: Owner = wanted
      ? { ...owner, goOn: () => void fetchNow(wanted), drop: () => setWanted(null) }
      : owner;
    return (
      <Page title={t("pack.title")} back="/me/pack">
        <FreshProof ways={ways} owner={asking} />
      </Page>
    );
  }
  const open = facts.packs.filter(({ state }) => state !== "expired");
  const gone = facts.packs.filter(({ state }) => state === "expired");
  return (
    <Page title={t("pack.title")} back="/me">
      {owner.refusal ? <Refused code={owner.refusal.code} owner={owner} /> : null}
      <p className="lead">{t("pack.lead")}</p>
      {open.map((pack) => (
        <Card
          key={pack.id}
          pack={pack}
          fetchIt={() => void fetchNow(pack)}
          retry={() =>
            owner.act("POST", `/v1/me/evidence-packs/${pack.id}/retry`, {}, () => void look())
          }
          remove={() =>
            owner.act("DELETE", `/v1/me/evidence-packs/${pack.id}`, undefined, () => void look())
          }
        />
      ))}
      {open.length === 0 ? (
        <ul className="can first">
          {(["money", "sign-ins", "case"] as const).map((what) => (
            <li key={what}>
              <Icon of="tick" />
              <span>{t(`pack.holds.${what}`)}</span>
            </li>
          ))}
          <li className="no">
            <Icon of="cross" />
            <span>{t("pack.holds.never")}</span>
          </li>
        </ul>
      ) : null}
      <div className="acts js-only">
        <a className={`btn ${open.length === 0 ? "go1" : "go2"}`} href="/me/pack/new">
          {t(open.length === 0 ? "pack.make" : "pack.another")}
        </a>
      </div>
      <p className="note no-js">{t("pack.no-script")}</p>
      {gone.length > 0 ? (
        <>
          <h2>{t("pack.gone.title")}</h2>
          <ul className="list record">
            {gone.map(({ id, reference, askedAt }) => (
              <Gone key={id} reference={reference} askedAt={askedAt} />
            ))}
          </ul>
        </>
      ) : null}
      <h2>{t("pack.next")}</h2>
      <ReportPhones />
      <ul className="list low">
        <Row href="/me/reports" icon="calendar" name={t("report.title")} more={t("report.more")} />
      </ul>
    </Page>
  );
}

/** What the owner can do about it; all else is said as on every page. */
function Refused({ code, owner }: { code: string; owner: Owner }) {
  const { t } = usePortal().text;
  if (!["pack-held", "too-many-packs", "pack-gone", "no-pack"].includes(code))
    return owner.refusal ? <Notice refusal={owner.refusal} /> : null;
  return (
    <div className="notice" role="alert">
      <p>
        <b>{t(`pack.refused.${code}`)}</b>
      </p>
    </div>
  );
}

function Gone({ reference, askedAt }: { reference: string; askedAt: string }) {
  const { text, when } = usePortal();
  return (
    <li>
      <span className="mono">{reference}</span>
      <span>{text.t("pack.gone", { at: when.date(askedAt) })}</span>
    </li>
  );
}

type Acts = { pack: Pack; fetchIt: () => void; retry: () => void; remove: () => void };

function Card({ pack, fetchIt, retry, remove }: Acts) {
  const { text, when, clock } = usePortal();
  const { t } = text;
  const { id, state, reference, progress, expiresAt, downloadsLeft } = pack;
  const icon = { building: "clock", ready: "done", failed: "alert", expired: "dash" } as const;
  const tone = { building: "", ready: "ok", failed: "danger", expired: "" };
  return (
    <section className="pack" aria-labelledby={id}>
      <h2 id={id}>
        <span className="mono">{reference}</span>
        <span className={`tag ${tone[state]}`}>
          <Icon of={icon[state]} small />
          {t(`pack.state.${state}`)}
        </span>
      </h2>
      {state === "building" ? (
        <div role="status">
          <progress value={progress.done} max={progress.total} aria-label={t("pack.progress")} />
          <p>{t("pack.building", { done: progress.done, total: progress.total })}</p>
          <p className="note">{t("pack.leave")}</p>
        </div>
      ) : null}
      {state === "failed" ? (
        <>
          <p>{t("pack.failed")}</p>
          <button type="button" className="btn go1 under" onClick={retry}>
            {t("pack.retry")}
          </button>
        </>
      ) : null}
      {state === "ready" && expiresAt ? (
        <>
          <dl className="facts">
            <Fact name={t("pack.left")}>
              {t("pack.downloads", { n: downloadsLeft, all: downloadsLeft + pack.downloads })}
            </Fact>
            <Fact name={t("pack.until")}>
              {when.date(expiresAt)} {t("pack.days", { n: daysLeft(expiresAt, clock.now()) })}
            </Fact>
            <Fact name={t("pack.inside")}>
              {t("pack.transactions", { n: pack.transactions })}
              {pack.caseReference ? t("pack.case", { reference: pack.caseReference }) : null}
            </Fact>
            {pack.sha256 ? (
              <Fact name="SHA-256">
                <span className="mono hash">{pack.sha256}</span>
              </Fact>
            ) : null}
          </dl>
          {downloadsLeft > 0 ? (
            <button type="button" className="btn go1 under" onClick={fetchIt}>
              {t("pack.fetch", { size: sizeOf(pack.sizeBytes ?? 0) })}
            </button>
          ) : (
            <p className="note">{t("pack.used-up")}</p>
          )}
          <p className="note">{t("pack.proof")}</p>
        </>
      ) : null}
      {state === "building" ? null : (
        <button type="button" className="link other" onClick={remove}>
          {t("pack.remove")}
        </button>
      )}
    </section>
  );
}
