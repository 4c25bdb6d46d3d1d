import { useRef, useState } from "react";
import { FreshProof } from "../fresh.tsx";
import type { Ways } from "../me.ts";
import { type Owner, useOwner } from "../owner.ts";
import { SignedOut } from "../pages/me.tsx";
import { FieldError, Notice, Page } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import type { Contacts } from "./facts.ts";

/** The owner's contacts: who was asked, who said yes, from when they count. */
export function MyContacts() {
  const { state } = usePortal();
  return state.me && state.ways ? <List ways={state.ways} /> : <SignedOut />;
}

function List({ ways }: { ways: Ways }) {
  const { text, state } = usePortal();
  const { t } = text;
  const owner = useOwner();
  const [said, setSaid] = useState("");
  const [adding, setAdding] = useState(false);
  const { contacts } = ways;
  const done = (words: string) => () => {
    setAdding(false);
    setSaid(words);
    void owner.reload();
    requestAnimationFrame(() => document.querySelector<HTMLElement>("[role=status]")?.focus());
  };
  const present = contacts.list.filter(({ state }) => state !== "declined").length;
  const isOfForm = adding && owner.refusal && known(owner.refusal.code);
  return (
    <Page title={t("mine.title")} back="/me/ways-back">
      <p className="lead">{t("mine.lead", { needed: contacts.needed, min: contacts.min })}</p>
      {said ? (
        <div className="notice" role="status" tabIndex={-1}>
          <p>
            <b>{said}</b>
          </p>
        </div>
      ) : null}
      {owner.refusal && !isOfForm ? <Notice refusal={owner.refusal} /> : null}
      {owner.waiting ? <FreshProof ways={ways} owner={owner} /> : null}
      <p className="note">
        {contacts.counting >= contacts.min
          ? t("mine.enough", { n: contacts.counting })
          : present >= contacts.min
            ? t("mine.soon")
            : t("mine.more", { n: contacts.min - present })}
      </p>
      <div className="ways">
        {contacts.list.map((contact) => (
          <One key={contact.id} contact={contact} ways={ways} owner={owner} done={done} />
        ))}
      </div>
      {adding ? (
        <Add
          owner={owner}
          name={state.me?.account.name ?? ""}
          then={done(t("mine.added"))}
          drop={() => setAdding(false)}
        />
      ) : present < contacts.max ? (
        <div className="acts js-only">
          <button type="button" className="btn go2" onClick={() => setAdding(true)}>
            {t("mine.add")}
          </button>
        </div>
      ) : (
        <p className="note">{t("mine.full", { n: contacts.max })}</p>
      )}
      <p className="note no-js">{t("mine.no-script")}</p>
    </Page>
  );
}

type Of = Contacts["list"][number];

function One(props: {
  contact: Of;
  ways: Ways;
  owner: Owner;
  done: (words: string) => () => void;
}) {
  const { contact, ways, owner, done } = props;
  const { text, when, clock } = usePortal();
  const { t } = text;
  const [sure, setSure] = useState(false);
  const { id, nickname, state, countsFrom, confirmedAt } = contact;
  const at = `/v1/me/proofs/contacts/${id}`;
  const leaves = ways.pending.find(
    ({ contactId, change }) => contactId === id && change === "remove",
  );
  const comes = ways.pending.find(({ contactId, change }) => contactId === id && change === "add");
  const isYoung = countsFrom !== null && Date.parse(countsFrom) > clock.now();
  return (
    <section className="way">
      <h2>
        {nickname}
        <span className={state === "confirmed" ? "tag ok" : "tag"}>{t(`mine.is.${state}`)}</span>
      </h2>
      <p>
        {state === "declined"
          ? t("mine.declined")
          : state === "invited"
            ? t("mine.invited", { at: when.short(contact.askedAt) })
            : confirmedAt
              ? t("mine.since", { at: when.full(confirmedAt) })
              : ""}
      </p>
      {isYoung ? <p>{t("ways.counts", { at: when.short(countsFrom) })}</p> : null}
      {comes ? <p>{t("mine.comes", { at: when.short(comes.effectiveAt) })}</p> : null}
      {leaves ? <p>{t("mine.leaves", { at: when.short(leaves.effectiveAt) })}</p> : null}
      {sure ? (
        <section className="ask" aria-label={t("mine.remove.sure", { nickname })}>
          <h2>{t("mine.remove.sure", { nickname })}</h2>
          <p>{t("ways.remove.more")}</p>
          <div className="acts">
            <button
              type="button"
              className="btn stop"
              onClick={() => {
                setSure(false);
                owner.act("DELETE", at, undefined, done(t("ways.done")));
              }}
            >
              {t("ways.remove.yes")}
            </button>
            <button type="button" className="btn go2" onClick={() => setSure(false)}>
              {t("ways.keep")}
            </button>
          </div>
        </section>
      ) : leaves ? null : (
        <div className="others js-only">
          {state === "invited" ? (
            <button
              type="button"
              className="link other"
              onClick={() =>
                owner.act("POST", `${at}/invitations`, {}, done(t("mine.again.done", { nickname })))
              }
            >
              {t("mine.again")}
            </button>
          ) : null}
          <button type="button" className="link other" onClick={() => setSure(true)}>
            {t("ways.remove")}
          </button>
        </div>
      )}
    </section>
  );
}

const known = (code: string) =>
  ["bad-identifier", "bad-name", "own-contact", "same-contact", "contact-declined"].includes(code);

function Add(props: { owner: Owner; name: string; then: () => void; drop: () => void }) {
  const { owner, name, then, drop } = props;
  const { text } = usePortal();
  const { t, lang } = text;
  const [nickname, setNickname] = useState("");
  const [address, setAddress] = useState("");
  const [introduced, setIntroduced] = useState(name);
  const [early, setEarly] = useState("");
  const fields = {
    nickname: useRef<HTMLInputElement>(null),
    address: useRef<HTMLInputElement>(null),
    introduced: useRef<HTMLInputElement>(null),
  };
  const { refusal } = owner;
  const at = refusal?.code === "bad-name" ? (refusal.errors?.[0]?.pointer ?? "") : "/address";
  const wrong = early || (refusal && known(refusal.code) ? at : "");
  const line = (pointer: string) => {
    if (wrong !== pointer) return "";
    if (early || refusal?.code === "bad-name")
      return t(pointer === "/address" ? "mine.error.address" : "mine.error.name");
    return t(`mine.error.${refusal?.code === "bad-identifier" ? "address" : refusal?.code}`);
  };
  const submit = () => {
    const missing = !nickname.trim() ? "/nickname" : !address.trim() ? "/address" : "";
    setEarly(missing);
    if (missing === "/nickname") return fields.nickname.current?.focus();
    if (missing === "/address") return fields.address.current?.focus();
    const wish = {
      ...{ nickname: nickname.trim(), address: address.trim(), locale: lang },
      ...(introduced.trim() && { introduced: introduced.trim() }),
    };
    owner.act("POST", "/v1/me/proofs/contacts", wish, then);
  };
  const field = (
    id: "nickname" | "address" | "introduced",
    value: string,
    set: (words: string) => void,
  ) => {
    const error = line(`/${id}`);
    return (
      <>
        <label htmlFor={id}>{t(`mine.${id}`)}</label>
        <div className={`field${error ? " bad" : ""}`}>
          <input
            id={id}
            ref={fields[id]}
            value={value}
            maxLength={id === "address" ? 320 : 24}
            autoComplete="off"
            aria-invalid={error ? "true" : undefined}
            aria-describedby={error ? `${id}-hint ${id}-error` : `${id}-hint`}
            onInput={(event) => {
              set(event.currentTarget.value);
              setEarly("");
              if (refusal) owner.clear();
            }}
          />
        </div>
        <p className="hint under" id={`${id}-hint`}>
          {t(`mine.${id}.hint`)}
        </p>
        {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
      </>
    );
  };
  return (
    <form
      className="ask"
      noValidate
      aria-label={t("mine.add")}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2>{t("mine.add")}</h2>
      <p>{t("mine.add.lead")}</p>
      {field("nickname", nickname, setNickname)}
      {field("address", address, setAddress)}
      {field("introduced", introduced, setIntroduced)}
      <div className="acts">
        <button className="btn go1" type="submit" aria-disabled={owner.busy ? "true" : undefined}>
          {owner.busy ? t("sending") : t("mine.send")}
        </button>
        <button type="button" className="btn go2" onClick={drop}>
          {t("cancel")}
        </button>
      </div>
    </form>
  );
}
