/** One opened file: covered until it is asked for; enlarged, turned, mirrored and lightened by keys and buttons. */
import { useEffect, useRef, useState } from "react";
import { api } from "./api.ts";
import {
  type EvidenceFile,
  flat,
  type Lie,
  type Opened,
  type Turn,
  transformOf,
  turned,
} from "./evidence-model.ts";
import { useText } from "./i18n.ts";
import { Words } from "./words.tsx";

type Props = {
  caseId: string;
  file: EvidenceFile;
  view: Opened["view"];
  /** Kind and order, for whoever does not see it. */
  alt: string;
  /** Gives the keys of the page a way to turn this picture. */
  onReady?: (turn: (how: Turn) => void) => void;
  close: () => void;
};

const buttons: [how: Turn, sign: string, key: string | null][] = [
  ["in", "+", "+"],
  ["out", "−", "-"],
  ["reset", "⤢", "0"],
  ["rotate", "↻", "R"],
  ["flip", "⇋", "F"],
];
const moves: [how: Turn, sign: string][] = [
  ["left", "←"],
  ["right", "→"],
  ["up", "↑"],
  ["down", "↓"],
];
export function Picture({ caseId, file, view, alt, onReady, close }: Props) {
  const { t, clock } = useText();
  const [lie, setLie] = useState<Lie>(flat);
  const [page, setPage] = useState(0);
  const [isShown, setShown] = useState(false);
  const [isBroken, setBroken] = useState(false);
  const held = useRef<{ x: number; y: number } | null>(null);
  const turn = (how: Turn) => setLie((before) => turned(before, how));
  useEffect(() => onReady?.((how) => setLie((before) => turned(before, how))), [onReady]);
  const pages = view.pages.length;
  return (
    <figure className="pic">
      <div className="tools" role="toolbar" aria-label={t("evidence.tools")}>
        {buttons.map(([how, sign, key]) => (
          <button
            key={how}
            className="b sm"
            type="button"
            aria-label={t(`evidence.${how}`)}
            aria-keyshortcuts={key ?? undefined}
            onClick={() => turn(how)}
          >
            {sign}
          </button>
        ))}
        {lie.zoom > 1
          ? moves.map(([how, sign]) => (
              <button
                key={how}
                className="b sm"
                type="button"
                aria-label={t(`evidence.${how}`)}
                onClick={() => turn(how)}
              >
                {sign}
              </button>
            ))
          : null}
        <label className="bright">
          {t("evidence.bright")}
          <input
            type="range"
            min={0.4}
            max={2}
            step={0.1}
            value={lie.bright}
            onChange={(event) => {
              const bright = Number(event.currentTarget.value);
              setLie((before) => ({ ...before, bright }));
            }}
          />
        </label>
        <button
          className="b sm"
          type="button"
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          {t(isShown ? "evidence.cover" : "evidence.reveal")}
        </button>
        <button className="b sm" type="button" onClick={close}>
          {t("close")}
        </button>
      </div>
      <div
        className={`canvas${isShown ? "" : " covered"}`}
        onPointerDown={(event) => {
          held.current = { x: event.clientX - lie.x, y: event.clientY - lie.y };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const from = held.current;
          if (!from) return;
          const to = { x: event.clientX - from.x, y: event.clientY - from.y };
          setLie((before) => ({ ...before, ...to }));
        }}
        onPointerUp={() => {
          held.current = null;
        }}
      >
        {isBroken ? (
          <p className="wrong" role="alert">
            {t("evidence.over")}
          </p>
        ) : (
          <img
            src={api.page(caseId, file.id, page)}
            alt={pages > 1 ? `${alt}, ${t("evidence.page", { n: page + 1, of: pages })}` : alt}
            draggable={false}
            style={{ transform: transformOf(lie), filter: filterOf(lie, isShown) }}
            onError={() => setBroken(true)}
          />
        )}
      </div>
      <figcaption className="m">
        {t("evidence.until", { time: clock(view.until) })}
        {pages > 1 ? (
          <>
            {" "}
            <button
              className="b sm"
              type="button"
              disabled={page === 0}
              onClick={() => setPage(page - 1)}
            >
              {t("evidence.page-before")}
            </button>{" "}
            {t("evidence.page", { n: page + 1, of: pages })}{" "}
            <button
              className="b sm"
              type="button"
              disabled={page === pages - 1}
              onClick={() => setPage(page + 1)}
            >
              {t("evidence.page-after")}
            </button>
          </>
        ) : null}
      </figcaption>
      <Words caseId={caseId} fileId={file.id} />
    </figure>
  );
}

const filterOf = ({ bright }: Lie, isShown: boolean) =>
  `brightness(${bright})${isShown ? "" : " blur(1.5rem)"}`;
