/** Where it was reported, when an answer is due, what the freeze does meanwhile, and what to do next. */
import { useEffect, useRef, useState } from "react";
import type { Refusal } from "../model.ts";
import { SignedOut } from "../pages/me.tsx";
import { Notice, Page, Row, Summary } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";
import { Meanwhile } from "./meanwhile.tsx";
import {
  changeOf,
  type Reports as Facts,
  type Fields,
  filingOf,
  isOpen,
  type Typed,
} from "./report.ts";
import { ReportCard } from "./report-card.tsx";
import { AddReport } from "./report-form.tsx";
import { ReportPhones } from "./report-phones.tsx";

export function Reports() {
  const { state } = usePortal();
  return state.me && state.reports ? <Follow facts={state.reports} /> : <SignedOut />;
}

/** Refusals that name fields; the others are said as they are. */
const fieldsOf = (refusal: Refusal | null): string[] =>
  refusal?.code === "bad-report"
    ? (refusal.errors ?? []).map(({ pointer }) => pointer.slice(1))
    : refusal?.code === "unknown-year"
      ? ["promise"]
      : [];

function Follow({ facts }: { facts: Facts }) {
  const { text, state, set, url } = usePortal();
  const { t } = text;
  const [said, setSaid] = useState(url.searchParams.get("saved") ?? "");
  const [local, setLocal] = useState<string[]>([]);
  const next = useRef("");
  /** Whose form was sent: the id of a report and a dash, or nothing for a new one. */
  const of = useRef("");
  const { busy, refusal, send, clear } = useSend<Facts>((answer) => {
    set({ reports: answer, typed: "", refusal: null });
    setSaid(next.current);
  }, state.refusal ?? null);
  const act = (method: "POST" | "PUT", path: string, body: unknown, words: string) => {
    setSaid("");
    next.current = words;
    void send(method, `/v1/me/reports${path}`, body);
  };
  const typed = (id: string, given: Typed, go: (body: unknown) => void) => {
    of.current = id && `${id}-`;
    clear();
    setSaid("");
    setLocal(given.wrong);
    if (given.wrong.length === 0) go(given.body);
  };
  const fields = local.length > 0 ? local : fieldsOf(refusal);
  const lines = fields.map((field) => t(`report.${field}.error`));
  const wrong = fields.map((field) => `${of.current}${field}`);
  const open = facts.reports.filter(isOpen);
  const ended = facts.reports.filter((report) => !isOpen(report));
  return (
    <Page title={t("report.title")} back="/me" wrong={wrong.length > 0}>
      {lines.length > 0 ? <Summary field={wrong} lines={lines} /> : null}
      {refusal && lines.length === 0 ? <Notice refusal={refusal} /> : null}
      <Said of={said} />
      <p className="lead">{t("report.lead")}</p>
      {facts.reports.length === 0 ? <ReportPhones /> : null}
      {open.map((report) => (
        <ReportCard
          key={report.id}
          report={report}
          today={facts.today}
          busy={busy}
          wrong={wrong}
          change={(fields: Fields) =>
            typed(report.id, changeOf(fields), (body) =>
              act("PUT", `/${report.id}`, body, "changed"),
            )
          }
          close={({ outcome }: Fields) => act("POST", `/${report.id}/close`, { outcome }, "closed")}
        />
      ))}
      <AddReport
        today={facts.today}
        first={facts.reports.length === 0}
        wrong={wrong}
        busy={busy}
        add={(fields: Fields) =>
          typed("", filingOf(fields), (body) => act("POST", "", body, "added"))
        }
      />
      <Meanwhile stop={facts.stop} holds={state.holds?.holds ?? []} />
      <h2>{t("report.next")}</h2>
      <ul className="list">
        <Row href="/me/pack" icon="file" name={t("pack.title")} more={t("pack.more")} />
        <Row
          href="/me/freeze"
          icon="freeze"
          name={t("report.freeze")}
          more={t("report.freeze.more")}
        />
      </ul>
      {facts.reports.length > 0 ? <ReportPhones /> : null}
      {ended.length > 0 ? (
        <>
          <h2>{t("report.ended")}</h2>
          {ended.map((report) => (
            <ReportCard key={report.id} report={report} today={facts.today} busy={busy} />
          ))}
        </>
      ) : null}
    </Page>
  );
}

const known = ["added", "changed", "closed"];

/** What came of it; it takes the focus, for the button stood further down. */
function Said({ of }: { of: string }) {
  const { t } = usePortal().text;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (of) box.current?.focus();
  }, [of]);
  if (!known.includes(of)) return null;
  return (
    <div className="notice ok" role="status" tabIndex={-1} ref={box}>
      <p>
        <b>{t(`report.said.${of}`)}</b>
      </p>
    </div>
  );
}
