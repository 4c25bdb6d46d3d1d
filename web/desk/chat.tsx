/** D6: the chat of a case at the desk. What colleagues wrote is seen before anything is sent. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { type Held, type Refused, useChat } from "../shared/chat.ts";
import type { Message } from "../shared/line.ts";
import { api } from "./api.ts";
import { useText } from "./i18n.ts";
import type { Case } from "./model.ts";
import { ReplyPicker } from "./replies.tsx";

export function ChatTab({ shown }: { shown: Case }) {
  const { t } = useText();
  const chat = useChat(`/v1/cases/${encodeURIComponent(shown.id)}/messages`, null, true);
  const customer = shown.locale.startsWith("zh") ? "zh" : "en";
  return (
    <section className="part">
      <h2>{t("chat")}</h2>
      <p className="m">
        {t(`chat.speaks.${customer}`)} · <Presence chat={chat} />
      </p>
      <Log chat={chat} customer={customer} />
      <Composer shown={shown} chat={chat} customer={customer} />
    </section>
  );
}

function Presence({ chat: { claimant } }: { chat: Held }) {
  const { t } = useText();
  if (!claimant) return <span>{t("chat.presence.unknown")}</span>;
  const away = claimant.canBeTold ? "away-told" : "away";
  return (
    <span className={claimant.isOpen ? "g" : "m"}>
      {t(`chat.presence.${claimant.isOpen ? "here" : away}`)}
    </span>
  );
}

function Log({ chat, customer }: { chat: Held; customer: "en" | "zh" }) {
  const { t } = useText();
  const box = useRef<HTMLDivElement>(null);
  const count = chat.messages.length + chat.waiting.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is shown.
  useEffect(() => void box.current?.scrollTo({ top: box.current.scrollHeight }), [count]);
  const lang = customer === "zh" ? "zh-CN" : "en";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys.
    <div className="chat" role="log" aria-label={t("chat")} tabIndex={0} ref={box}>
      {count === 0 ? (
        <p className="m">
          {t(chat.failed ? "unreachable" : chat.loaded ? "chat.empty" : "loading")}
        </p>
      ) : null}
      {chat.messages.map((message) => (
        <Said key={message.seq} message={message} lang={lang} />
      ))}
      {chat.waiting.map(({ id, text, failed }) => (
        <div className="said mine" key={id}>
          <bdi>{text}</bdi>
          <p className={failed ? "r" : "m"}>
            {t(failed ? "chat.not-sent" : "sending")}{" "}
            {failed ? (
              <button className="b sm" type="button" onClick={() => void chat.again(id)}>
                {t("again")}
              </button>
            ) : null}
          </p>
        </div>
      ))}
    </div>
  );
}

function Said({ message: { from, text, at, id }, lang }: { message: Message; lang: string }) {
  const { t, moment } = useText();
  const who = from === "claimant" ? "claimant" : id ? "me" : "colleague";
  return (
    <div className={`said${from === "desk" ? " mine" : ""}`}>
      <p className="m">
        <b>{t(`chat.who.${who}`)}</b> <time dateTime={at}>{moment(at)}</time>
      </p>
      <bdi lang={lang}>{text}</bdi>
    </div>
  );
}

const draftAt = (caseId: string) => `rightful-desk-chat-${caseId}`;

function Composer(props: { shown: Case; chat: Held; customer: "en" | "zh" }) {
  const { shown, chat, customer } = props;
  const { t, clock } = useText();
  const [text, setText] = useState(() => sessionStorage.getItem(draftAt(shown.id)) ?? "");
  const [wrong, setWrong] = useState<Refused | null>(null);
  const [picking, setPicking] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const replies = useQuery({
    queryKey: ["replies", shown.id, shown.dueAt, shown.pausedAt],
    queryFn: () => api.replies(shown.id),
    enabled: picking,
  });
  const keep = (next: string) => {
    setText(next);
    sessionStorage.setItem(draftAt(shown.id), next);
  };
  const isBlocked = !chat.isLive || !chat.loaded;
  const send = async (sure = false) => {
    const said = text.trim();
    if (isBlocked || said === "") return field.current?.focus();
    setWrong(null);
    keep("");
    const sent = await chat.send(said, sure);
    if (sent.ok || sent.refused.code === "offline") return;
    const since = field.current?.value.trim();
    keep(since ? `${said}\n${since}` : said);
    setWrong(sent.refused);
  };
  const insert = (words: string) => {
    const at = field.current?.selectionStart ?? text.length;
    const to = field.current?.selectionEnd ?? at;
    keep(text.slice(0, at) + words + text.slice(to));
    setPicking(false);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at + words.length, at + words.length);
    });
  };
  if (!chat.canSend) return <p className="m">{t("chat.ended")}</p>;
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void send();
      }}
    >
      {isBlocked && chat.loaded ? (
        <p className="wrong" role="status">
          {t("chat.paused", {
            time: chat.heardAt > 0 ? clock(new Date(chat.heardAt).toISOString()) : "–",
          })}
        </p>
      ) : null}
      {chat.failed ? (
        <button className="b sm" type="button" onClick={chat.load}>
          {t("again")}
        </button>
      ) : null}
      <label htmlFor="chat-text">{t("chat.write")}</label>
      <textarea
        id="chat-text"
        ref={field}
        rows={4}
        maxLength={1000}
        value={text}
        onChange={(event) => keep(event.target.value)}
        onKeyDown={(event) => {
          const at = event.currentTarget.selectionStart;
          // A slash at the beginning of a word opens the replies; within one it is a slash.
          if (event.key === "/" && /(^|\s)$/.test(text.slice(0, at))) {
            event.preventDefault();
            setPicking(true);
          }
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void send();
          }
        }}
      />
      {wrong ? <Wrong wrong={wrong} sure={() => void send(true)} /> : null}
      <div className="seg">
        <button className="b p" type="submit" aria-disabled={isBlocked}>
          {t("chat.send")} <kbd>Ctrl ↵</kbd>
        </button>
        <button className="b" type="button" onClick={() => setPicking(true)}>
          {t("replies")} <kbd>/</kbd>
        </button>
        <Link className="b" to="/desk/replies">
          {t("replies.all")}
        </Link>
      </div>
      {picking ? (
        <ReplyPicker
          replies={replies.data?.replies}
          customer={customer}
          pick={insert}
          close={() => {
            setPicking(false);
            field.current?.focus();
          }}
        />
      ) : null}
    </form>
  );
}

const told = [
  "stale-chat",
  "asks-secret",
  "foreign-link",
  "foreign-contact",
  "looks-secret",
  "too-many",
];

function Wrong({ wrong, sure }: { wrong: Refused; sure: () => void }) {
  const { t } = useText();
  const box = useRef<HTMLParagraphElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each refusal is read.
  useEffect(() => box.current?.focus(), [wrong]);
  const hosts = (wrong.hosts ?? wrong.contacts)?.join(", ") ?? "";
  return (
    <p className="wrong" role="alert" tabIndex={-1} ref={box}>
      {told.includes(wrong.code) ? t(`chat.wrong.${wrong.code}`, { hosts }) : t("unreachable")}{" "}
      {wrong.code === "looks-secret" && !wrong.kinds?.includes("card") ? (
        <button className="b sm" type="button" onClick={sure}>
          {t("chat.sure")}
        </button>
      ) : null}
    </p>
  );
}
