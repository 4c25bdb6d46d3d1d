/** What a change is, in a sentence; and the small parts that the pages of the house share. */
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Refusal } from "./api.ts";
import type { Asked, Change, Facts } from "./house-api.ts";
import { type Text, useText } from "./i18n.ts";

/** Kinds of proof that can be switched off, and everything at once. */
export const switches = [
  ...(["completions", "proof:sms-code", "proof:email-code", "proof:recovery-code"] as const),
  ...(["proof:authenticator-code", "proof:known-device", "proof:passkey"] as const),
  ...(["proof:contact-approval", "proof:face", "proof:agent-review"] as const),
] as const;

export const switchWords = ({ t }: Text, what: string) =>
  what.startsWith("proof:") ? t(`proof.${what.slice("proof:".length)}`) : t("brake.completions");

export const teamWords = ({ t }: Text, team: string | null | undefined) =>
  !team ? t("team.none") : ["east", "west"].includes(team) ? t(`team.${team}`) : team;

export function changeWords(text: Text, facts: Facts, people: Record<string, string>): string {
  const { t } = text;
  const name = "staffId" in facts ? (people[facts.staffId] ?? facts.staffId) : "";
  switch (facts.kind) {
    case "role":
      return t("change.role", {
        ...{ name, role: t(`role.${facts.role}`), team: teamWords(text, facts.team) },
      });
    case "staff":
      return t(`change.staff.${facts.deed}`, {
        ...{ name: facts.name ?? name, role: facts.role ? t(`role.${facts.role}`) : "" },
        ...{ team: teamWords(text, facts.team), subject: facts.subject ?? "" },
      });
    case "brake-release":
      return t("change.brake-release", { what: switchWords(text, facts.what) });
    case "policy":
      return t("change.policy", { name: facts.name, version: facts.version });
    case "registry":
      return t("change.registry", { version: facts.version });
    case "viewing":
      return t("change.viewing", { name });
    case "tie-removal":
      return t("change.tie-removal", { name, account: facts.accountId });
    case "legal-hold-release":
      return t("change.legal-hold-release", { account: facts.accountId });
    case "scam-listing":
      return t(`change.scam-listing.${facts.deed}`, { value: facts.value.replaceAll(".", "[.]") });
    default:
      return t(`change.${facts.kind}`, {
        ...{ reference: facts.reference, reason: t(`hold.${facts.reason}`) },
      });
  }
}

/** Why this person cannot agree to it, and who can. */
export function barWords({ t }: Text, { bar, askedBy }: Change, me: string): string {
  if (bar === "own-change") return t(askedBy === me ? "bar.asked" : "bar.concerned");
  return bar ? t(`bar.${bar}`) : "";
}

export function Wrong({ text }: { text: string }) {
  const box = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (text) box.current?.focus();
  }, [text]);
  return text ? (
    <p className="wrong" role="alert" tabIndex={-1} ref={box}>
      {text}
    </p>
  ) : null;
}

/** One deed at a time; what the server says against it is shown in its words. */
export function useSend() {
  const { t } = useText();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const send = async (deed: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setWrong("");
    try {
      await deed();
    } catch (error) {
      const fields = error instanceof Refusal ? error.body.errors : null;
      const first = Array.isArray(fields) ? String(fields[0]?.detail ?? "") : "";
      setWrong(first || (error instanceof Refusal && error.message) || t("unreachable"));
    } finally {
      setBusy(false);
    }
  };
  return { send, busy, wrong, setWrong };
}

/** Fields, a reason that is not left out, one button. `children`: the fields before the reason. */
export function AskForm({
  id,
  label,
  children,
  deed,
  look = "b p",
}: {
  id: string;
  label: string;
  children?: ReactNode;
  deed: (reason: string) => Promise<void>;
  look?: string;
}) {
  const { t } = useText();
  const [reason, setReason] = useState("");
  const { send, busy, wrong, setWrong } = useSend();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === "") return setWrong(t("ask.reason-missing"));
    void send(async () => {
      await deed(reason.trim());
      setReason("");
    });
  };
  return (
    <form className="form" onSubmit={submit}>
      {children}
      <label htmlFor={`${id}-reason`}>{t("ask.reason")}</label>
      <textarea
        id={`${id}-reason`}
        rows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Wrong text={wrong} />
      <button className={look} type="submit" aria-disabled={busy}>
        {busy ? t("sending") : label}
      </button>
    </form>
  );
}

/** What was asked for now waits; the half of an invitation is shown here, and never again. */
export function AskedNote({ asked }: { asked: Asked }) {
  const { t, moment } = useText();
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <section className="said" role="status" tabIndex={-1} ref={box}>
      <p>{t("ask.waits", { time: moment(asked.change.expiresAt) })}</p>
      {asked.code ? (
        <>
          <p>{t("ask.code-lead")}</p>
          <p className="code">{asked.code}</p>
          <p className="m">{t("ask.code-once")}</p>
        </>
      ) : null}
    </section>
  );
}
