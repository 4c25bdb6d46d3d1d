/** P37, in three steps: what goes in, one's own statement, a last look. Nothing is sent before the last press. */
import { useEffect, useState } from "react";
import { FreshProof } from "../fresh.tsx";
import type { Ways } from "../me.ts";
import { useOwner } from "../owner.ts";
import { SignedOut } from "../pages/me.tsx";
import { Notice, Page, Summary } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { Events } from "./make-events.tsx";
import { Preview } from "./make-preview.tsx";
import { Statement } from "./make-statement.tsx";
import {
  type Chosen,
  faultsOf,
  keep,
  kept,
  optional,
  type Pack,
  type PackDraft,
  type Part,
  suggested,
} from "./pack.ts";

const steps = ["events", "statement", "look"] as const;
export type Step = (typeof steps)[number];

export function MakePack() {
  const { state } = usePortal();
  return state.me && state.ways && state.draft ? (
    <Make draft={state.draft.draft} ways={state.ways} />
  ) : (
    <SignedOut />
  );
}

function Make({ draft, ways }: { draft: PackDraft; ways: Ways }) {
  const { text, url, go } = usePortal();
  const { t, lang } = text;
  const asked = url.searchParams.get("step") ?? "";
  const step = steps.find((each) => each === asked) ?? "events";
  const owner = useOwner();
  const [chosen, setChosen] = useState<Chosen>(() => suggested(draft, lang));
  const [wrong, setWrong] = useState<Part[]>([]);
  // After the first drawing, which has to be the server's.
  useEffect(() => {
    const before = kept(draft);
    if (before) setChosen(before);
  }, []);
  const change = (next: Chosen) => {
    setChosen(next);
    keep(draft, next);
    setWrong(
      wrong.filter((part) => faultsOf(next.words, draft.limits.statementMax).includes(part)),
    );
  };
  const query = (next: Step) => {
    const from = url.searchParams.get("from");
    return `/me/pack/new?step=${next}${from ? `&from=${encodeURIComponent(from)}` : ""}`;
  };
  const on = (next: Step) => {
    const faults = next === "look" ? faultsOf(chosen.words, draft.limits.statementMax) : [];
    setWrong(faults);
    if (faults.length > 0) return;
    go(query(next));
    // The heading is the same element; a new step begins at it all the same.
    setTimeout(() => document.querySelector("h1")?.focus());
  };
  const picked = draft.transactions.filter(({ id }) => chosen.picked.includes(id));
  const make = () => {
    const words = Object.fromEntries(
      Object.entries(chosen.words)
        .map(([part, words]) => [part, (words ?? "").trim()] as const)
        .filter(([part, words]) => words || !(optional as readonly string[]).includes(part)),
    );
    const body = {
      ...{ lang, from: draft.from, to: draft.to, statement: words },
      transactionIds: picked.map(({ id }) => id),
      ...(draft.caseId ? { caseId: draft.caseId } : {}),
    };
    owner.act<{ pack: Pack }>("POST", "/v1/me/evidence-packs", body, () => {
      keep(draft, null);
      location.assign("/me/pack");
    });
  };
  const at = steps.indexOf(step);
  const back = at === 0 ? "/me/pack" : query(steps[at - 1] as Step);
  if (owner.waiting)
    return (
      <Page title={t("pack.title")} back={back}>
        <FreshProof ways={ways} owner={owner} />
      </Page>
    );
  return (
    <Page
      title={t(`pack.${step}.title`)}
      back={back}
      wrong={wrong.length > 0}
      step={<p className="step">{t("pack.step", { n: at + 1 })}</p>}
    >
      {wrong.length > 0 ? (
        <Summary field={wrong} lines={wrong.map((part) => t(`pack.${part}.error`))} />
      ) : null}
      {owner.refusal ? <RefusedNow code={owner.refusal.code} owner={owner} /> : null}
      <p className="note no-js">{t("pack.no-script")}</p>
      <div className="js-only">
        {step === "events" ? (
          <Events draft={draft} chosen={chosen} change={change} next={() => on("statement")} />
        ) : step === "statement" ? (
          <Statement
            draft={draft}
            words={chosen.words}
            wrong={wrong}
            change={(words) => change({ ...chosen, words })}
            next={() => on("look")}
          />
        ) : (
          <Preview
            draft={draft}
            picked={picked}
            words={chosen.words}
            busy={owner.busy}
            make={make}
          />
        )}
      </div>
    </Page>
  );
}

function RefusedNow({ code, owner }: { code: string; owner: ReturnType<typeof useOwner> }) {
  const { t } = usePortal().text;
  if (!["pack-held", "too-many-packs"].includes(code))
    return owner.refusal ? <Notice refusal={owner.refusal} /> : null;
  return (
    <div className="notice" role="alert">
      <p>
        <b>{t(`pack.refused.${code}`)}</b>
      </p>
    </div>
  );
}
