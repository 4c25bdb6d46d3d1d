import { useEffect, useRef, useState } from "react";
import { FreshProof } from "../fresh.tsx";
import { Interrupt } from "../interrupt.tsx";
import {
  type Lock as LockFacts,
  type LockRules,
  order,
  type Rule,
  type Typed,
  typedOf,
  unpacked,
  waiting,
  wishOf,
} from "../lock.ts";
import type { Ways } from "../me.ts";
import type { Refusal } from "../model.ts";
import { useOwner } from "../owner.ts";
import { SignedOut } from "../pages/me.tsx";
import { Notice, Page, Summary } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { LockForm, LockWaits, useLockWords } from "./lock-form.tsx";

export function Lock() {
  const { state } = usePortal();
  return state.me && state.ways && state.lock ? (
    <Change lock={state.lock} ways={state.ways} />
  ) : (
    <SignedOut />
  );
}

const wrongIn = (refusal: Refusal | null): Rule[] =>
  refusal?.code === "bad-limit"
    ? (refusal.errors ?? []).map(({ pointer }) => pointer.slice(1) as Rule)
    : [];

/** P30: the rules in force, what waits, and one form. Tighter counts at once, looser after a day. */
function Change({ lock, ways }: { lock: LockFacts; ways: Ways }) {
  const { text, state, set, url } = usePortal();
  const { t, lang } = text;
  const owner = useOwner(state.refusal ?? null);
  const [typed, setTyped] = useState<Typed>(() =>
    state.typed ? unpacked(state.typed) : typedOf(lock.rules),
  );
  const [wrong, setWrong] = useState<Rule[]>(() => wrongIn(state.refusal ?? null));
  const [said, setSaid] = useState(url.searchParams.get("saved") ?? "");

  const taken = (wish: Partial<LockRules>) => (after: LockFacts) => {
    set({ lock: after });
    setTyped(typedOf(after.rules));
    const asked = order.filter((rule) => rule in wish);
    const tighter = asked.some((rule) => after.rules[rule] !== lock.rules[rule]);
    const looser = asked.some((rule) => after.pending[rule] !== undefined);
    setSaid(tighter && looser ? "both" : looser ? "looser" : "tighter");
  };
  const ask = (acknowledged?: string) => {
    const { wish, wrong } = wishOf(lock.rules, typed);
    setSaid("");
    setWrong(wrong);
    if (wrong.length > 0) return;
    if (Object.keys(wish).length === 0) return setSaid("same");
    const body = acknowledged ? { ...wish, acknowledged } : wish;
    owner.act<LockFacts>("PUT", "/v1/me/lock", body, taken(wish));
  };
  const keep = () => {
    owner.clear();
    owner.drop();
    setTyped(typedOf(lock.rules));
    setSaid("same");
  };
  const instead = (after: LockFacts, words: string) => {
    set({ lock: after });
    setTyped(typedOf(after.rules));
    setSaid(words);
  };

  const warning = owner.refusal?.code === "scam-warning" ? owner.refusal.warning : undefined;
  if (warning)
    return (
      <Interrupt
        title={t("lock.loosen.title")}
        reasons={warning.reasons.map((words) => words[lang])}
        sudden
        stop={
          <a
            className="btn go1"
            href="/me/lock"
            onClick={(event) => {
              event.preventDefault();
              keep();
            }}
          >
            {t("lock.loosen.stop")}
          </a>
        }
        goOn={
          <>
            <button
              type="button"
              className="btn go2 js-only"
              aria-disabled={owner.busy ? "true" : undefined}
              onClick={() => ask(warning.code)}
            >
              {owner.busy ? t("sending") : t("interrupt.go-on")}
            </button>
            <p className="note no-js">{t("lock.loosen.no-script")}</p>
          </>
        }
      />
    );
  if (owner.waiting)
    return (
      <Page title={t("lock.title")} back="/me/lock">
        <FreshProof ways={ways} owner={{ ...owner, drop: keep }} />
      </Page>
    );
  return (
    <Page title={t("lock.title")} back="/me" wrong={wrong.length > 0}>
      {wrong.length > 0 ? (
        <Summary field={wrong} lines={wrong.map((rule) => t(`lock.${rule}.error`))} />
      ) : null}
      {owner.refusal && wrong.length === 0 ? <Notice refusal={owner.refusal} /> : null}
      <Said of={said} lock={lock} />
      <p className="lead">{t("lock.lead")}</p>
      <LockWaits
        lock={lock}
        busy={owner.busy}
        stop={() =>
          owner.act<LockFacts>("DELETE", "/v1/me/lock/pending", undefined, (after) =>
            instead(after, "stopped"),
          )
        }
        undo={() =>
          owner.act<LockFacts>("POST", "/v1/me/lock/undo", {}, (after) => instead(after, "undone"))
        }
      />
      <LockForm
        lock={lock}
        typed={typed}
        wrong={wrong}
        busy={owner.busy}
        change={(rule, value) => {
          setTyped({ ...typed, [rule]: value });
          setWrong(wrong.filter((one) => one !== rule));
        }}
        save={() => ask()}
      />
    </Page>
  );
}

/** What came of it, where the reader is: it takes the focus, for the button stood at the page's foot. */
function Said({ of, lock }: { of: string; lock: LockFacts }) {
  const { text } = usePortal();
  const { until } = useLockWords(lock);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (of) box.current?.focus();
  }, [of]);
  if (!known.includes(of)) return null;
  const last = waiting(lock).at(-1);
  return (
    <div className="notice ok" role="status" tabIndex={-1} ref={box}>
      <p>
        <b>{text.t(`lock.said.${of}`, { at: last ? until(last) : "" })}</b>
      </p>
    </div>
  );
}

const known = ["tighter", "looser", "both", "same", "stopped", "undone"];
