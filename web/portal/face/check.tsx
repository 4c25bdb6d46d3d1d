/** P8: the consent, the pictures, and what came of them. Three pages; another way is on each of them. */
import { useEffect, useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import type { FaceChallenge } from "../facts.ts";
import { mayAskPeople } from "../model.ts";
import { FieldError, focusOn, Notice, Page, Person, Row } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";
import { useAct, useRecovery } from "../recovery.ts";
import { Camera, CameraHelp, type Trouble } from "./camera.tsx";

const CONSENT = 1;
const DAYS = 30;
/** Said on the page before, in this document: after a reload it is asked for again. */
const agreed = { at: "" };

/** A tick that nobody else made, and two doors of the same size. */
export function FaceConsent() {
  const { text, go } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const [ticked, setTicked] = useState(false);
  const [early, setEarly] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const start = () => {
    setEarly(!ticked);
    if (!ticked) return focusOn(box);
    agreed.at = recovery.id;
    go("/recover/face/camera");
  };
  return (
    <Page title={t("face.title")} back="/recover/methods" wrong={early}>
      <p className="lead">{t("face.lead", { days: DAYS })}</p>
      <ul className="plain">
        <li>{t("face.what.steps")}</li>
        <li>{t("face.what.person")}</li>
        <li>{t("face.what.never")}</li>
      </ul>
      <noscript>
        <p className="note">{t("face.no-script")}</p>
      </noscript>
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
        <span>{t("face.agree", { days: DAYS })}</span>
      </label>
      {early ? <FieldError id="face-consent-error">{t("face.agree.first")}</FieldError> : null}
      <div className="acts twin">
        <button type="button" className="btn go1" onClick={start}>
          {t("face.start")}
        </button>
        <a className="btn sec" href="/recover/methods">
          {t("face.another")}
        </a>
      </div>
    </Page>
  );
}

export function FaceCamera() {
  const { text, go, state } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const { send, busy, refusal, clear } = useAct();
  const asking = useSend<{ challenge: FaceChallenge }>();
  const challenge = useRef<FaceChallenge | null>(null);
  const [prompts, setPrompts] = useState<string[]>(["face.do.rest"]);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [still, setStill] = useState(false);
  const [failed, setFailed] = useState(0);
  const [turn, setTurn] = useState(0);
  const isAgreed = agreed.at === recovery.id;
  useEffect(() => {
    if (!isAgreed) go("/recover/face", { replace: true });
  }, [isAgreed]);

  const again = () => {
    clear();
    asking.clear();
    setTrouble(null);
    setPrompts(["face.do.rest"]);
    setTurn(turn + 1);
  };
  const begin = async () => {
    const path = `/v1/recoveries/${recovery.id}/challenges`;
    const answer = await asking.send("POST", path, { proof: "face" });
    if (!answer?.ok) return false;
    challenge.current = answer.body.challenge;
    const { steps, still: other, client } = answer.body.challenge.options;
    if (client.kind !== "frames") {
      setTrouble("unsupported");
      return false;
    }
    setPrompts(["rest", ...(still ? other : steps)].map((step) => `face.do.${step}`));
    return true;
  };
  const done = async (frames: string[]) => {
    const asked = challenge.current;
    if (!asked) return;
    const answer = await send("POST", `/v1/recoveries/${recovery.id}/proofs`, {
      ...{ proof: "face", challengeId: asked.id, frames },
      response: { nonce: asked.options.nonce, consent: CONSENT, still },
    });
    if (answer && !answer.ok) setFailed(failed + 1);
  };
  const refused = refusal ?? asking.refusal;
  const unsure = refused?.code === "face-unsure" || refused?.code === "face-over";
  const closed = refused?.code === "no-face-check";
  return (
    <Page title={t("face.title")} back="/recover/face" wrong={refused !== null}>
      {unsure || closed ? (
        <Result code={refused?.code ?? ""} failed={failed} again={again} />
      ) : refused ? (
        <Notice refusal={refused}>
          <button type="button" className="btn sec" onClick={again}>
            {t("face.again")}
          </button>
        </Notice>
      ) : trouble ? (
        <CameraHelp trouble={trouble} again={again} />
      ) : busy ? (
        <p className="lead" role="status">
          {t("face.comparing")}
        </p>
      ) : (
        <>
          <p className="lead">{t("face.hint")}</p>
          <Camera
            key={turn}
            prompts={prompts}
            framesEach={2}
            begin={begin}
            onDone={(frames) => void done(frames)}
            onTrouble={setTrouble}
          />
          <label className="tick" htmlFor="face-still">
            <input
              id="face-still"
              type="checkbox"
              checked={still}
              disabled={prompts.length > 1}
              onChange={(event) => setStill(event.currentTarget.checked)}
            />
            <span>{t("face.still")}</span>
          </label>
        </>
      )}
      <Others first={failed >= 2} isCase={state.case != null || mayAskPeople(recovery)} />
    </Page>
  );
}

/** What did not work, never why; and a way on. */
function Result({ code, failed, again }: { code: string; failed: number; again(): void }) {
  const { text } = usePortal();
  const { t } = text;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const words = code === "face-unsure" ? "unsure" : code === "face-over" ? "over" : "closed";
  return (
    <div className="notice" role="alert" tabIndex={-1} ref={box}>
      <p>
        <b>{t(`face.${words}`)}</b>
      </p>
      <p>{t(failed >= 2 || words === "closed" ? "face.rather" : "face.tips")}</p>
      {words === "closed" ? null : (
        <button type="button" className="btn sec" onClick={again}>
          {t("face.again")}
        </button>
      )}
    </div>
  );
}

function Others({ first, isCase }: { first: boolean; isCase: boolean }) {
  const { text } = usePortal();
  const { t } = text;
  return (
    <>
      <ul className="list">
        <Row
          href="/recover/methods"
          icon="codes"
          name={t("face.another")}
          more={t("face.another.more")}
        />
        {isCase ? (
          <Row href="/recover/case" icon="talk" name={t("face.case")} more={t("face.case.more")} />
        ) : null}
      </ul>
      {first ? null : <Person />}
    </>
  );
}

const LOOK_MS = 10_000;

/** Somebody of the desk compares; until when was promised. This page follows by itself. */
export function FaceLooking() {
  const { text, when, look, clock } = usePortal();
  const { t } = text;
  const recovery = useRecovery();
  const { glance } = recovery;
  useEffect(() => {
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const declined = glance?.state === "declined";
  const until = glance?.state === "looking" ? glance.until : null;
  const late = until !== null && Date.parse(until) < clock.now();
  return (
    <Page
      title={t(declined ? "face.declined.title" : "face.looking.title")}
      back="/recover/methods"
    >
      {declined ? (
        <p className="lead">{t("face.declined")}</p>
      ) : (
        <div role="status">
          <p className="lead">{t("face.looking")}</p>
          {until ? (
            <p className="tag warn">
              <Icon of="clock" small />
              {t(late ? "face.looking.late" : "face.looking.until", { at: when.day(until) })}
            </p>
          ) : null}
          <p>{t("face.looking.close")}</p>
        </div>
      )}
      <Others first={declined} isCase={mayAskPeople(recovery)} />
    </Page>
  );
}
