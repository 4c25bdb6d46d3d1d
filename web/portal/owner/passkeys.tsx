import { useState } from "react";
import type { OwnPasskey } from "../me.ts";
import type { Owner } from "../owner.ts";
import { FieldError } from "../parts.tsx";
import { usePasskeys } from "../passkeys.ts";
import { usePortal } from "../portal.ts";

type Begun = { options: never };

/** In the ways back in: each passkey with its name, its age and its last use; add one, remove one. */
export function Passkeys({
  passkeys,
  owner,
  done,
}: {
  passkeys: readonly OwnPasskey[];
  owner: Owner;
  done: () => void;
}) {
  const { text, when, clock } = usePortal();
  const { t } = text;
  const can = usePasskeys();
  const [adding, setAdding] = useState(false);
  const [name, setName] = useState("");
  const [line, setLine] = useState("");
  const [going, setGoing] = useState("");
  const ended = () => {
    setAdding(false);
    setName("");
    setLine("");
    setGoing("");
    done();
  };
  const make = () => {
    setLine("");
    owner.act<Begun>("POST", "/v1/me/proofs/passkey", {}, async ({ options }) => {
      const { startRegistration } = await import("@simplewebauthn/browser");
      const response = await startRegistration({ optionsJSON: options }).catch((error) =>
        setLine(t(error?.name === "InvalidStateError" ? "ways.passkey.same" : "passkey.cancelled")),
      );
      if (!response) return;
      const body = { response, ...(name.trim() && { name }) };
      owner.act("POST", "/v1/me/proofs/passkey/confirmation", body, ended);
    });
  };
  return (
    <section className="way" id="passkey">
      <h2>
        {t("proof.passkey")}
        <span className={passkeys.length > 0 ? "tag ok" : "tag"}>
          {passkeys.length > 0 ? String(passkeys.length) : t("ways.none")}
        </span>
      </h2>
      {passkeys.length === 0 ? <p>{t("ways.passkey.none")}</p> : null}
      {passkeys.length > 0 ? (
        <ul className="own">
          {passkeys.map((each) => (
            <li key={each.id}>
              <p>
                <b>{each.name}</b>
              </p>
              <p>
                {[
                  t("ways.app.more", { at: when.short(each.addedAt) }),
                  each.lastUsedAt
                    ? t("ways.passkey.used", { at: when.short(each.lastUsedAt) })
                    : t("ways.passkey.unused"),
                  Date.parse(each.countsFrom) > clock.now()
                    ? t("ways.counts", { at: when.short(each.countsFrom) })
                    : "",
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
              {each.deviceBound ? <p>{t("ways.passkey.bound")}</p> : null}
              {going === each.id ? (
                <section className="ask" aria-label={t("ways.remove.sure")}>
                  <h3>{t("ways.passkey.sure", { name: each.name })}</h3>
                  <p>{t("ways.remove.more")}</p>
                  <div className="acts">
                    <button
                      type="button"
                      className="btn stop"
                      onClick={() =>
                        owner.act("DELETE", `/v1/me/proofs/passkey/${each.id}`, undefined, ended)
                      }
                    >
                      {t("ways.remove.yes")}
                    </button>
                    <button type="button" className="btn go2" onClick={() => setGoing("")}>
                      {t("ways.keep")}
                    </button>
                  </div>
                </section>
              ) : (
                <div className="others js-only">
                  <button
                    type="button"
                    className="link other"
                    aria-label={t("ways.passkey.remove", { name: each.name })}
                    onClick={() => setGoing(each.id)}
                  >
                    {t("ways.remove")}
                  </button>
                </div>
              )}
            </li>
          ))}
        </ul>
      ) : null}
      {can === "none" ? <p>{t("ways.passkey.cannot")}</p> : null}
      {line ? <FieldError id="passkey-error">{line}</FieldError> : null}
      {adding ? (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            make();
          }}
        >
          <label htmlFor="passkey-name">{t("ways.passkey.name")}</label>
          <p className="hint" id="passkey-hint">
            {t("ways.passkey.hint")}
          </p>
          <div className="field">
            <input
              id="passkey-name"
              value={name}
              maxLength={60}
              autoComplete="off"
              aria-describedby="passkey-hint"
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </div>
          <div className="acts">
            <button
              type="submit"
              className="btn go1"
              aria-disabled={owner.busy ? "true" : undefined}
            >
              {owner.busy ? t("sending") : t("ways.passkey.make")}
            </button>
          </div>
          <button type="button" className="link other" onClick={() => setAdding(false)}>
            {t("cancel")}
          </button>
        </form>
      ) : can === "none" ? null : (
        <div className="others js-only">
          <button type="button" className="link other" onClick={() => setAdding(true)}>
            {t("ways.add")}
          </button>
        </div>
      )}
    </section>
  );
}
