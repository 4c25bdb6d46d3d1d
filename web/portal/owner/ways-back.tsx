import { type ReactNode, useState } from "react";
import { FreshProof } from "../fresh.tsx";
import type { Ways } from "../me.ts";
import { type Owner, useOwner } from "../owner.ts";
import { SignedOut } from "../pages/me.tsx";
import { Notice, Page } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { AddAuthenticator, AddEmail, type NewApp, SavedCodes } from "./enrol.tsx";
import { FaceWay } from "./face-way.tsx";
import { Passkeys } from "./passkeys.tsx";
import { ContactsWay } from "./ways-contacts.tsx";

type Doing =
  | { is: "nothing" }
  | { is: "codes"; codes: string[]; countsFrom: string | null }
  | { is: "app"; app: NewApp }
  | { is: "email" }
  | { is: "remove"; method: string };

export function WaysBack() {
  const { state } = usePortal();
  return state.me && state.ways ? <List ways={state.ways} /> : <SignedOut />;
}

/** P33: how this owner would get back in. Every change is told, waits, and can be cancelled. */
function List({ ways }: { ways: Ways }) {
  const { text, when, clock, state } = usePortal();
  const { t } = text;
  const owner = useOwner();
  const [doing, setDoing] = useState<Doing>({ is: "nothing" });
  const [said, setSaid] = useState("");
  const done = (words: string) => () => {
    setDoing({ is: "nothing" });
    setSaid(words);
    void owner.reload();
  };
  const makeCodes = () =>
    owner.act<{ codes: string[]; countsFrom: string | null }>(
      "POST",
      "/v1/me/proofs/recovery-codes",
      {},
      (made) => {
        setDoing({ is: "codes", ...made });
        void owner.reload();
      },
    );
  const addApp = () =>
    owner.act<NewApp>("POST", "/v1/me/proofs/authenticator", {}, (app) =>
      setDoing({ is: "app", app }),
    );
  const removal = (method: string) => ({
    asked: doing.is === "remove" && doing.method === method,
    ask: () => setDoing({ is: "remove", method }),
    keep: () => setDoing({ is: "nothing" }),
    yes: () => owner.act("DELETE", `/v1/me/proofs/${method}`, undefined, done(t("ways.done"))),
  });
  const counts = (from: string | null | undefined) =>
    from && Date.parse(from) > clock.now() ? t("ways.counts", { at: when.short(from) }) : "";
  const { phone, email, recoveryCodes, authenticator } = ways;
  const checked = (at: string | null, words: string) =>
    at ? t(words, { at: when.short(at) }) : t("ways.unchecked");
  return (
    <Page title={t("me.ways")} back="/me">
      <p className="lead">{t(state.me?.back.can ? "me.yes" : "me.no")}</p>
      <a className="inline" href="/me/rehearsal">
        {t("ways.try")}
      </a>
      {said ? (
        <div className="notice" role="status">
          <p>
            <b>{said}</b>
          </p>
        </div>
      ) : null}
      {owner.refusal ? <Notice refusal={owner.refusal} /> : null}
      {owner.waiting ? <FreshProof ways={ways} owner={owner} /> : null}
      <Pending ways={ways} owner={owner} />
      <div className="ways">
        <Way name={t("ways.phone")} now={phone?.masked}>
          <p>{phone ? checked(phone.verifiedAt, "ways.phone.more") : t("ways.none")}</p>
        </Way>
        <Way id="email" name={t("ways.email")} now={email?.masked}>
          <p>{email ? checked(email.verifiedAt, "ways.email.more") : t("ways.email.none")}</p>
          {doing.is === "email" ? (
            <AddEmail owner={owner} then={done(t("ways.done"))} drop={done("")} />
          ) : (
            <Deeds
              main={t(email ? "ways.replace" : "ways.add")}
              go={() => setDoing({ is: "email" })}
              {...(email ? { remove: removal("email") } : {})}
            />
          )}
        </Way>
        <Way
          id="codes"
          name={t("ways.codes")}
          now={recoveryCodes ? t("ways.codes.left", { n: recoveryCodes.left }) : undefined}
        >
          <p>
            {recoveryCodes
              ? `${t("ways.codes.more", { at: when.short(recoveryCodes.createdAt) })} ${counts(recoveryCodes.countsFrom)}`
              : t("ways.codes.none")}
          </p>
          {doing.is === "codes" ? (
            <SavedCodes {...doing} done={() => setDoing({ is: "nothing" })} />
          ) : (
            <Deeds
              main={t(recoveryCodes ? "ways.make-new" : "ways.make")}
              go={makeCodes}
              {...(recoveryCodes ? { remove: removal("recovery-codes") } : {})}
            />
          )}
        </Way>
        <Way
          id="authenticator"
          name={t("ways.app")}
          now={
            authenticator
              ? t("ways.app.more", { at: when.short(authenticator.addedAt) })
              : undefined
          }
        >
          <p>{authenticator ? counts(authenticator.countsFrom) : t("ways.app.none")}</p>
          {doing.is === "app" ? (
            <AddAuthenticator
              app={doing.app}
              owner={owner}
              then={done(t("ways.done"))}
              drop={done("")}
            />
          ) : (
            <Deeds
              main={t(authenticator ? "ways.replace" : "ways.add")}
              go={addApp}
              {...(authenticator ? { remove: removal("authenticator") } : {})}
            />
          )}
        </Way>
        <Passkeys passkeys={ways.passkeys} owner={owner} done={done(t("ways.done"))} />
        <ContactsWay contacts={ways.contacts} />
        <FaceWay ways={ways} />
      </div>
    </Page>
  );
}

const Way = (props: {
  id?: string;
  name: string;
  now?: string | undefined;
  children: ReactNode;
}) => {
  const { text } = usePortal();
  return (
    <section className="way" {...(props.id ? { id: props.id } : {})}>
      <h2>
        {props.name}
        <span className={props.now ? "tag ok" : "tag"}>{props.now ?? text.t("ways.none")}</span>
      </h2>
      {props.children}
    </section>
  );
};

type Removal = { asked: boolean; ask: () => void; keep: () => void; yes: () => void };

function Deeds({ main, go, remove }: { main: string; go: () => void; remove?: Removal }) {
  const { text } = usePortal();
  const { t } = text;
  if (remove?.asked)
    return (
      <section className="ask" aria-label={t("ways.remove.sure")}>
        <h2>{t("ways.remove.sure")}</h2>
        <p>{t("ways.remove.more")}</p>
        <div className="acts">
          <button type="button" className="btn stop" onClick={remove.yes}>
            {t("ways.remove.yes")}
          </button>
          <button type="button" className="btn go2" onClick={remove.keep}>
            {t("ways.keep")}
          </button>
        </div>
      </section>
    );
  return (
    <div className="others js-only">
      <button type="button" className="link other" onClick={go}>
        {main}
      </button>
      {remove ? (
        <button type="button" className="link other" onClick={remove.ask}>
          {t("ways.remove")}
        </button>
      ) : null}
    </div>
  );
}

const names: Record<string, string> = {
  email: "ways.email",
  "email-code": "ways.email",
  phone: "ways.phone",
  "sms-code": "ways.phone",
  "recovery-codes": "ways.codes",
  "recovery-code": "ways.codes",
  authenticator: "ways.app",
  contact: "ways.contact",
  "authenticator-code": "ways.app",
  passkey: "proof.passkey",
};

function Pending({ ways, owner }: { ways: Ways; owner: Owner }) {
  const { text, when } = usePortal();
  const { t } = text;
  if (ways.pending.length === 0) return null;
  return (
    <section>
      <h2>{t("ways.pending")}</h2>
      {ways.pending.map(({ id, method, change, effectiveAt, passkey }) => (
        <div className="pend" key={id}>
          <p>
            <b>
              {t(`ways.pending.${change}`, {
                method: [names[method] ? t(names[method]) : method, passkey?.name]
                  .filter(Boolean)
                  .join(" · "),
              })}
            </b>
          </p>
          <p>{t("ways.pending.more", { at: when.short(effectiveAt) })}</p>
          <button
            type="button"
            className="link inline js-only"
            onClick={() =>
              owner.act("DELETE", `/v1/me/changes/${id}`, undefined, () => void owner.reload())
            }
          >
            {t("ways.pending.cancel")}
          </button>
        </div>
      ))}
    </section>
  );
}
