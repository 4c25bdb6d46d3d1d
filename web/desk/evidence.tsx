/** D4: the files of a case. Each opening is written down before anything is seen, and the page says so. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useCallback, useRef, useState } from "react";
import { api, Refusal } from "./api.ts";
import {
  type EvidenceFile,
  type EvidenceList,
  type Opened,
  retakes,
  type Turn,
  verdicts,
} from "./evidence-model.ts";
import { useText } from "./i18n.ts";
import { useKeys } from "./keys.tsx";
import type { Case } from "./model.ts";
import { Picture } from "./picture.tsx";

type Views = Record<string, Opened["view"]>;

export function Evidence({ shown }: { shown: Case }) {
  const { t } = useText();
  const queries = useQueryClient();
  const key = ["evidence", shown.id, shown.evidenceVersion];
  const query = useQuery({ queryKey: key, queryFn: () => api.evidence(shown.id) });
  const [chosen, setChosen] = useState("");
  const [other, setOther] = useState("");
  const [views, setViews] = useState<Views>({});
  const [wrong, setWrong] = useState("");
  const turn = useRef<((how: Turn) => void) | null>(null);
  const files = query.data?.evidence ?? [];
  const file = files.find(({ id }) => id === chosen) ?? files[0];
  const beside = files.find(({ id }) => id === other && id !== file?.id);
  const ready = useCallback((turning: (how: Turn) => void) => {
    turn.current = turning;
  }, []);
  const step = (by: number) => {
    const at = files.findIndex(({ id }) => id === file?.id) + by;
    const next = files[at];
    if (next) setChosen(next.id);
  };
  useKeys({
    "+": () => turn.current?.("in"),
    "=": () => turn.current?.("in"),
    "-": () => turn.current?.("out"),
    0: () => turn.current?.("reset"),
    r: () => turn.current?.("rotate"),
    f: () => turn.current?.("flip"),
    "[": () => step(-1),
    "]": () => step(1),
    v: () => document.querySelector<HTMLElement>(".judge button")?.focus(),
  });
  const open = async (id: string) => {
    setWrong("");
    try {
      const { view } = await api.openEvidence(shown.id, id);
      setViews((before) => ({ ...before, [id]: view }));
      void query.refetch();
    } catch (error) {
      setWrong((error instanceof Refusal && error.message) || t("unreachable"));
    }
  };
  const shut = (id: string) => setViews(({ [id]: _closed, ...rest }) => rest);
  const set = (next: EvidenceList) => queries.setQueryData(key, next);
  const alt = (one: EvidenceFile) =>
    t("evidence.alt", {
      kind: t(`kind.${one.kind}`),
      n: files.findIndex(({ id }) => id === one.id) + 1,
      of: files.length,
    });
  if (query.isPending)
    return (
      <p className="blank" aria-busy="true">
        {t("loading")}
      </p>
    );
  if (!file) return <p className="m part">{t("evidence.none")}</p>;
  const canOpen = query.data?.canOpen ?? false;
  return (
    <section className="part ev" aria-label={t("tab.evidence")}>
      <ol className="film">
        {files.map((one, at) => (
          <li key={one.id}>
            <button
              type="button"
              className="b"
              aria-pressed={one.id === file.id}
              onClick={() => setChosen(one.id)}
            >
              <span className="n">{at + 1}</span>
              <span>
                {t(`kind.${one.kind}`)}
                <small>
                  {t(`evidence.state.${one.state}`)}
                  {one.verdict ? ` · ${t(`verdict.${one.verdict.verdict}`)}` : ""}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ol>
      <h2>{alt(file)}</h2>
      {wrong ? (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      ) : null}
      <div className={beside ? "two" : ""}>
        {[file, ...(beside ? [beside] : [])].map((one, at) => (
          <Stand
            key={one.id}
            caseId={shown.id}
            file={one}
            view={views[one.id]}
            alt={alt(one)}
            canOpen={canOpen}
            open={() => void open(one.id)}
            close={() => shut(one.id)}
            onReady={at === 0 ? ready : undefined}
          />
        ))}
      </div>
      {files.length > 1 ? (
        <p className="beside">
          <label htmlFor="beside">{t("evidence.beside")}</label>{" "}
          <select id="beside" value={other} onChange={(event) => setOther(event.target.value)}>
            <option value="">{t("evidence.beside.none")}</option>
            {files
              .filter(({ id }) => id !== file.id)
              .map((one) => (
                <option key={one.id} value={one.id}>
                  {alt(one)}
                </option>
              ))}
          </select>
        </p>
      ) : null}
      <FileFacts file={file} />
      {canOpen ? <Judge key={file.id} caseId={shown.id} file={file} set={set} /> : null}
    </section>
  );
}

function Stand(props: {
  caseId: string;
  file: EvidenceFile;
  view: Opened["view"] | undefined;
  alt: string;
  canOpen: boolean;
  open: () => void;
  close: () => void;
  onReady?: ((turn: (how: Turn) => void) => void) | undefined;
}) {
  const { caseId, file, view, alt, canOpen, open, close, onReady } = props;
  const { t } = useText();
  if (view)
    return (
      <Picture
        {...{ caseId, file, view, alt, close }}
        key={view.id}
        {...(onReady && { onReady })}
      />
    );
  const isClosed = file.state !== "accepted" || file.pages.length === 0;
  return (
    <div className="shut">
      {isClosed ? (
        <p>{t(file.state === "accepted" ? "evidence.no-view" : `evidence.why.${file.state}`)}</p>
      ) : canOpen ? (
        <>
          <button
            className="b"
            type="button"
            onClick={open}
            aria-label={`${t("evidence.open")}: ${alt}`}
          >
            {t("evidence.open")}
          </button>
          <p className="m">{t("evidence.recorded")}</p>
        </>
      ) : (
        <p className="m">{t("evidence.not-yours")}</p>
      )}
    </div>
  );
}

function FileFacts({ file }: { file: EvidenceFile }) {
  const { t, moment } = useText();
  const { facts } = file;
  const rows: [name: string, value: string][] = [
    ["name", file.name || "–"],
    ["came", moment(file.receivedAt)],
    ["size", `${(file.sizeBytes / 1_000_000).toFixed(2)} MB`],
    ["type", file.type ?? "–"],
    ...(facts
      ? ([
          ["pixels", `${facts.width} × ${facts.height}`],
          ...(facts.pages > 1 ? [["pages", String(facts.pages)]] : []),
          ["taken", facts.takenAt ? moment(facts.takenAt) : t("evidence.not-said")],
          ["made-by", facts.madeBy ?? t("evidence.not-said")],
          ["location", t(facts.hadLocation ? "evidence.location.cut" : "evidence.location.none")],
        ] as [string, string][])
      : []),
    ["opened", t("evidence.times", { n: file.opened })],
    ["hash", file.sha256 ?? "–"],
  ];
  return (
    <>
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`evidence.fact.${name}`)}</dt>
            <dd className={name === "hash" ? "mono hash" : ""}>{value}</dd>
          </div>
        ))}
      </dl>
      {file.isOfAppealed ? <p className="m">{t("evidence.of-appealed")}</p> : null}
      {file.same.length > 0 ? (
        <p className="wrong">
          {t("evidence.same")}{" "}
          {file.same.map(({ caseId, reference }) => (
            <Link key={caseId} className="mono" to="/desk/cases/$caseId" params={{ caseId }}>
              {reference}{" "}
            </Link>
          ))}
        </p>
      ) : null}
    </>
  );
}

/** One's own verdict on a file, and asking for a better one. */
function Judge(props: { caseId: string; file: EvidenceFile; set: (next: EvidenceList) => void }) {
  const { caseId, file, set } = props;
  const { t } = useText();
  const [note, setNote] = useState(file.verdict?.note ?? "");
  const [verdict, setVerdict] = useState(file.verdict?.verdict ?? "");
  const [reason, setReason] = useState("");
  const [said, setSaid] = useState("");
  const [wrong, setWrong] = useState("");
  const act = async (deed: () => Promise<EvidenceList>, done: string) => {
    setWrong("");
    setSaid("");
    try {
      set(await deed());
      setSaid(t(done));
    } catch (error) {
      setWrong((error instanceof Refusal && error.message) || t("unreachable"));
    }
  };
  const keep = (event: FormEvent) => {
    event.preventDefault();
    if (!verdict) return setWrong(t("verdict.early"));
    void act(() => api.judgeEvidence(caseId, file.id, verdict, note.trim()), "verdict.kept");
  };
  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (!reason) return setWrong(t("retake.early"));
    void act(() => api.retake(caseId, file.id, reason), "retake.asked");
  };
  return (
    <>
      <form className="judge" onSubmit={keep}>
        <fieldset>
          <legend>
            {t("verdict")} <kbd>V</kbd>
          </legend>
          {verdicts.map((each) => (
            <button
              key={each}
              className="b sm"
              type="button"
              aria-pressed={verdict === each}
              onClick={() => setVerdict(each)}
            >
              {t(`verdict.${each}`)}
            </button>
          ))}
        </fieldset>
        <label htmlFor="verdict-note">{t("verdict.note")}</label>
        <textarea
          id="verdict-note"
          rows={2}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <button className="b" type="submit">
          {t("verdict.keep")}
        </button>
      </form>
      <form className="retake" onSubmit={ask}>
        <label htmlFor="retake">{t("retake")}</label>{" "}
        <select id="retake" value={reason} onChange={(event) => setReason(event.target.value)}>
          <option value="">{t("retake.choose")}</option>
          {retakes.map((each) => (
            <option key={each} value={each}>
              {t(`retake.${each}`)}
            </option>
          ))}
        </select>{" "}
        <button className="b" type="submit">
          {t("retake.ask")}
        </button>
        <p className="m">{t("retake.more")}</p>
      </form>
      <p className="m" role="status">
        {said}
      </p>
      {wrong ? (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      ) : null}
    </>
  );
}
