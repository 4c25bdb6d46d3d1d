/**
 * P35, P36: is this really us? One field; the answer says in words what it is, where a link really goes and
 * why. Nothing here can be clicked that came from outside, and a green tick never stands alone.
 */
import { useEffect, useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { FieldError, Form, focusOn, Main, Notice, Page, Person } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";
import { kindOf } from "./kind.ts";
import { readQr } from "./qr.ts";
import { Report } from "./report.tsx";

type Both = { en: string; zh: string };

/** What the server says of it (`POST /v1/checks`). */
export type Judged = {
  verdict: "official" | "suspicious" | "malicious" | "unknown";
  reasons: { code: string; severity: string; evidence: string; text: Both }[];
  /** Whom it imitates, or whose it is. */
  brand?: { name: Both; domain: string };
  /** Where a link really goes. `marks`: the letters that are not what they look like. */
  link?: { host: string; ascii?: string; marks?: [from: number, to: number][] };
};

export function Check() {
  const { state, url } = usePortal();
  const again = url.searchParams.has("again");
  return state.judged && !again ? <Result judged={state.judged} /> : <Ask />;
}

function Ask() {
  const { text, state, set, go } = usePortal();
  const { t } = text;
  const [typed, setTyped] = useState(state.typed ?? "");
  const [wrong, setWrong] = useState<"" | "empty" | "no-qr" | "no-picture">(
    state.refusal?.code === "empty" ? "empty" : "",
  );
  const [reading, setReading] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const { busy, refusal, send } = useSend<Judged>(
    (judged) => {
      go("/check", { replace: true });
      // Kept for a report of it: to go on forgets what was typed.
      set({ judged, typed });
    },
    state.refusal?.code === "empty" ? null : (state.refusal ?? null),
  );
  const submit = () => {
    setWrong(typed.trim() === "" ? "empty" : "");
    if (typed.trim() === "") return focusOn(field);
    void send("POST", "/v1/checks", kindOf(typed));
  };
  const picture = async (file: File | undefined) => {
    if (!file) return;
    setReading(true);
    setWrong("");
    const said = await readQr(file).catch(() => undefined);
    setReading(false);
    if (said) setTyped(said);
    else setWrong(said === null ? "no-qr" : "no-picture");
    field.current?.focus();
  };
  return (
    <Page title={t("check.title")} back="/" wrong={wrong !== ""}>
      <p className="lead">{t("check.lead")}</p>
      {refusal ? <Notice refusal={refusal} /> : null}
      <Form to="check" onSend={submit}>
        <label htmlFor="what">{t("check.label")}</label>
        <p className="hint" id="what-hint">
          {t("check.hint")}
        </p>
        <div className={`field${wrong ? " bad" : ""}`}>
          <textarea
            id="what"
            name="what"
            ref={field}
            rows={5}
            maxLength={20_000}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={typed}
            aria-invalid={wrong ? "true" : undefined}
            aria-describedby={wrong ? "what-hint what-error" : "what-hint"}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              setWrong("");
            }}
          />
        </div>
        {wrong ? <FieldError id="what-error">{t(`check.${wrong}`)}</FieldError> : null}
        <div className="picture js-only">
          <label htmlFor="qr-picture">{t("check.picture")}</label>
          <p className="hint" id="qr-hint">
            {t("check.picture.hint")}
          </p>
          <input
            id="qr-picture"
            type="file"
            accept="image/*"
            aria-describedby="qr-hint"
            onChange={(event) => void picture(event.currentTarget.files?.[0])}
          />
          <p className="hint" role="status">
            {reading ? t("check.reading") : ""}
          </p>
        </div>
        <div className="acts">
          <Main busy={busy}>{t("check.do")}</Main>
        </div>
      </Form>
      <p className="note">{t("check.private")}</p>
      <Person />
    </Page>
  );
}

const looks = {
  official: { tone: "ok", icon: "done" },
  suspicious: { tone: "", icon: "alert" },
  malicious: { tone: "act", icon: "alert" },
  unknown: { tone: "plain", icon: "help" },
} as const;

function Result({ judged }: { judged: Judged }) {
  const { text, set, state } = usePortal();
  const { t, lang } = text;
  const { verdict, reasons, link, brand } = judged;
  const { tone, icon } = looks[verdict];
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [judged]);
  const name = brand?.name[lang];
  const isBad = verdict === "suspicious" || verdict === "malicious";
  return (
    <Page
      title={t(`check.is.${verdict}`)}
      back="/check?again"
      heading={t(
        name && verdict !== "unknown" ? `check.says.${verdict}.like` : `check.says.${verdict}`,
        {
          name: name ?? "",
        },
      )}
      step={
        <p className={`verdict-tag ${tone}`} role="status" tabIndex={-1} ref={box}>
          <Icon of={icon} small />
          {t(`check.is.${verdict}`)}
        </p>
      }
    >
      {link ? <Where link={link} ours={isBad ? brand?.domain : undefined} /> : null}
      <h2>{t("check.why")}</h2>
      <ul className="why">
        {reasons.map(({ code, severity, evidence, text }) => (
          <li key={`${code} ${evidence}`} className={severity}>
            <Icon of={verdict === "official" ? "tick" : severity === "info" ? "dash" : "alert"} />
            <span>
              {text[lang]}
              {evidence && !text[lang].includes(evidence) ? (
                <small className="mono">{evidence}</small>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {isBad ? (
        <div className="acts">
          <a className="btn stop" href={state.me ? "/me/freeze" : "/freeze"}>
            <Icon of="freeze" />
            {t("check.clicked")}
          </a>
        </div>
      ) : null}
      {state.typed && verdict !== "official" ? <Report what={state.typed} /> : null}
      <p className="note">
        {t(verdict === "official" ? "check.open-yourself" : "check.only-text")}
      </p>
      <p className="others">
        <a
          className="other"
          href="/check?again"
          onClick={() => set({ judged: null, typed: "", refusal: null })}
        >
          {t("check.another")}
        </a>
      </p>
      <Person />
    </Page>
  );
}

/** The real host in large type: what one would be reading if nothing had been dressed up. Never a link. */
function Where({ link, ours }: { link: NonNullable<Judged["link"]>; ours: string | undefined }) {
  const { t } = usePortal().text;
  return (
    <dl className="goes">
      <dt>{t("check.goes")}</dt>
      <dd className="host">
        <bdi>{marked(link)}</bdi>
      </dd>
      {ours ? (
        <>
          <dt>{t("check.real")}</dt>
          <dd className="host real">{ours}</dd>
        </>
      ) : null}
      {link.ascii && link.ascii !== link.host ? (
        <>
          <dt>{t("check.machine")}</dt>
          <dd className="mono">{link.ascii}</dd>
        </>
      ) : null}
    </dl>
  );
}

function marked({ host, marks = [] }: NonNullable<Judged["link"]>) {
  const letters = [...host];
  return letters.map((letter, at) =>
    marks.some(([from, to]) => at >= from && at < to) ? <mark key={at}>{letter}</mark> : letter,
  );
}
