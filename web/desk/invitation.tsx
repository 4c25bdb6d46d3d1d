/** The page behind an invitation: whose it is, the second half when there is one, and a passkey. */
import { browserSupportsWebAuthn, startRegistration } from "@simplewebauthn/browser";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Refusal } from "./api.ts";
import { house, type Invited } from "./house-api.ts";
import { useText } from "./i18n.ts";
import { Mark, OtherLanguage } from "./shell.tsx";

type Step =
  | { is: "opening" | "code" }
  | { is: "ready"; staff: Invited["staff"] }
  | { is: "gone"; why: string };

/** Behind the #, so that no server or log on the way ever sees it. */
const tokenHere = () => location.hash.slice(1);

export function InvitationPage() {
  const { t } = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [step, setStep] = useState<Step>({ is: "opening" });
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const head = useRef<HTMLHeadingElement>(null);
  const shown = () => ({ token: tokenHere(), ...(code && { code: code.replace(/\D/g, "") }) });
  const refused = (error: unknown) => {
    if (!(error instanceof Refusal) || error.status === 0) return setWrong(t("unreachable"));
    if (error.code === "gone") return setStep({ is: "gone", why: String(error.body.why) });
    setWrong(error.code === "wrong-code" ? t("invite.wrong-code") : error.message);
  };
  const open = async (isFirst: boolean) => {
    setBusy(true);
    setWrong("");
    try {
      const { staff } = await house.openInvite(shown());
      setStep({ is: "ready", staff });
    } catch (error) {
      // Without a code this only says that there is one.
      if (isFirst && error instanceof Refusal && error.code === "wrong-code")
        setStep({ is: "code" });
      else refused(error);
    } finally {
      setBusy(false);
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once, when the page is.
  useEffect(() => {
    if (tokenHere() === "") setStep({ is: "gone", why: "expired" });
    else void open(true);
  }, []);
  useEffect(() => {
    document.title = t("invite.title");
    if (step.is !== "opening") head.current?.focus();
  }, [step.is, t]);
  const bind = async () => {
    if (busy) return;
    setBusy(true);
    setWrong("");
    try {
      // Asked for anew: the challenge of the first look may have run out meanwhile.
      const { options } = await house.openInvite(shown());
      const response = await startRegistration({ optionsJSON: options }).catch(() => null);
      if (!response) return setWrong(t("invite.cancelled"));
      await house.bind({ ...shown(), response });
      queries.clear();
      await navigate({ to: "/desk" });
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void open(false);
  };
  return (
    <main className="door" id="main">
      <p className="brand">
        <Mark />
        <span>{t("brand")}</span>
      </p>
      <h1 ref={head} tabIndex={-1}>
        {step.is === "ready"
          ? t("invite.whose", { name: step.staff.name })
          : t(step.is === "gone" ? "invite.gone" : "invite.title")}
      </h1>
      {wrong ? (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      ) : null}
      {step.is === "opening" ? (
        wrong ? (
          <button className="b full" type="button" onClick={() => void open(true)}>
            {t("again")}
          </button>
        ) : (
          <p>{t("loading")}</p>
        )
      ) : null}
      {step.is === "code" ? (
        <form className="form" onSubmit={submit}>
          <p>{t("invite.code-lead")}</p>
          <label htmlFor="half">{t("invite.code")}</label>
          <input
            id="half"
            className="mono"
            inputMode="numeric"
            autoComplete="off"
            maxLength={12}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          <button className="b p full" type="submit" aria-disabled={busy}>
            {busy ? t("sending") : t("invite.go-on")}
          </button>
        </form>
      ) : null}
      {step.is === "ready" ? (
        <>
          <p>{t("invite.role", { role: t(`role.${step.staff.role}`) })}</p>
          <p className="m">{t("invite.lead")}</p>
          {browserSupportsWebAuthn() ? (
            <button
              className="b p full"
              type="button"
              aria-disabled={busy}
              onClick={() => void bind()}
            >
              {busy ? t("sending") : t("invite.bind")}
            </button>
          ) : (
            <p className="wrong">{t("invite.no-passkeys")}</p>
          )}
          <p className="m">{t("invite.not-you")}</p>
        </>
      ) : null}
      {step.is === "gone" ? (
        <>
          <p>{t(`invite.why.${["used", "tries"].includes(step.why) ? step.why : "expired"}`)}</p>
          <p>{t("invite.what-now")}</p>
          <Link className="b full" to="/desk/sign-in">
            {t("invite.sign-in")}
          </Link>
        </>
      ) : null}
      <p className="m">
        <OtherLanguage />
      </p>
    </main>
  );
}
