/** The pieces that pages are made of. Every form is a real one: it works before any script runs. */
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { Icon, type IconName } from "../shared/icons.tsx";
import type { ProofKind, Refusal } from "./model.ts";
import { usePortal } from "./portal.ts";

type PageProps = {
  title: string;
  back?: string;
  step?: ReactNode;
  heading?: ReactNode;
  /** An error on the page: the title says so first, and its summary takes the focus. */
  wrong?: boolean;
  bare?: boolean;
  far?: boolean;
  /** Below the heading, on the one filled ground there is: the page is a state, and says so first. */
  filled?: ReactNode;
  children?: ReactNode;
};

/** One page: title, way back, one heading. A new page puts the focus on its heading. */
export function Page(props: PageProps) {
  const { title, back, step, heading, wrong, bare, far, filled, children } = props;
  const { text, head, url } = usePortal();
  const h1 = useRef<HTMLHeadingElement>(null);
  const full = `${wrong ? text.t("error.prefix") : ""}${title} · ${text.t("brand")}`;
  head.title = full;
  useEffect(() => {
    document.title = full;
  }, [full]);
  useEffect(() => {
    if (history.state?.moved) h1.current?.focus();
  }, [url.pathname]);
  const first = far || !(back || step || bare || filled);
  const named = (
    <h1 ref={h1} tabIndex={-1} className={first ? "first" : ""}>
      {heading ?? title}
    </h1>
  );
  return (
    <main>
      {back ? (
        <a className="back" href={back}>
          <Icon of="back" />
          {text.t("back")}
        </a>
      ) : null}
      {step}
      {filled ? (
        <div className="state" role="status">
          <Icon of="freeze" as="flake" />
          {named}
          {filled}
        </div>
      ) : (
        named
      )}
      {children}
    </main>
  );
}

export function Form(props: {
  to: string;
  /** With what its fields hold; files are left out. */
  onSend: (fields: Record<string, string>) => void;
  children: ReactNode;
  className?: string;
  withFile?: boolean;
}) {
  const { csrf, formKey } = usePortal();
  return (
    <form
      method="post"
      action={`/form/${props.to}`}
      encType={props.withFile ? "multipart/form-data" : undefined}
      noValidate
      className={props.className}
      onSubmit={(event) => {
        event.preventDefault();
        const fields = [...new FormData(event.currentTarget)];
        props.onSend(Object.fromEntries(fields.filter(isText)));
      }}
    >
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="key" value={formKey} />
      {props.children}
    </form>
  );
}

const isText = (field: [string, FormDataEntryValue]): field is [string, string] =>
  typeof field[1] === "string";

/** The page's one filled button. It is never disabled: pressed too early, it says why. */
/** After so long an answer is late, and whoever waits is told that nothing is wrong. */
const LATE_MS = 6_000;

export function Main({ busy, children }: { busy?: boolean; children: ReactNode }) {
  const { text } = usePortal();
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!busy) return setLate(false);
    const timer = setTimeout(() => {
      setLate(true);
      say(text.t("sending.late"));
    }, LATE_MS);
    return () => clearTimeout(timer);
  }, [busy]);
  return (
    <>
      <button className="btn go1" type="submit" aria-disabled={busy ? "true" : undefined}>
        {busy ? text.t("sending") : children}
      </button>
      {late ? <p className="hint">{text.t("sending.late")}</p> : null}
    </>
  );
}

export function Row(props: {
  href: string;
  icon: IconName;
  name: ReactNode;
  more?: ReactNode;
  side?: ReactNode;
}) {
  return (
    <li>
      <a className="row" href={props.href}>
        <RowInside {...props} />
      </a>
    </li>
  );
}

export const RowInside = (props: {
  icon: IconName;
  name: ReactNode;
  more?: ReactNode;
  side?: ReactNode;
}) => (
  <>
    <Icon of={props.icon} />
    <span>
      <b>{props.name}</b>
      {props.more ? <small>{props.more}</small> : null}
    </span>
    {props.side ? <span className="t">{props.side}</span> : null}
    <Icon of="go" as="go" />
  </>
);

/** One line of a list of facts (`dl.facts`). */
export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** A sentence under a field, in red and with a sign. */
export const FieldError = ({ id, children }: { id: string; children: ReactNode }) => (
  <p className="err" id={id}>
    <Icon of="alert" />
    <span>{children}</span>
  </p>
);

/** What is wrong, at the top, linked to the field, or each line to its own. Takes the focus when it appears. */
export function Summary({ field, lines }: { field: string | string[]; lines: string[] }) {
  const { text } = usePortal();
  const box = useRef<HTMLDivElement>(null);
  const said = lines.join();
  useEffect(() => {
    if (said) box.current?.focus();
  }, [said]);
  return (
    <div className="summary" role="alert" tabIndex={-1} ref={box}>
      <b>{text.t("error.summary")}</b>
      <ul>
        {lines.map((line, at) => (
          <li key={line}>
            <a href={`#${typeof field === "string" ? field : field[at]}`}>{line}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A refusal that is nobody's typing error: waiting, resting, offline, our own failure. */
export function Notice({ refusal, children }: { refusal: Refusal; children?: ReactNode }) {
  const { text, when } = usePortal();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [refusal]);
  const until = refusal.until ? when.short(refusal.until) : "";
  const words = noticeWords(refusal, until !== "");
  const code = [refusal.code, refusal.request].filter(Boolean).join(" ");
  return (
    <div className="notice" role="alert" tabIndex={-1} ref={box}>
      <p>
        <b>{text.t(`${words}.title`, { until })}</b>
      </p>
      <p>{text.t(`${words}.more`, { until, code })}</p>
      {children}
    </div>
  );
}

function noticeWords({ code, status }: Refusal, timed: boolean): string {
  if (code === "offline") return "notice.offline";
  if (code === "no-pending" || code === "no-undo" || code === "no-erasure")
    return "notice.nothing-left";
  if (code === "too-early" && timed) return "notice.too-early";
  if (code === "guided" && timed) return "notice.guided";
  if (code === "not-yours-to-release") return "notice.not-yours";
  if (code === "waiting" && timed) return "notice.waiting";
  if (code === "too-soon" && timed) return "notice.too-soon";
  if (status === 429) return timed ? "notice.limited" : "notice.limited-untimed";
  if (code === "not-signed-in") return "notice.signed-out";
  if (status === 404 || status === 401) return "notice.gone";
  return "notice.failed";
}

/** Always a second door: a person, by telephone. */
export function Person({ among }: { among?: boolean }) {
  const { text, state } = usePortal();
  const { phone } = state.portal.operator;
  return (
    <>
      <p className="grp">{text.t(among ? "person.group" : "person.help")}</p>
      <ul className="list">
        <Row
          href={telephone(phone)}
          icon="talk"
          name={text.t("person.name")}
          more={text.t("person.more", { phone })}
        />
      </ul>
    </>
  );
}

export const telephone = (phone: string) => `tel:${phone.replace(/[^\d+]/g, "")}`;

export const iconOf: Record<ProofKind, IconName> = {
  "sms-code": "sms",
  "email-code": "mail",
  passkey: "passkey",
  "recovery-code": "codes",
  "authenticator-code": "app",
  face: "face",
  "contact-approval": "contacts",
  "known-device": "phone",
  "device-approval": "phone",
  "agent-review": "talk",
};

/** Says something to a screen reader, in the region that was on the page from the start. */
export function say(words: string, region: "polite" | "assertive" = "polite") {
  const at = document.getElementById(region);
  if (at) at.textContent = words;
}

export const focusOn = (field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>) => {
  field.current?.focus();
  field.current?.select();
};
