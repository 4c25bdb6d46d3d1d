/**
 * The camera: asked for by a press, shown as a mirror shows it, sent as it is. Each picture is taken when the person
 * says so: nothing flashes, nothing counts down. What the browser refuses has its own help and another way beside it.
 */
import { useEffect, useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { say } from "../parts.tsx";
import { usePortal } from "../portal.ts";

const SIDE = 640;
const APART_MS = 250;
const QUALITY = 0.8;

export type Trouble = "denied" | "none" | "busy" | "unsupported";

export const troubleOf = (error: unknown): Trouble => {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "none";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "unsupported";
};

/** Where this browser keeps its permission. */
export const browserOf = (agent: string) =>
  /MicroMessenger|AlipayClient|QQ\//.test(agent)
    ? "in-app"
    : /iPhone|iPad/.test(agent)
      ? "ios"
      : /Android/.test(agent)
        ? "android"
        : "desktop";

function draw(video: HTMLVideoElement): string {
  const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight, 1));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1] ?? "";
}

type Props = {
  /** What to do for each picture, as the name of its sentence. */
  prompts: readonly string[];
  framesEach: number;
  /** Called when the picture is there: what has a deadline begins now. False: it could not. */
  begin(): Promise<boolean>;
  onDone(frames: string[]): void;
  onTrouble(trouble: Trouble): void;
};

export function Camera({ prompts, framesEach, begin, onDone, onTrouble }: Props) {
  const { text } = usePortal();
  const { t } = text;
  const video = useRef<HTMLVideoElement>(null);
  const stream = useRef<MediaStream | null>(null);
  const frames = useRef<string[]>([]);
  const [on, setOn] = useState<"no" | "asking" | "yes">("no");
  const [at, setAt] = useState(0);
  const [taking, setTaking] = useState(false);
  const turnOff = () => {
    for (const track of stream.current?.getTracks() ?? []) track.stop();
  };
  useEffect(() => turnOff, []);

  const turnOn = async () => {
    if (on === "asking") return;
    if (!navigator.mediaDevices?.getUserMedia) return onTrouble("unsupported");
    setOn("asking");
    try {
      stream.current = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: "user", width: { ideal: SIDE }, height: { ideal: SIDE } },
      });
      if (video.current) {
        video.current.srcObject = stream.current;
        await video.current.play();
      }
    } catch (error) {
      setOn("no");
      return onTrouble(troubleOf(error));
    }
    if (await begin()) setOn("yes");
    else setOn("no");
  };
  const take = async () => {
    if (taking || !video.current) return;
    setTaking(true);
    for (let n = 0; n < framesEach; n++) {
      if (n > 0) await new Promise((done) => setTimeout(done, APART_MS));
      frames.current.push(draw(video.current));
    }
    setTaking(false);
    if (at + 1 < prompts.length) {
      setAt(at + 1);
      say(`${t("face.step", { at: at + 2, of: prompts.length })} ${t(prompts[at + 1] ?? "")}`);
    } else {
      turnOff();
      onDone(frames.current);
    }
  };
  return (
    <section className="camera" aria-label={t("face.camera")}>
      <div className="lens">
        <video ref={video} playsInline muted aria-label={t("face.mirror")} />
        <span className="oval" aria-hidden="true" />
      </div>
      {on === "yes" ? (
        <>
          <p className="step">{t("face.step", { at: at + 1, of: prompts.length })}</p>
          <p className="do" id="face-do">
            {t(prompts[at] ?? "")}
          </p>
          <button
            type="button"
            className="btn go1"
            aria-describedby="face-do"
            aria-disabled={taking ? "true" : undefined}
            onClick={() => void take()}
          >
            <Icon of="face" />
            {t("face.take")}
          </button>
        </>
      ) : (
        <>
          <p className="do">{t("face.ready")}</p>
          <button type="button" className="btn go1" onClick={() => void turnOn()}>
            {t(on === "asking" ? "face.asking" : "face.turn-on")}
          </button>
        </>
      )}
    </section>
  );
}

/** E11: no camera, or none for us. Never a dead end: what can be done in this browser, and without it. */
export function CameraHelp({ trouble, again }: { trouble: Trouble; again(): void }) {
  const { text } = usePortal();
  const { t } = text;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [trouble]);
  return (
    <div className="notice" role="alert" tabIndex={-1} ref={box}>
      <p>
        <b>{t(`face.trouble.${trouble}`)}</b>
      </p>
      {trouble === "denied" ? <p>{t(`face.help.${browserOf(navigator.userAgent)}`)}</p> : null}
      <p>{t("face.trouble.another")}</p>
      <button type="button" className="btn sec" onClick={again}>
        {t("face.again")}
      </button>
    </div>
  );
}
