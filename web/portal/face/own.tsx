/** The face check in the security centre: agreed to apart, added, switched off, or deleted at once. */
import { useRef, useState } from "react";
import { FreshProof } from "../fresh.tsx";
import type { OwnFace } from "../me.ts";
import { useOwner } from "../owner.ts";
import { SignedOut } from "../pages/me.tsx";
import { FieldError, focusOn, Notice, Page } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import { Camera, CameraHelp, type Trouble } from "./camera.tsx";

const PROMPTS = ["face.own.1", "face.own.2", "face.own.3"];

export function FaceOwn() {
  const { state } = usePortal();
  return state.me && state.ways && state.face ? <Own face={state.face} /> : <SignedOut />;
}

type Session = { id: string; nonce: string };

function Own({ face }: { face: OwnFace }) {
  const { text, state, when, set } = usePortal();
  const { t } = text;
  const owner = useOwner();
  const [ticked, setTicked] = useState(false);
  const [early, setEarly] = useState(false);
  const [doing, setDoing] = useState<"nothing" | "ready" | "sending" | "delete">("nothing");
  const [said, setSaid] = useState("");
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [turn, setTurn] = useState(0);
  const session = useRef<Session | null>(null);
  const box = useRef<HTMLInputElement>(null);
  const days = face.consent.pictureDays;

  const start = () => {
    setEarly(!ticked);
    if (!ticked) return focusOn(box);
    const body = { version: face.consent.version, locale: text.lang, agreed: true };
    owner.act("POST", "/v1/me/proofs/face/consent", body, () => setDoing("ready"));
  };
  const begin = () =>
    new Promise<boolean>((done) => {
      owner.act<{ session: Session }>("POST", "/v1/me/proofs/face", {}, (body) => {
        session.current = body.session;
        done(true);
      });
    });
  const send = (frames: string[]) => {
    setDoing("sending");
    const { id: sessionId, nonce } = session.current as Session;
    const body = { sessionId, nonce, frames };
    owner.act("POST", "/v1/me/proofs/face/captures", body, () => {
      setDoing("nothing");
      setSaid(t("face.own.done"));
    });
  };
  const again = () => {
    owner.clear();
    setTrouble(null);
    setDoing("ready");
    setTurn(turn + 1);
  };
  const off = () =>
    owner.act("DELETE", "/v1/me/proofs/face", undefined, () => setSaid(t("face.own.going")));
  const remove = () =>
    owner.act("POST", "/v1/me/proofs/face/deletion", {}, () => {
      setDoing("nothing");
      set({ face: { ...face, face: null, consent: { ...face.consent, givenAt: null } } });
      setSaid(t("face.own.deleted"));
    });
  const unsure = owner.refusal && /^face-(unsure|over)$/.test(owner.refusal.code);
  return (
    <Page title={t("face.title")} back="/me/ways-back" wrong={early}>
      {said ? (
        <div className="notice ok" role="status">
          <p>
            <b>{said}</b>
          </p>
        </div>
      ) : null}
      {unsure ? (
        <div className="notice" role="alert">
          <p>
            <b>{t(`face.${owner.refusal?.code === "face-over" ? "over" : "unsure"}`)}</b>
          </p>
          <p>{t("face.tips")}</p>
          <button type="button" className="btn sec" onClick={again}>
            {t("face.again")}
          </button>
        </div>
      ) : owner.refusal ? (
        <Notice refusal={owner.refusal} />
      ) : null}
      {owner.waiting && state.ways ? <FreshProof ways={state.ways} owner={owner} /> : null}
      {face.face ? (
        <p className="lead">{t("face.own.on", { at: when.short(face.face.addedAt) })}</p>
      ) : (
        <p className="lead">{t(face.offered ? "face.own.off" : "face.own.none")}</p>
      )}
      {trouble ? <CameraHelp trouble={trouble} again={again} /> : null}
      {doing === "sending" && !owner.refusal ? (
        <p role="status">{t("face.comparing")}</p>
      ) : doing === "ready" && !trouble && !unsure ? (
        <>
          <p>{t("face.hint")}</p>
          <Camera
            key={turn}
            prompts={PROMPTS}
            framesEach={1}
            begin={begin}
            onDone={send}
            onTrouble={setTrouble}
          />
        </>
      ) : doing === "nothing" && face.offered ? (
        <>
          <ul className="plain">
            <li>{t("face.own.keep")}</li>
            <li>{t("face.own.use", { days })}</li>
            <li>{t(face.consent.leavesPremises ? "face.own.leaves" : "face.own.stays")}</li>
            <li>{t("face.own.end")}</li>
          </ul>
          <label className="tick" htmlFor="face-consent">
            <input
              id="face-consent"
              type="checkbox"
              ref={box}
              checked={ticked}
              aria-invalid={early ? "true" : undefined}
              aria-describedby={early ? "face-consent-error" : undefined}
              onChange={(event) => {
                setTicked(event.currentTarget.checked);
                setEarly(false);
              }}
            />
            <span>{t("face.own.agree")}</span>
          </label>
          {early ? <FieldError id="face-consent-error">{t("face.agree.first")}</FieldError> : null}
          <div className="acts twin">
            <button type="button" className="btn go1" onClick={start}>
              {t(face.face ? "face.own.replace" : "face.own.add")}
            </button>
            <a className="btn sec" href="/me/ways-back">
              {t("face.another")}
            </a>
          </div>
        </>
      ) : null}
      {face.face || face.consent.givenAt ? (
        <section className="ask">
          <h2>{t("face.own.stop")}</h2>
          {face.face ? (
            <button type="button" className="btn sec" onClick={off}>
              {t("face.own.switch-off")}
            </button>
          ) : null}
          {doing === "delete" ? (
            <>
              <p>{t("face.own.delete.sure")}</p>
              <button type="button" className="btn stop" onClick={remove}>
                {t("face.own.delete.yes")}
              </button>
            </>
          ) : (
            <button type="button" className="btn sec under" onClick={() => setDoing("delete")}>
              {t("face.own.delete")}
            </button>
          )}
        </section>
      ) : null}
    </Page>
  );
}
