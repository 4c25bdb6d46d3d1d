/** The desk's keys: what they do, and that they can be turned off. */
import { useEffect, useRef } from "react";
import { useText } from "./i18n.ts";
import { isTyping } from "./shell.tsx";

const KEPT = "rightful-desk-keys";
export const keysAreOn = () => localStorage.getItem(KEPT) !== "off";
export const turnKeys = (on: boolean) => localStorage.setItem(KEPT, on ? "on" : "off");

/** Single letters, while nobody types, no dialog is open and the keys are on. */
export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>) {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (!keysAreOn() || document.querySelector("dialog[open]")) return;
      // Enter on a button or a link is that one's own.
      if (event.key === "Enter" && isOnControl(event)) return;
      const deed = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!deed) return;
      event.preventDefault();
      deed(event);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

const isOnControl = ({ target }: Event) =>
  target instanceof Element && target.closest("a, button, summary") !== null;

const list: [keys: string[], what: string][] = [
  [["J", "K"], "keys.move"],
  [["Enter"], "keys.open"],
  [["N"], "keys.next"],
  [["F"], "keys.find"],
  [["C"], "keys.new-case"],
  [["D"], "keys.decide"],
  [["M"], "keys.note"],
  [["Q"], "keys.queue"],
  [["+", "-", "0"], "keys.zoom"],
  [["R"], "keys.turn"],
  [["[", "]"], "keys.files"],
  [["V"], "keys.verdict"],
  [["?"], "keys.help"],
];

export function KeyHelp({
  on,
  turn,
  close,
}: {
  on: boolean;
  turn: (on: boolean) => void;
  close: () => void;
}) {
  const { t } = useText();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => (before as HTMLElement | null)?.focus?.();
  }, []);
  return (
    <dialog ref={box} aria-labelledby="keys-title" onClose={close}>
      <h1 id="keys-title">{t("keys.title")}</h1>
      <dl className="keys">
        {list.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <label className="tick">
        <input type="checkbox" checked={on} onChange={(event) => turn(event.target.checked)} />
        {t("keys.on")}
      </label>
      <form method="dialog">
        <button className="b p" type="submit">
          {t("close")}
        </button>
      </form>
    </dialog>
  );
}
