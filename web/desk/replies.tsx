/** Canned replies: the picker of the chat, and D10, where all of them are read. They are changed as files. */
import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { useEffect, useRef, useState } from "react";
import { api } from "./api.ts";
import { useText } from "./i18n.ts";
import type { Reply } from "./model.ts";
import { Loading } from "./shell.tsx";

type Props = {
  replies: Reply[] | undefined;
  /** The claimant's language: in this one it is said. */
  customer: "en" | "zh";
  pick: (words: string) => void;
  close: () => void;
};

export function ReplyPicker({ replies, customer, pick, close }: Props) {
  const { t, lang, say } = useText();
  const box = useRef<HTMLDialogElement>(null);
  const [at, setAt] = useState("");
  useEffect(() => box.current?.showModal(), []);
  const shown = replies?.find(({ id }) => id === at) ?? replies?.[0];
  return (
    <dialog ref={box} className="replies" aria-label={t("replies")} onClose={close}>
      <Command label={t("replies")} value={at} onValueChange={setAt} loop>
        <Command.Input placeholder={t("replies.find")} aria-label={t("replies.find")} autoFocus />
        <Command.List label={t("replies")}>
          <Command.Empty>{t("replies.none")}</Command.Empty>
          {replies?.map(({ id, tags, title, text }) => (
            <Command.Item
              key={id}
              value={id}
              keywords={[title.en, title.zh, ...tags]}
              onSelect={() => pick(text[customer])}
            >
              {say(title)}
            </Command.Item>
          ))}
        </Command.List>
      </Command>
      {shown ? (
        <section aria-label={t("replies.preview")}>
          <p className="pv" lang={customer === "zh" ? "zh-CN" : "en"}>
            {shown.text[customer]}
          </p>
          {customer === lang ? null : <p className="m">{shown.text[lang]}</p>}
        </section>
      ) : (
        <p className="m">{t("loading")}</p>
      )}
      <form method="dialog">
        <button className="b" type="submit">
          {t("cancel")}
        </button>
      </form>
    </dialog>
  );
}

/** D10, to be read. A change of the files is reviewed by a second person, as every change of the house is. */
export function RepliesPage() {
  const { t, lang } = useText();
  const all = useQuery({ queryKey: ["all-replies"], queryFn: api.allReplies });
  useEffect(() => {
    document.title = `${t("replies")} · ${t("brand")}`;
  }, [t]);
  if (!all.data) return <Loading error={all.error} again={() => void all.refetch()} />;
  const order = lang === "zh" ? (["zh", "en"] as const) : (["en", "zh"] as const);
  return (
    <main className="decide" id="main">
      <h1>{t("replies")}</h1>
      <p className="m">{t("replies.lead")}</p>
      {all.data.replies.map(({ id, title, text, owner, reviewed }) => (
        <section className="part" key={id}>
          <h2>{title[lang]}</h2>
          {order.map((each) => (
            <p key={each} className="pv" lang={each === "zh" ? "zh-CN" : "en"}>
              {text[each]}
            </p>
          ))}
          <p className="m">{t("replies.kept", { owner: owner ?? "", date: reviewed ?? "" })}</p>
        </section>
      ))}
    </main>
  );
}
