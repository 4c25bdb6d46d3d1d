import { useRef, useState } from "react";
import { call, newKey } from "../api.ts";
import { spaced } from "../code.ts";
import {
  type Challenge,
  pageFor,
  type Recovery,
  type Refusal,
  type Situation,
  situations,
  straightTo,
} from "../model.ts";
import {
  FieldError,
  Form,
  focusOn,
  Main,
  Notice,
  Page,
  Row,
  Summary,
  telephone,
} from "../parts.tsx";
import { store, usePortal, useSend } from "../portal.ts";

export const prefixes = ["+86", "+852", "+853", "+886", "+65", "+60", "+81", "+82", "+44", "+1"];

export const situationOf = (url: URL): Situation =>
  situations.find((name) => name === url.searchParams.get("situation")) ?? "forgot-password";

/** P2: which account? The page after it is the same for every answer. */
export function Account() {
  const { text, state, url, set, go, clock } = usePortal();
  const { t, lang } = text;
  const situation = situationOf(url);
  const byMail = url.searchParams.get("by") === "email" || (state.typed ?? "").includes("@");
  const [typed, setTyped] = useState(state.typed ?? store.get("typed"));
  const [prefix, setPrefix] = useState("+86");
  const [early, setEarly] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { phone } = state.portal.operator;

  const begun = async ({ recovery }: { recovery: Recovery }) => {
    store.put("typed", typed);
    // The wallet's token of this device is good for one start only.
    store.put("device", "");
    const proof = straightTo(recovery);
    if (!proof) {
      set({ recovery });
      return go(pageFor(recovery));
    }
    const asked = await call<{ challenge: Challenge }>(
      "POST",
      `/v1/recoveries/${recovery.id}/challenges`,
      { proof },
      newKey(),
    );
    const challenge = asked.ok ? asked.body.challenge : null;
    clock.passed(recovery.createdAt);
    if (challenge) clock.passed(challenge.sentAt);
    set({ recovery: { ...recovery, challenge } });
    if (asked.ok) go("/recover/code");
    else go("/recover/methods", { refusal: asked.refusal });
  };
  const { busy, refusal, send, clear } = useSend(begun, state.refusal ?? null);

  const submit = () => {
    const words = typed.trim();
    if (!words) {
      setEarly(true);
      focusOn(field);
      return;
    }
    setEarly(false);
    const device = store.get("device");
    const identifier = byMail || words.includes("@") ? words : withPrefix(prefix, words);
    void send("POST", "/v1/recoveries", {
      identifier,
      situation,
      locale: lang,
      ...(device ? { deviceToken: device } : {}),
    });
  };

  const bad = early ? null : fieldRefusal(refusal);
  const line = early || bad ? t(errorId(bad, byMail)) : "";
  const query = (by: string) => `/recover/account?situation=${situation}${by}`;
  return (
    <Page title={t("account.title")} back="/" wrong={line !== ""}>
      {line ? <Summary field="identifier" lines={[line]} /> : null}
      {refusal && !bad ? <Notice refusal={refusal} /> : null}
      {situation === "forgot-password" ? null : <p className="lead">{t(`account.${situation}`)}</p>}
      <Form to="start" onSend={submit}>
        <input type="hidden" name="situation" value={situation} />
        <label htmlFor="identifier">{t(byMail ? "account.email" : "account.phone")}</label>
        <div className={`field${line ? " bad" : ""}`}>
          {byMail ? null : (
            <select
              name="prefix"
              aria-label={t("account.prefix")}
              value={prefix}
              onChange={(event) => setPrefix(event.currentTarget.value)}
            >
              {prefixes.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          )}
          <input
            id="identifier"
            name="identifier"
            ref={field}
            autoComplete="username"
            inputMode={byMail ? "email" : "tel"}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={254}
            value={typed}
            aria-invalid={line ? "true" : undefined}
            aria-describedby={line ? "identifier-error" : undefined}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              if (bad) clear();
            }}
          />
        </div>
        {line ? <FieldError id="identifier-error">{line}</FieldError> : null}
        <a className="other" href={query(byMail ? "" : "&by=email")}>
          {t(byMail ? "account.use-phone" : "account.use-email")}
        </a>
        <div className="acts near">
          <Main busy={busy}>{t("continue")}</Main>
        </div>
      </Form>
      <p className="note">{t("account.same")}</p>
      <h2>{t("account.unsure")}</h2>
      <ul className="list">
        {situation === "lost-phone" ? null : (
          <Row
            href="/recover/account?situation=lost-phone"
            icon="sim"
            name={t("account.gone")}
            more={t("account.gone.more")}
          />
        )}
        <Row
          href={telephone(phone)}
          icon="talk"
          name={t("account.forgot-both")}
          more={t("account.forgot-both.more", { phone })}
        />
      </ul>
    </Page>
  );
}

export const withPrefix = (prefix: string, typed: string) => {
  const text = typed.normalize("NFKC").trim();
  return /^(\+|00)/.test(text) || prefix === "+86" ? text : `${prefix}${text}`;
};

const fieldRefusal = (refusal: Refusal | null) =>
  refusal && (refusal.code === "bad-identifier" || refusal.status === 400) ? refusal : null;

function errorId(bad: Refusal | null, byMail: boolean): string {
  if (byMail) return "account.error.email";
  const said = JSON.stringify(bad?.errors ?? bad ?? "");
  return /landline/i.test(said) ? "account.error.landline" : "account.error.phone";
}

/** What the person typed, as they would say it; empty after a restart of the browser. */
export const typedBefore = (typed: string | undefined) => spaced(typed || store.get("typed"));
