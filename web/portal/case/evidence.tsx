import { type RefObject, useEffect, useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { call } from "../api.ts";
import type { Evidence, Sent } from "../evidence.ts";
import { FieldError, Form, Main, Notice, Page, Person, Row, say } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { useRecovery } from "../recovery.ts";
import { again, forget, type Sending, send, uploads } from "./upload.ts";

const AT = "/recover/case/evidence";
const API = "/v1/recoveries/current/case/evidence";
const ACCEPT = "image/*,.heic,application/pdf,video/mp4";
const CHECK_MS = 1500;

/** In the order in which they are asked for; the contract of a number only where a number was lost. */
const kindsFor = (situation: string) => [
  ...["id-front", "id-back", "selfie"],
  ...(situation === "lost-phone" ? ["sim-contract"] : []),
  ...["screenshot", "chat-with-scammer", "bank-slip", "other"],
];

/** What is there, and what is on its way; asked again while something is being checked. */
function useEvidence() {
  const { state, set } = usePortal();
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const here = state.evidence ?? null;
  const refresh = async () => {
    const answer = await call<Evidence>("GET", API);
    if (answer.ok) set({ evidence: answer.body });
  };
  useEffect(() => {
    const hear = () => setSending(uploads.now());
    hear();
    if (!here) void refresh();
    return uploads.listen(hear);
  }, []);
  const isChecking = here?.files.some((file) => file.state === "checking") ?? false;
  useEffect(() => {
    if (!isChecking) return;
    const timer = setInterval(() => void refresh(), CHECK_MS);
    return () => clearInterval(timer);
  }, [isChecking]);
  return { here, sending, refresh };
}

/** P20: which papers there are, or one of them. */
export function EvidencePage() {
  const { url } = usePortal();
  const { situation } = useRecovery();
  const kinds = kindsFor(situation);
  const kind = url.searchParams.get("kind") ?? "";
  return kinds.includes(kind) ? (
    <OneKind key={kind} kind={kind} kinds={kinds} />
  ) : (
    <AllKinds kinds={kinds} />
  );
}

function AllKinds({ kinds }: { kinds: string[] }) {
  const { t } = usePortal().text;
  const { here, sending, refresh } = useEvidence();
  const count = (kind: string) =>
    (here?.files ?? []).filter((file) => file.kind === kind && file.state !== "rejected").length;
  return (
    <Page title={t("file.title")} back="/recover/case">
      <p className="lead">{t("file.lead")}</p>
      <ul className="list first">
        {kinds.map((kind) => (
          <Row
            key={kind}
            href={`${AT}?kind=${kind}`}
            icon={count(kind) > 0 ? "done" : "file"}
            name={t(`file.kind.${kind}`)}
            side={count(kind) > 0 ? t("file.count", { n: count(kind) }) : undefined}
          />
        ))}
      </ul>
      <Files files={here?.files ?? []} sending={sending} refresh={refresh} />
      <p className="note">{t("file.note")}</p>
      <div className="acts">
        <a className="btn go2" href="/recover/case">
          {t("file.back")}
        </a>
      </div>
      <Person />
    </Page>
  );
}

function OneKind({ kind, kinds }: { kind: string; kinds: string[] }) {
  const { text, state } = usePortal();
  const { t } = text;
  const { here, sending, refresh } = useEvidence();
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const n = kinds.indexOf(kind) + 1;
  const next = n < kinds.length ? `${AT}?kind=${kinds[n]}` : AT;
  const files = (here?.files ?? []).filter((file) => file.kind === kind);
  const own = sending.filter((each) => each.kind === kind);
  const refusal = state.refusal ?? null;
  const line = early ? t("file.early") : refusal ? wrongOf(t, refusal.code) : "";
  const take = (from: RefObject<HTMLInputElement | null>) => {
    const chosen = [...(from.current?.files ?? [])];
    if (from.current) from.current.value = "";
    setEarly(false);
    for (const file of chosen) send(file, kind, () => void arrived(refresh, t("file.arrived")));
  };
  const has = files.length > 0 || own.length > 0;
  return (
    <Page
      title={t(`file.ask.${kind}`)}
      back={AT}
      step={<p className="step">{t("file.step", { n, of: kinds.length })}</p>}
      wrong={line !== ""}
    >
      <p className="lead">{t(`file.how.${kind}`)}</p>
      {refusal && !line ? <Notice refusal={refusal} /> : null}
      <Form
        to="case-file"
        withFile
        onSend={() => {
          setEarly(true);
          field.current?.focus();
        }}
      >
        <input type="hidden" name="kind" value={kind} />
        <label htmlFor="file">{t("file.choose")}</label>
        <p className="hint" id="file-hint">
          {t("file.hint")}
        </p>
        <div className={`field files${line ? " bad" : ""}`}>
          <input
            id="file"
            name="file"
            ref={field}
            type="file"
            accept={ACCEPT}
            aria-invalid={line ? "true" : undefined}
            aria-describedby={`file-hint${line ? " file-error" : ""}`}
            onChange={() => take(field)}
          />
        </div>
        {line ? <FieldError id="file-error">{line}</FieldError> : null}
        <div className="js-only">
          <label htmlFor="camera">{t("file.camera")}</label>
          <div className="field files">
            <input
              id="camera"
              ref={camera}
              type="file"
              accept="image/*"
              capture={kind === "selfie" ? "user" : "environment"}
              onChange={() => take(camera)}
            />
          </div>
        </div>
        <div className="acts no-js">
          <Main>{t("file.send")}</Main>
        </div>
      </Form>
      <Files files={files} sending={own} refresh={refresh} />
      <div className="acts">
        <a className={`btn ${has ? "go1" : "go2"}`} href={next}>
          {has ? t("continue") : t("file.none")}
        </a>
      </div>
      <p className="note">{t("file.note")}</p>
    </Page>
  );
}

async function arrived(refresh: () => Promise<void>, words: string) {
  say(words);
  await refresh();
}

type T = (id: string, values?: Record<string, string | number>) => string;

/** What the server refused, in words for the field. */
function wrongOf(t: T, code: string): string {
  if (code === "file-too-large" || code === "too-large") return t("file.wrong.large");
  if (code === "too-many-files") return t("file.wrong.many");
  if (code === "bad-upload") return t("file.early");
  if (code === "case-ended") return t("file.wrong.ended");
  return "";
}

const share = (sent: number, size: number) => Math.floor((sent / Math.max(size, 1)) * 100);
const sizeOf = (bytes: number) =>
  bytes < 100_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Only name, time and size; never the picture again. */
function Files(props: {
  files: Sent[];
  sending: readonly Sending[];
  refresh: () => Promise<void>;
}) {
  const { t } = usePortal().text;
  const { files, sending, refresh } = props;
  // What this page sends is in the list of the server too, as unfinished.
  const shown = files.filter(({ id }) => !sending.some((each) => each.id === id));
  if (shown.length === 0 && sending.length === 0) return null;
  return (
    <>
      <h2>{t("file.yours")}</h2>
      <ul className="sent">
        {sending.map((each) => (
          <OnItsWay key={`s${each.key}`} each={each} refresh={refresh} />
        ))}
        {shown.map((file) => (
          <There key={file.id} file={file} refresh={refresh} />
        ))}
      </ul>
    </>
  );
}

function OnItsWay({ each, refresh }: { each: Sending; refresh: () => Promise<void> }) {
  const { t } = usePortal().text;
  const percent = share(each.sent, each.size);
  const words =
    each.state === "failed"
      ? wrongOf(t, each.refusal?.code ?? "") || t("file.failed", { code: each.refusal?.code ?? "" })
      : t(each.state === "paused" ? "file.paused" : "file.uploading", { percent });
  return (
    <li className={each.state === "failed" ? "bad" : ""}>
      <b>{each.name}</b>
      {each.state === "failed" && each.sent === 0 ? null : (
        <progress max={100} value={percent} aria-label={t("file.progress", { name: each.name })} />
      )}
      <p>{words}</p>
      {each.doubt ? <p className="doubt">{t(`file.doubt.${each.doubt}`)}</p> : null}
      {each.state === "failed" ? (
        <p>
          <button
            type="button"
            className="link"
            onClick={() => again(each.key, () => void arrived(refresh, t("file.arrived")))}
          >
            {t("file.retry")}
            <span className="vh"> {each.name}</span>
          </button>{" "}
          <button type="button" className="link" onClick={() => forget(each.key)}>
            {t("file.let-be")}
            <span className="vh"> {each.name}</span>
          </button>
        </p>
      ) : null}
    </li>
  );
}

function There({ file, refresh }: { file: Sent; refresh: () => Promise<void> }) {
  const { text, when } = usePortal();
  const { t } = text;
  const [busy, setBusy] = useState(false);
  const back = async () => {
    setBusy(true);
    await call("DELETE", `${API}/${file.id}`);
    await refresh();
    setBusy(false);
    say(t("file.removed"));
  };
  const isBad = file.state === "rejected" || file.state === "unreadable";
  const mayGo = ["uploading", "checking", "accepted", "unreadable"].includes(file.state);
  const name = file.name || t(`file.kind.${file.kind}`);
  return (
    <li className={isBad ? "bad" : ""}>
      <b>{name}</b>
      <p className="stands">
        <Icon of={isBad ? "alert" : file.state === "accepted" ? "tick" : "clock"} small />
        <span>
          {t(`file.state.${file.state}`, { percent: share(file.receivedBytes, file.sizeBytes) })}
        </span>
      </p>
      <small>
        {t("file.facts", { size: sizeOf(file.sizeBytes), at: when.short(file.at) })}
        {file.seen.length > 0
          ? ` · ${t("file.seen", { at: when.short(file.seen.at(-1) ?? "") })}`
          : ""}
      </small>
      {mayGo ? (
        <p className="js-only">
          <button
            type="button"
            className="link"
            aria-disabled={busy ? "true" : undefined}
            onClick={() => (busy ? undefined : void back())}
          >
            {t("file.remove")}
            <span className="vh"> {name}</span>
          </button>
        </p>
      ) : null}
    </li>
  );
}
