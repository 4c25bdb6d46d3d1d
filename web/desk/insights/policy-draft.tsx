/** A draft: begun from what is in force, a former version or another draft; judged while it is written; then tried. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Refusal } from "../api.ts";
import { Wrong } from "../house-words.tsx";
import { useText } from "../i18n.ts";
import { Loading } from "../shell.tsx";
import { InsightsPage } from "./frame.tsx";
import { type Policy, policies } from "./policies-api.ts";
import { PolicyForm } from "./policy-form.tsx";
import { Differences, refusalWords } from "./policy-words.tsx";

const SETTLES_MS = 400;

/** Where a draft begins. */
export type From = { from?: number; trial?: string };

const begun = async ({ from, trial }: From): Promise<string> => {
  if (trial) return (await policies.trial(trial)).text;
  if (from !== undefined) return (await policies.version(from)).text;
  return (await policies.list()).text;
};

export function DraftPage() {
  const { t } = useText();
  const from = useSearch({ from: "/inside/desk/policies/draft" });
  const start = useQuery({
    ...{ queryKey: ["policies", "begun", from], queryFn: () => begun(from) },
    ...{ staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
  });
  return (
    <InsightsPage tab="policies" title={t("policies.draft.title")} lead={t("policies.draft.lead")}>
      <p>
        <Link to="/desk/policies">{t("policies.all")}</Link>
      </p>
      {start.data === undefined ? (
        <Loading error={start.error} again={() => void start.refetch()} />
      ) : (
        <Editor begun={start.data} />
      )}
    </InsightsPage>
  );
}

/** The policy that a text is, when it is JSON at all and has what the form shows. */
function read(text: string): Policy | null {
  try {
    const value = JSON.parse(text) as Policy;
    const isWhole = ["forgot-password", "lost-phone", "account-stolen"].every((name) =>
      value.situations[name as "lost-phone"].paths.every(
        ({ id, all, waitHours, money }) => id && Array.isArray(all) && waitHours && money,
      ),
    );
    return isWhole && value.money ? value : null;
  } catch {
    return null;
  }
}

/** What is typed, once nothing more is typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLES_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function Editor({ begun }: { begun: string }) {
  const { t } = useText();
  const [text, setText] = useState(begun);
  const settled = useSettled(text);
  const checked = useQuery({
    ...{ queryKey: ["policies", "draft", settled], queryFn: () => policies.check(settled) },
    ...{ staleTime: 30_000, retry: false },
  });
  const policy = read(text);
  const mistake = checked.error instanceof Refusal && checked.error.code === "unsound-policy";
  const isJudged = settled === text && checked.data !== undefined && !checked.isError;
  return (
    <div className="draft">
      <div>
        {policy ? (
          <PolicyForm
            policy={policy}
            set={(changed) => setText(JSON.stringify(changed, null, 2))}
          />
        ) : (
          <p className="m">{t("policies.draft.no-form")}</p>
        )}
        <AsText
          text={text}
          set={setText}
          line={mistake ? Number((checked.error as Refusal).body.line) : null}
        />
      </div>
      <aside>
        {checked.error ? <Mistake error={checked.error} /> : null}
        {checked.data && !checked.error ? (
          <Differences of={checked.data.differences} base={checked.data.draft.baseVersion} />
        ) : null}
        {checked.isPending ? <p className="m">{t("loading")}</p> : null}
        <TryForm text={text} may={isJudged && (checked.data?.differences.length ?? 0) > 0} />
      </aside>
    </div>
  );
}

/** In the words of whoever reads files: the place and the reason stand as the loader says them. */
function Mistake({ error }: { error: unknown }) {
  const text = useText();
  const { t } = text;
  if (!(error instanceof Refusal) || error.code !== "unsound-policy")
    return <p className="wrong">{refusalWords(text, error)}</p>;
  const { line, at, why } = error.body;
  return (
    <div className="wrong" role="alert">
      <p>{t("policies.mistake", { line: Number(line) })}</p>
      <p className="mono">{String(at) || "/"}</p>
      <p lang="en">{String(why)}</p>
    </div>
  );
}

function AsText({
  text,
  set,
  line,
}: {
  text: string;
  set: (text: string) => void;
  line: number | null;
}) {
  const { t } = useText();
  const box = useRef<HTMLTextAreaElement>(null);
  const goTo = (line: number) => {
    const lines = text.split("\n");
    const from = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    const area = box.current;
    if (!area) return;
    area.closest("details")?.setAttribute("open", "");
    area.focus();
    area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
    area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 6);
  };
  return (
    <details className="as-text">
      <summary>{t("policies.as-text")}</summary>
      <label htmlFor="policy-text">{t("policies.text")}</label>
      <textarea
        ref={box}
        id="policy-text"
        className="mono"
        rows={24}
        spellCheck={false}
        wrap="off"
        maxLength={100_000}
        aria-invalid={line !== null}
        value={text}
        onChange={({ target }) => set(target.value)}
      />
      {line === null ? null : (
        <button className="b sm" type="button" onClick={() => goTo(line)}>
          {t("policies.to-line", { line })}
        </button>
      )}
    </details>
  );
}

function TryForm({ text, may }: { text: string; may: boolean }) {
  const words = useText();
  const { t } = words;
  const navigate = useNavigate();
  const [cases, setCases] = useState("10000");
  const [seed, setSeed] = useState("1");
  const [isSensitive, setSensitive] = useState(true);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (!may) return setWrong(t("policies.try.not-yet"));
    const wish = { text, cases: Number(cases), seed: Number(seed), sensitive: isSensitive };
    if (!(wish.cases >= 100 && wish.cases <= 20_000)) return setWrong(t("policies.try.cases"));
    if (!(wish.seed >= 1 && wish.seed < 2 ** 31)) return setWrong(t("policies.try.seed"));
    setBusy(true);
    try {
      const { trial } = await policies.try(wish);
      await navigate({ to: "/desk/policies/trials/$trialId", params: { trialId: trial.id } });
    } catch (error) {
      setWrong(refusalWords(words, error));
    } finally {
      setBusy(false);
    }
  };
  const field = (id: string, value: string, set: (value: string) => void) => (
    <label htmlFor={`try-${id}`}>
      {t(`policies.try.${id}-of`)}
      <input
        id={`try-${id}`}
        type="text"
        inputMode="numeric"
        maxLength={10}
        value={value}
        onChange={({ target }) => set(target.value.replace(/\D/g, ""))}
      />
    </label>
  );
  return (
    <form className="panel form" onSubmit={(event) => void submit(event)}>
      <h2>{t("policies.try")}</h2>
      <p className="m">{t("policies.try.lead")}</p>
      {field("cases", cases, setCases)}
      {field("seed", seed, setSeed)}
      <label className="tick">
        <input
          type="checkbox"
          checked={isSensitive}
          onChange={({ target }) => setSensitive(target.checked)}
        />
        {t("policies.try.sensitive")}
      </label>
      <Wrong text={wrong} />
      <button className="b p" type="submit" aria-disabled={busy || !may}>
        {busy ? t("sending") : t("policies.try.go")}
      </button>
    </form>
  );
}
