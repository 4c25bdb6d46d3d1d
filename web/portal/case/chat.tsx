/** P24: writing with customer service, within the claim. Works as a plain form before any script runs. */
import { useEffect, useRef, useState } from "react";
import { type Held, type Refused, useChat } from "../../shared/chat.ts";
import { clean, type Found, inspect, masked } from "../../shared/guard.ts";
import { Icon } from "../../shared/icons.tsx";
import type { Message } from "../../shared/line.ts";
import { call } from "../api.ts";
import { Form, Notice, Page, Person, say } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { useRecovery } from "../recovery.ts";
import { useDraft } from "./parts.tsx";

const NEAR_PX = 60;

export function ChatPage() {
  const { text, state } = usePortal();
  const { t } = text;
  const at = `/v1/recoveries/${useRecovery().id}/case/messages`;
  const chat = useChat(at, state.chat ?? null);
  useSeen(at, chat);
  return (
    <Page title={t("chat.title")} back="/recover/case">
      <p className="note">{t("chat.never")}</p>
      <Line chat={chat} />
      <Log chat={chat} />
      {chat.canSend ? (
        <Composer chat={chat} />
      ) : (
        <div className="notice">
          <p>
            <b>{t("chat.ended.title")}</b>
          </p>
          <p>{t("chat.ended.more")}</p>
        </div>
      )}
      <Person />
    </Page>
  );
}

/** What is on this screen need not be told of by message. */
function useSeen(at: string, { messages }: Held) {
  const last = messages.at(-1)?.seq ?? 0;
  const said = useRef(0);
  useEffect(() => {
    const tell = () => {
      if (document.visibilityState !== "visible" || last <= said.current) return;
      said.current = last;
      void call("POST", `${at}/seen`, { seq: last });
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [at, last]);
}

/** Said only when something is not as it should be. */
function Line({ chat }: { chat: Held }) {
  const { t } = usePortal().text;
  const { when } = usePortal();
  if (chat.failed)
    return (
      <div className="notice" role="alert">
        <p>{t("chat.failed")}</p>
        <button className="link" type="button" onClick={chat.load}>
          {t("chat.again")}
        </button>
      </div>
    );
  if (chat.isLive) return null;
  const at = chat.heardAt > 0 ? when.short(new Date(chat.heardAt).toISOString()) : "";
  return (
    <p className="tag warn" role="status">
      <Icon of="clock" small />
      {t("chat.reconnecting", { at })}
    </p>
  );
}

function Log({ chat }: { chat: Held }) {
  const { t } = usePortal().text;
  const box = useRef<HTMLDivElement>(null);
  const [isAway, setAway] = useState(false);
  const count = chat.messages.length + chat.waiting.length;
  const newest = () => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
    setAway(false);
  };
  const isNear = () => {
    const at = box.current;
    return !at || at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_PX;
  };
  // Whoever reads further up stays there; what is new waits below.
  useEffect(() => {
    if (!isAway) newest();
  }, [count]);
  return (
    <>
      <div
        className="chat"
        role="log"
        aria-live="polite"
        aria-label={t("chat.title")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys.
        tabIndex={0}
        ref={box}
        onScroll={() => setAway(!isNear())}
      >
        {count === 0 ? (
          <p className="hint">{t(chat.loaded || chat.failed ? "chat.empty" : "chat.loading")}</p>
        ) : null}
        {chat.messages.map((message) => (
          <Said key={message.seq} message={message} />
        ))}
        {chat.waiting.map(({ id, text, failed }) => (
          <div className="said mine" key={id}>
            <bdi className="words">{text}</bdi>
            <p className={failed ? "err" : "hint"}>
              {t(failed ? "chat.not-sent" : "sending")}{" "}
              {failed ? (
                <button className="link" type="button" onClick={() => void chat.again(id)}>
                  {t("chat.again")}
                </button>
              ) : null}
            </p>
          </div>
        ))}
      </div>
      {isAway ? (
        <button className="btn go2 js-only" type="button" onClick={newest}>
          {t("chat.newest")}
        </button>
      ) : null}
    </>
  );
}

function Said({ message: { from, text: words, at } }: { message: Message }) {
  const { text, when } = usePortal();
  const { t } = text;
  const isMine = from === "claimant";
  return (
    <div className={`said${isMine ? " mine" : ""}`}>
      <p className="hint">
        <b>{t(isMine ? "chat.me" : "chat.desk")}</b> <time dateTime={at}>{when.short(at)}</time>
      </p>
      <bdi className="words">{words}</bdi>
    </div>
  );
}

function Composer({ chat }: { chat: Held }) {
  const { state, text } = usePortal();
  const { t } = text;
  const [words, setWords] = useDraft("text", state.typed);
  const first = state.refusal as Refused | null | undefined;
  const [refused, setRefused] = useState<Refused | null>(first ?? null);
  const [found, setFound] = useState<Found[]>(
    first?.code === "looks-secret" ? inspect(clean(state.typed ?? "")) : [],
  );
  const field = useRef<HTMLTextAreaElement>(null);
  const asks = found.length > 0 || refused?.code === "looks-secret";
  const write = (next: string) => {
    setWords(next);
    setFound([]);
    if (refused) setRefused(null);
  };
  const send = async (sure = false) => {
    const shown = clean(words);
    if (shown === "") return field.current?.focus();
    const secret = sure ? [] : inspect(shown);
    if (secret.length > 0) {
      setFound(secret);
      return;
    }
    setFound([]);
    setRefused(null);
    setWords("");
    field.current?.focus();
    const sent = await chat.send(shown, sure);
    if (sent.ok) return say(t("chat.sent"));
    if (sent.refused.code === "offline") return;
    // What was written since stays; the refused text stands before it.
    const since = field.current?.value.trim();
    setWords(since ? `${shown}\n${since}` : shown);
    setRefused(sent.refused);
  };
  const remove = () => {
    const chars = Array.from(clean(words));
    write(
      chars
        .filter((_, at) => !found.some(({ from, to }) => at >= from && at < to))
        .join("")
        .trim(),
    );
    field.current?.focus();
  };
  return (
    <Form to="chat-send" className="write" onSend={() => void send()}>
      {refused && !asks ? <Notice refusal={refused} /> : null}
      <label htmlFor="text">{t("chat.label")}</label>
      <div className="field tall">
        <textarea
          id="text"
          name="text"
          ref={field}
          rows={3}
          maxLength={1000}
          value={words}
          aria-describedby={asks ? "secret" : undefined}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            void send();
          }}
        />
      </div>
      {asks ? (
        <Secret
          id="secret"
          words={clean(words)}
          found={found}
          remove={remove}
          sure={() => void send(true)}
        />
      ) : (
        <div className="acts">
          <button className="btn go1" type="submit">
            {t("chat.send")}
          </button>
        </div>
      )}
    </Form>
  );
}

/** Asked before anything leaves the browser; what is certain is covered whatever is answered. */
function Secret(props: {
  id: string;
  words: string;
  found: Found[];
  remove: () => void;
  sure: () => void;
}) {
  const { t } = usePortal().text;
  const box = useRef<HTMLDivElement>(null);
  const { found, words } = props;
  const kind = found[0]?.kind ?? "code";
  const firm = found.filter(({ firm }) => firm);
  useEffect(() => box.current?.focus(), []);
  return (
    <div className="notice" role="alert" tabIndex={-1} ref={box} id={props.id}>
      <p>
        <b>{t(`chat.secret.${kind}`)}</b>
      </p>
      <p>{t("chat.secret.more")}</p>
      {firm.length > 0 ? (
        <>
          <p>{t("chat.secret.covered")}</p>
          <bdi className="words">{masked(words, firm)}</bdi>
        </>
      ) : null}
      <div className="acts">
        <button className="btn go1 js-only" type="button" onClick={props.remove}>
          {t("chat.secret.remove")}
        </button>
        <button
          className="btn go2"
          type="submit"
          name="sure"
          value="1"
          onClick={(event) => {
            event.preventDefault();
            props.sure();
          }}
        >
          {t(firm.length > 0 ? "chat.secret.send" : `chat.secret.not.${kind}`)}
        </button>
      </div>
    </div>
  );
}
